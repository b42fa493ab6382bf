package dev.heddle.registry.mlflow;

import static dev.heddle.registry.Failures.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.Endpoint;
import dev.heddle.client.ModelVersion;
import dev.heddle.mlflow.ArtifactFiles;
import dev.heddle.mlflow.LoggedModels.Source;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.MlflowJson;
import dev.heddle.model.ErrorCode;
import dev.heddle.registry.RegistryFixture;
import dev.heddle.registry.artifacts.Trees;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionCreationIT {
    private static final String RUN = "0123456789abcdef0123456789abcdef";

    @TempDir private Path folder;
    private RegistryFixture registry;
    private RegistryReader reader;
    private LoggedModelsInMemory logged;
    private ArtifactFiles artifacts;
    private VersionCreation creation;

    @BeforeEach
    void start() {
        registry = new RegistryFixture(folder);
        reader = new RegistryReader(registry.database);
        logged = new LoggedModelsInMemory();
        artifacts = Trees.of(registry);
        creation =
                new VersionCreation(
                        reader,
                        new Sources(reader, logged, artifacts),
                        registry.loggedRegistration,
                        logged);
        registry.models.create("churn", "", Map.of(), "ann");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldServeALoggedModelThatHeddleRuns() {
        ModelVersion original = logFunction("m-1", 2);

        int number = create("churn", "models:/m-1", Map.of("model_id", "m-1"));

        ModelVersion made = registry.catalog.version("churn", "latest");
        assertThat(number).isEqualTo(1);
        assertThat(made.problem()).isEmpty();
        assertThat(made.flavors()).containsExactly("heddle_java");
        assertThat(made.signature()).isEqualTo(original.signature());
        assertThat(made.parameters()).containsEntry("factor", "2");
        assertThat(made.source()).contains("models:/m-1");
        assertThat(made.runId()).contains(RUN);
        assertThat(made.files()).containsAll(original.files());
        assertThat(registry.endpoint("churn")).map(Endpoint::version).contains(Optional.of(1));
        assertThat(logged.registered).containsExactly("m-1 churn 1");
        RegisteredVersion shown = reader.version("churn", 1);
        assertThat(shown.modelId()).contains("m-1");
        assertThat(shown.statusMessage()).isEmpty();
        assertThat(artifacts.files(path(reader.filesOf(shown)))).isEqualTo(made.files());
    }

    @Test
    void shouldKeepAVersionWhoseArtifactsAreDeleted() {
        logFunction("m-1", 2);
        create("churn", "models:/m-1", Map.of());

        artifacts.delete("1");
        registry.collect();

        for (var file : registry.catalog.version("churn", "1").files()) {
            assertThat(registry.store.size(file.sha256())).contains(file.size());
        }
    }

    @Test
    void shouldFindTheFilesOfARunAndOfAnAddress() {
        logFunction("m-1", 2);
        logged.runs.put(RUN, "mlflow-artifacts:/1/models");

        create("churn", "runs:/" + RUN + "/m-1/artifacts", Map.of());
        create("churn", "mlflow-artifacts:/1/models/m-1/artifacts", Map.of("run_id", RUN));
        create("churn", "mlflow-artifacts://host:80/1/models/m-1/artifacts/", Map.of());
        create("churn", "models:/churn/1", Map.of());

        for (int number = 1; number <= 4; number++) {
            ModelVersion made = registry.catalog.version("churn", String.valueOf(number));
            assertThat(made.problem()).as("version %d", number).isEmpty();
            assertThat(made.files()).isNotEmpty();
        }
        assertThat(reader.version("churn", 1).runId()).isEqualTo(RUN);
        assertThat(reader.version("churn", 4).runId()).isEqualTo(RUN);
        assertThat(registry.endpoint("churn")).map(Endpoint::version).contains(Optional.of(4));
    }

    @Test
    void shouldRegisterOtherFlavorsAndNeverServeThem() {
        put(
                "1/models/m-2/artifacts/MLmodel",
                "flavors:\n  sklearn: {a: b}\n  python_function: {c: d}\n");
        put("1/models/m-2/artifacts/model.pkl", "pickled");
        logged.models.put("m-2", source("m-2"));

        create("churn", "models:/m-2", Map.of());

        ModelVersion made = registry.catalog.version("churn", "1");
        assertThat(made.flavors()).containsExactlyInAnyOrder("sklearn", "python_function");
        assertThat(made.problem())
                .hasValueSatisfying(p -> assertThat(p).contains("needs a Python worker"));
        assertThat(made.files()).hasSize(2);
        assertThat(registry.endpoint("churn")).isEmpty();
        assertThat(reader.version("churn", 1).status()).isEqualTo("READY");
    }

    @Test
    void shouldGoOnServingWhatItServesWhenANewerVersionCannotBeServed() {
        logFunction("m-1", 2);
        create("churn", "models:/m-1", Map.of());
        create("churn", "s3://bucket/model", Map.of());

        assertThat(registry.endpoint("churn")).map(Endpoint::version).contains(Optional.of(1));
        assertThat(registry.endpoint("churn").flatMap(Endpoint::held)).isEmpty();
        registry.follow("spare", "churn", "champion");
        registry.catalog.alias("churn", "champion", 1, Optional.empty(), "ann");
        registry.catalog.alias("churn", "champion", 2, Optional.empty(), "ann");
        assertThat(registry.endpoint("spare")).map(Endpoint::version).contains(Optional.of(1));
        assertThat(registry.endpoint("spare").flatMap(Endpoint::held))
                .hasValueSatisfying(
                        held -> assertThat(held.reason()).contains("s3://bucket/model"));
    }

    @Test
    void shouldRegisterWhatCannotRunWithTheReason() {
        put("1/a/MLmodel", "flavors:\n  onnx: {data: model.onnx}\n");
        put("1/a/model.onnx", "this is no graph");
        put("1/b/MLmodel", "flavors: [");
        put("1/c/data.bin", "no MLmodel");
        put("1/d/MLmodel", "flavors:\n  heddle_java: {class: none.Such, code: [code/x.jar]}\n");

        for (String source : List.of("a", "b", "c", "d", "none")) {
            create("churn", "mlflow-artifacts:/1/" + source, Map.of());
        }

        assertThat(problems())
                .satisfiesExactly(
                        p -> assertThat(p).contains("model.onnx").doesNotContain(folder.toString()),
                        p -> assertThat(p).contains("no YAML"),
                        p -> assertThat(p).isEqualTo("it has no file MLmodel"),
                        p -> assertThat(p).isNotBlank(),
                        p -> assertThat(p).contains("there were no files"));
        assertThat(registry.endpoint("churn")).isEmpty();
    }

    private List<String> problems() {
        return IntStream.rangeClosed(1, 5)
                .mapToObj(number -> reader.version("churn", number).statusMessage().orElse(""))
                .toList();
    }

    @Test
    void shouldMakeANewVersionOfTheSameContent() {
        logFunction("m-1", 2);

        assertThat(create("churn", "models:/m-1", Map.of())).isEqualTo(1);
        assertThat(create("churn", "models:/m-1", Map.of())).isEqualTo(2);

        assertThat(registry.catalog.version("churn", "1").digest())
                .isEqualTo(registry.catalog.version("churn", "2").digest());
    }

    @Test
    void shouldRefuseSourcesThatMeanNothing() {
        logged.runs.put(RUN, "mlflow-artifacts:/1/run/artifacts");
        registry.models.create("greet", "", Map.of(RegisteredModel.PROMPT, "true"), "ann");
        for (String source :
                List.of(
                        "/tmp/model",
                        "file:///tmp/model",
                        "C:\\model",
                        "s3://b/../x",
                        "mlflow-artifacts:/1/%2e%2e/x",
                        "mlflow-artifacts:/1/%252e%252e/x",
                        "models:/m-none",
                        "models://host/m-none",
                        "runs:/" + "f".repeat(32) + "/model",
                        "runs:/",
                        "models:/greet/1",
                        "s3://" + "x".repeat(3_000))) {
            assertCode(() -> create("churn", source, Map.of()))
                    .as(source)
                    .isEqualTo(ErrorCode.INVALID_REQUEST);
        }
        assertCode(() -> create("churn", "runs:/" + RUN + "/m", Map.of("run_id", "a".repeat(32))))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThatThrownBy(() -> create("churn", "models:/churn/7", Map.of()))
                .hasMessage("Model Version (name=churn, version=7) not found");
        assertThatThrownBy(() -> create("none", "s3://b/x", Map.of()))
                .hasMessage("Registered Model with name=none not found");
        assertThat(reader.model("churn").latestVersions()).isEmpty();
    }

    @Test
    void shouldRegisterPromptsWithoutFiles() {
        Message message =
                message(
                        Map.of(
                                "source",
                                "prompt-template",
                                "tags",
                                List.of(
                                        Map.of("key", RegisteredModel.PROMPT, "value", "true"),
                                        Map.of(
                                                "key",
                                                "mlflow.prompt.text",
                                                "value",
                                                "x".repeat(90_000)))));

        assertThat(creation.create("churn", message, "ann")).isEqualTo(1);
        assertThat(reader.version("churn", 1).statusMessage())
                .contains("it is a prompt, not a model");
    }

    @Test
    void shouldGiveEveryVersionItsNumberWhenTwoRegisterAtOnce() throws Exception {
        logFunction("m-1", 2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Integer> numbers = new ArrayList<>();
        try {
            Callable<List<Integer>> register =
                    () ->
                            IntStream.range(0, 10)
                                    .mapToObj(i -> create("churn", "models:/m-1", Map.of()))
                                    .toList();
            for (Future<List<Integer>> made : threads.invokeAll(List.of(register, register))) {
                numbers.addAll(made.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 20).boxed().toList());
        assertThat(registry.endpoint("churn")).map(Endpoint::version).contains(Optional.of(20));
    }

    @Test
    void shouldLeaveARunBehindANativeRegistration() {
        ModelVersion made = registry.registerScale("scale", 2, Map.of());

        assertThat(made.runId()).hasValueSatisfying(id -> assertThat(id).hasSize(32));
        assertThat(reader.version("scale", 1).runId()).isEqualTo(made.runId().orElseThrow());
        assertThat(reader.version("scale", 1).source())
                .isEqualTo("mlflow-artifacts:/registered-models/scale/1");
        assertThat(registry.registerScale("scale", 2, Map.of()).version()).isEqualTo(1);
    }

    /** Logs a function as a client would; its version of the native API. */
    private ModelVersion logFunction(String id, int factor) {
        ModelVersion version = registry.registerScale("original", factor, Map.of());
        Trees.put(registry, "1/models/" + id + "/artifacts", version.files());
        logged.models.put(id, source(id));
        return version;
    }

    private static Source source(String id) {
        return new Source(
                id,
                "mlflow-artifacts:/1/models/" + id + "/artifacts",
                Optional.of(RUN),
                Map.of("C", "1.0"));
    }

    private void put(String path, String content) {
        Trees.put(registry, path, content.getBytes(StandardCharsets.UTF_8));
    }

    private int create(String model, String source, Map<String, String> more) {
        Map<String, Object> fields = new HashMap<>(more);
        fields.put("source", source);
        return creation.create(model, message(fields), "ann");
    }

    private static Message message(Map<String, Object> fields) {
        return Message.of(MlflowJson.bytes(fields));
    }

    private static String path(String uri) {
        return ArtifactFiles.path(uri).orElseThrow();
    }
}
