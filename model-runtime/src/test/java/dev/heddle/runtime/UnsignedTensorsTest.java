package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.model.DataType;
import dev.heddle.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnsignedTensorsTest {
    private static final int RECORDS = 1000;

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"UINT8,2", "UINT16,4", "UINT32,12", "UINT64,13"})
    void shouldGiveAndTakeEveryBit(DataType type, int number) throws Exception {
        Path file = Files.write(folder.resolve("identity.onnx"), TinyOnnx.identity(number));
        byte[] bits = new byte[RECORDS * 2 * type.bytes()];
        new Random(3).nextBytes(bits);
        Arrays.fill(bits, 0, type.bytes(), (byte) -1);
        Tensor tensor = Tensor.wrap(type, new long[] {RECORDS, 2}, ByteBuffer.wrap(bits));

        try (OnnxSessions sessions = new OnnxSessions();
                OnnxGraphSession graph = sessions.open(file)) {
            for (int run = 0; run < 3; run++) {
                assertThat(graph.run(Map.of("x", tensor))).isEqualTo(Map.of("y", tensor));
            }
        }
    }
}
