package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import dev.heddle.model.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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

    @Test
    void shouldSplitWhatSeveralCallersGotTogether() {
        pack(Optional.of("{\"x\": [1, 1, 1]}"));

        try (LoadedModel model = load()) {
            assertThat(model.checkSample()).isEmpty();
            assertThat(model.takesBatches()).isTrue();
            Random random = new Random(3);
            for (int round = 0; round < 200; round++) {
                List<Records> callers = new ArrayList<>();
                List<List<Float>> expected = new ArrayList<>();
                for (int caller = 0; caller < 1 + random.nextInt(20); caller++) {
                    float[] values = new float[3 * random.nextInt(round % 10 == 0 ? 700 : 8)];
                    List<Float> results = new ArrayList<>();
                    for (int i = 0; i < values.length; i++) {
                        values[i] = random.nextInt(100);
                    }
                    for (int i = 0; i < values.length; i += 3) {
                        results.add(values[i] + 2 * values[i + 1] + 3 * values[i + 2] + 0.5f);
                    }
                    callers.add(records(model, values, random.nextBoolean()));
                    expected.add(results);
                }

                List<Records> results = model.score(callers, Optional.empty());

                for (int i = 0; i < callers.size(); i++) {
                    assertThat(results.get(i).count()).isEqualTo(expected.get(i).size());
                    assertThat(results.get(i).rows().stream().map(row -> row.floatAt(0)).toList())
                            .isEqualTo(expected.get(i));
                }
            }
        }
    }

    @Test
    void shouldJoinWhatTookSeveralRuns() {
        pack(Optional.of("{\"x\": [1, 1, 1]}"));

        try (LoadedModel model = load()) {
            float[] values = new float[3 * 2_500];
            for (int i = 0; i < values.length; i++) {
                values[i] = i;
            }

            Records result = model.score(records(model, values, true), Optional.empty());

            assertThat(result.count()).isEqualTo(2_500);
            assertThat(result.tensors().get(0).shape()).containsExactly(2_500, 1);
            float[] outputs = result.tensors().get(0).floats();
            for (int i = 0; i < outputs.length; i++) {
                // x · [1, 2, 3] of 3i, 3i + 1, 3i + 2.
                assertThat(outputs[i]).isEqualTo(18f * i + 8.5f);
            }
        }
    }

    private static Records records(LoadedModel model, float[] values, boolean asTensor) {
        Tensor tensor = Tensor.of(values, values.length / 3, 3);
        if (asTensor) {
            return model.records(new Tensor[] {tensor});
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < values.length / 3; i++) {
            Row row = new Row(model.signature().input());
            row.setValue(0, Columns.slice(tensor, i, i + 1).reshape(3));
            rows.add(row);
        }
        return model.records(rows);
    }

    @Test
    void shouldGiveAGraphThatMixesRecordsEachCallerAlone() throws Exception {
        Files.write(folder.resolve("line.onnx"), TinyOnnx.centred("x", "y", 2));
        pack(Optional.of("{\"x\": [1, 5]}"));

        try (LoadedModel model = load()) {
            assertThat(model.checkSample()).isEmpty();

            assertThat(model.takesBatches()).isFalse();
            // Records of the native protocol are alone, tensors are what their caller put together.
            assertThat(predict(model, "[{\"x\": [1, 5]}, {\"x\": [3, 7]}]"))
                    .isEqualTo("[{\"y\":[0.0,0.0]},{\"y\":[0.0,0.0]}]");
            Records pair = model.records(new Tensor[] {Tensor.of(new float[] {1, 5, 3, 7}, 2, 2)});
            assertThat(
                            model.score(List.of(pair, pair), Optional.empty()).stream()
                                    .map(result -> result.tensors().get(0)))
                    .containsOnly(Tensor.of(new float[] {-1, -1, 1, 1}, 2, 2));
        }
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
                sessions,
                OnlineFeatures.NONE);
    }

    private static String predict(LoadedModel model, String json) {
        return new String(
                model.predict(json.getBytes(StandardCharsets.UTF_8), Optional.empty()),
                StandardCharsets.UTF_8);
    }
}
