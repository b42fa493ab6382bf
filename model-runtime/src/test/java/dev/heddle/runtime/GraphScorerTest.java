package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphScorerTest {
    @TempDir private Path folder;

    private final OnnxSessions sessions = new OnnxSessions();

    @BeforeEach
    void makeGraph() throws Exception {
        // y = x · [1, 2, 3] + 0.5, for a batch of any size.
        Files.write(
                folder.resolve("line.onnx"),
                TinyOnnx.linear("x", "y", new float[] {1, 2, 3}, 0.5f));
    }

    @Test
    void shouldTakeTheSignatureFromTheGraph() {
        Envelope envelope = pack(Optional.empty());

        assertThat(envelope.signature().orElseThrow().input().toString())
                .isEqualTo("{x: tensor<float32, [3]>}");
        assertThat(envelope.signature().orElseThrow().output().toString()).isEqualTo("{y: float}");
    }

    @Test
    void shouldAnswerOneRowAndMany() {
        pack(Optional.of("{\"x\": [1, 1, 1]}"));

        try (LoadedModel model = load()) {
            assertThat(model.checkSample()).isEmpty();
            assertThat(predict(model, "{\"x\": [1, 0, 2]}")).isEqualTo("{\"y\":7.5}");
            assertThat(predict(model, "[{\"x\": [1, 0, 2]}, {\"x\": [0, 0, 0]}]"))
                    .isEqualTo("[{\"y\":7.5},{\"y\":0.5}]");
        }
    }

    @Test
    void shouldNameTheShapeThatIsWrong() {
        pack(Optional.empty());

        try (LoadedModel model = load()) {
            HeddleException error =
                    catchThrowableOfType(
                            HeddleException.class, () -> predict(model, "{\"x\": [1, 0]}"));

            assertThat(error.code()).isEqualTo(ErrorCode.INVALID_INPUT);
            assertThat(error)
                    .hasMessage("x: expected a tensor of float32 and shape [3], got shape [2]");
        }
    }

    @Test
    void shouldShareASessionBetweenVersionsOfTheSameGraph() {
        pack(Optional.empty());

        try (LoadedModel first = load();
                LoadedModel second = load()) {
            assertThat(sessions.size()).isEqualTo(1);
            assertThat(first.signature()).isEqualTo(second.signature());
        }

        assertThat(sessions.size()).isZero();
    }

    @Test
    void shouldRefuseAFileThatIsNoGraph() throws Exception {
        Files.writeString(folder.resolve("line.onnx"), "not a graph");

        HeddleException error =
                catchThrowableOfType(HeddleException.class, () -> pack(Optional.empty()));

        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_PACKAGE);
        assertThat(sessions.size()).isZero();
    }

    private Envelope pack(Optional<String> sample) {
        return new Packager(sessions)
                .pack(
                        folder,
                        new PackageContents(
                                Optional.empty(),
                                Map.of(),
                                Map.of(),
                                sample.map(json -> json.getBytes(StandardCharsets.UTF_8)),
                                Map.of()));
    }

    private LoadedModel load() {
        return LoadedModel.load(
                Envelopes.read(folder),
                new ModelIdentity("line", 1, "abc"),
                Map.of(),
                Mode.ONLINE,
                (name, value) -> {},
                sessions);
    }

    private static String predict(LoadedModel model, String json) {
        return new String(
                model.predict(json.getBytes(StandardCharsets.UTF_8), Optional.empty()),
                StandardCharsets.UTF_8);
    }
}
