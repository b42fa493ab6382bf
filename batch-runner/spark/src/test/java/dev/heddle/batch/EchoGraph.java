package dev.heddle.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An ONNX graph of the tests that gives back what it gets: a single value and a vector of each
 * element type, message by message as onnx.proto numbers their fields.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
final class EchoGraph {
    private static final int ELEMENT_TYPES = 13;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private EchoGraph() {}

    static void write(Path folder) {
        EchoGraph graph = new EchoGraph().text(2, "echo");
        for (int type = 1; type <= ELEMENT_TYPES; type++) {
            graph.identity("single" + type, type).identity("vector" + type, type, 2);
        }
        write(folder, graph.identity("matrix", 1, 2, 3));
    }

    /** The same of floats alone: {@code single} and {@code vector}. */
    static void writeFloats(Path folder) {
        write(
                folder,
                new EchoGraph().text(2, "floats").identity("single", 1).identity("vector", 1, 2));
    }

    private static void write(Path folder, EchoGraph graph) {
        byte[] model =
                new EchoGraph()
                        .number(1, 8)
                        .message(7, graph)
                        .message(8, new EchoGraph().text(1, "").number(2, 13))
                        .bytes
                        .toByteArray();
        try {
            Files.write(Files.createDirectories(folder).resolve("model.onnx"), model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EchoGraph identity(String name, int type, int... entry) {
        String output = name + "_out";
        EchoGraph node =
                new EchoGraph().text(1, name).text(2, output).text(3, output).text(4, "Identity");
        return message(1, node)
                .message(11, value(name, type, entry))
                .message(12, value(output, type, entry));
    }

    private static EchoGraph value(String name, int type, int... entry) {
        EchoGraph shape = new EchoGraph().message(1, new EchoGraph().text(2, "N"));
        for (int size : entry) {
            shape.message(1, new EchoGraph().number(1, size));
        }
        EchoGraph tensor = new EchoGraph().number(1, type).message(2, shape);
        return new EchoGraph().text(1, name).message(2, new EchoGraph().message(1, tensor));
    }

    private EchoGraph number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    private EchoGraph text(int field, String value) {
        return field(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private EchoGraph message(int field, EchoGraph value) {
        return field(field, value.bytes.toByteArray());
    }

    private EchoGraph field(int field, byte[] value) {
        varint(((long) field << 3) | 2);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
