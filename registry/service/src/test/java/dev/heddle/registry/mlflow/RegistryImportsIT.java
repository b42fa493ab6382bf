package dev.heddle.registry.mlflow;

import static dev.heddle.registry.Failures.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Endpoint;
import dev.heddle.client.ModelVersion;
import dev.heddle.mlflow.ArtifactFiles;
import dev.heddle.mlflow.LoggedModels.Source;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.MlflowJson;
import dev.heddle.model.ErrorCode;
import dev.heddle.registry.RegistryFixture;
import dev.heddle.registry.VersionImport;
import dev.heddle.registry.artifacts.Trees;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryImportsIT {
    private static final String RUN = "0123456789abcdef0123456789abcdef";

    @TempDir private Path folder;
    private RegistryFixture registry;
    private RegistryReader reader;
    private LoggedModelsInMemory logged;
    private VersionCreation creation;
    private RegistryImports imports;

    @BeforeEach
    void start() {
        registry = new RegistryFixture(folder);
        reader = new RegistryReader(registry.database);
        logged = new LoggedModelsInMemory();
        ArtifactFiles artifacts = Trees.of(registry);
        creation =
                new VersionCreation(
                        reader,
                        new Sources(reader, logged, artifacts),
                        registry.loggedRegistration,
                        logged);
        VersionImport versions = registry.versionImport();
        imports = new RegistryImports(reader, creation, versions);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private static Message message(Map<String, ?> fields) {
        return Message.of(MlflowJson.bytes(fields));
    }

    private boolean model(String name, Map<String, ?> fields) {
        return imports.model(name, message(fields), "ann").created();
    }

    private RegistryImports.ImportedVersion version(int number, Map<String, ?> fields) {
        Map<String, Object> all = new HashMap<>(Map.of("creation_timestamp", 1_000 + number));
        all.putAll(fields);
        return imports.version("churn", number, message(all), "ann");
    }

    /** Logs the files of a version that Heddle runs as those of a logged model. */
    private void logFunction(String id) {
        ModelVersion original = registry.registerScale("original", 2, Map.of());
        Trees.put(registry, "1/models/" + id + "/artifacts", original.files());
        logged.models.put(
                id,
                new Source(
                        id,
                        "mlflow-artifacts:/1/models/" + id + "/artifacts",
                        Optional.of(RUN),
                        Map.of()));
    }

    @Test
    void shouldMakeAModelOnceAndCompleteIt() {
        boolean first =
                model(
                        "churn",
                        Map.of(
                                "description",
                                "who leaves",
                                "creation_timestamp",
                                5_000,
                                "last_updated_timestamp",
                                6_000,
                                "tags",
                                List.of(Map.of("key", "a", "value", "b"))));
        boolean second = model("churn", Map.of("tags", List.of(Map.of("key", "c", "value", "d"))));

        RegisteredModel made = reader.model("churn");
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(made.creationTimestamp()).isEqualTo(5_000);
        assertThat(made.lastUpdatedTimestamp()).isEqualTo(6_000);
        assertThat(made.description()).contains("who leaves");
        assertThat(made.tags()).extracting(RegisteredModel.Tag::key).contains("a", "c");
    }

    @Test
    void shouldKeepNumbersTimesAndStages() {
        model("churn", Map.of());
        Map<String, Object> fields =
                Map.of(
                        "source", "s3://bucket/x",
                        "run_id", RUN,
                        "user_id", "bob",
                        "current_stage", "Production",
                        "description", "old",
                        "last_updated_timestamp", 9_000);

        boolean first = version(7, fields).created();
        RegistryImports.ImportedVersion second = version(7, fields);
        version(3, Map.of("source", "/srv/mlruns/1/x"));
        int next = creation.create("churn", message(Map.of("source", "s3://y")), "ann");

        RegisteredVersion made = second.modelVersion();
        assertThat(first).isTrue();
        assertThat(second.created()).isFalse();
        assertThat(made.creationTimestamp()).isEqualTo(1_007);
        assertThat(made.lastUpdatedTimestamp()).isEqualTo(9_000);
        assertThat(made.currentStage()).isEqualTo("Production");
        assertThat(made.runId()).isEqualTo(RUN);
        assertThat(registry.catalog.version("churn", "7").createdBy()).isEqualTo("bob");
        assertThat(registry.catalog.version("churn", "3").problem()).isPresent();
        assertThat(next).isEqualTo(8);
    }

    @Test
    void shouldServeWhatHeddleRuns() {
        model("churn", Map.of());
        logFunction("m-1");

        version(4, Map.of("source", "models:/m-1", "model_id", "m-1"));
        version(4, Map.of("source", "models:/m-1", "model_id", "m-1"));

        assertThat(registry.catalog.version("churn", "4").problem()).isEmpty();
        assertThat(registry.endpoint("churn")).map(Endpoint::version).contains(Optional.of(4));
        assertThat(logged.registered).containsExactly("m-1 churn 4");
    }

    @Test
    void shouldTakeTheFilesThatComeLater() {
        model("churn", Map.of());
        boolean before = version(1, Map.of("source", "models:/m-1")).created();
        logFunction("m-1");

        RegistryImports.ImportedVersion after = version(1, Map.of("source", "models:/m-1"));

        assertThat(before).isTrue();
        assertThat(after.created()).isFalse();
        assertThat(registry.catalog.version("churn", "1").problem()).isEmpty();
        assertThat(registry.catalog.version("churn", "1").files()).isNotEmpty();
    }

    @Test
    void shouldRefuseAnotherVersionOfANumber() {
        model("churn", Map.of());
        version(1, Map.of("source", "s3://x"));

        assertCode(() -> version(1, Map.of("source", "s3://x", "creation_timestamp", 5)))
                .isEqualTo(ErrorCode.CONFLICT);
        assertCode(() -> version(0, Map.of("source", "s3://x")))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> version(2, Map.of("source", "s3://x", "current_stage", "Live")))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }
}
