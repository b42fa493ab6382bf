package dev.heddle.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.PackageFile;
import dev.heddle.mlflow.ArtifactFiles;
import dev.heddle.mlflow.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImportsIT {
    private static final String RUN = "0123456789abcdef0123456789abcdef";

    private final TrackingFixture tracking = new TrackingFixture();
    private final Imports imports = new Imports(tracking.database);

    private static Message message(String json) {
        return Message.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldTakeAnExperimentOnce() {
        Message message =
                message(
                        "{'name': 'old', 'creation_time': 5, 'last_update_time': 6, 'tags': [{'key': 'a', 'value': 'b'}]}");

        Imports.ImportedExperiment first = imports.experiment(message);
        Imports.ImportedExperiment second = imports.experiment(message);

        assertThat(first.created()).isTrue();
        assertThat(second).isEqualTo(new Imports.ImportedExperiment(first.experimentId(), false));
        Experiment found = tracking.experiments.get(first.experimentId());
        assertThat(found.creationTime()).isEqualTo(5);
        assertThat(found.lastUpdateTime()).isEqualTo(6);
    }

    @Test
    void shouldTakeARunAsItWas() {
        String run =
                """
                {'experiment_id': '0', 'run_name': 'old', 'user_id': 'ann', 'status': 'FAILED',
                 'start_time': 1, 'end_time': 2, 'lifecycle_stage': 'deleted', 'deleted_time': 3,
                 'params': [{'key': 'a', 'value': 'b'}], 'tags': [{'key': 'c', 'value': 'd'}]}
                """;

        Imports.ImportedRun first = imports.run(RUN, message(run));
        Imports.ImportedRun second = imports.run(RUN, message(run));

        assertThat(first.created()).isTrue();
        assertThat(second.created()).isFalse();
        assertThat(second.run()).isEqualTo(first.run());
        assertThat(first.run().info().lifecycleStage()).isEqualTo("deleted");
        assertThat(first.run().info().endTime()).contains(2L);
        assertThat(first.run().data().tags())
                .containsExactly(new KeyValue("c", "d"), new KeyValue("mlflow.runName", "old"));
        assertThatThrownBy(() -> imports.run(RUN, message("{'experiment_id': '" + other() + "'}")))
                .hasMessageContaining("is there already");
        assertThatThrownBy(() -> imports.run("../x", message(run)))
                .hasMessageContaining("run id '../x'");
    }

    private String other() {
        return tracking.experiments
                .byName("other")
                .map(Experiment::experimentId)
                .orElseGet(() -> tracking.experiments.create("other", Optional.empty(), List.of()));
    }

    @Test
    void shouldTakeALoggedModelAsItWas() {
        String model =
                """
                {'experiment_id': '0', 'name': 'tree', 'source_run_id': 'gone',
                 'status': 'LOGGED_MODEL_READY', 'creation_timestamp_ms': 1,
                 'last_updated_timestamp_ms': 2, 'params': [{'key': 'a', 'value': 'b'}]}
                """;

        Imports.ImportedModel first = imports.model("m-1", message(model));

        assertThat(first.created()).isTrue();
        assertThat(first.model().info().creationTimestampMs()).isEqualTo(1);
        assertThat(first.model().info().status()).isEqualTo("LOGGED_MODEL_READY");
        assertThat(imports.model("m-1", message(model)).created()).isFalse();
    }

    @Test
    void shouldRemoveForGoodWhatWasDeletedLongAgo() {
        String gone = tracking.run();
        String kept = tracking.run();
        tracking.runs.log(gone, Points.of(Metric.of("auc", 1, 1, 0)));
        tracking.runs.mark(gone, true);
        List<String> folders = new ArrayList<>();
        Purge purge = new Purge(tracking.database, noting(folders), null, List.of());

        assertThat(purge.purge(Duration.ofDays(1))).isEqualTo(new Purge.Removed(0, 0, 0));
        assertThat(purge.purge(Duration.ZERO)).isEqualTo(new Purge.Removed(1, 0, 0));

        assertThat(folders).containsExactly("0/" + gone);
        assertThatThrownBy(() -> tracking.runs.get(gone)).hasMessageContaining("not found");
        assertThat(tracking.runs.get(kept).info().runId()).isEqualTo(kept);
    }

    @Test
    void shouldRemoveAnExperimentWithAllThatIsInIt() {
        String experiment = other();
        tracking.run(experiment, 1);
        String model =
                tracking.models
                        .create(
                                new LoggedModelRows.New(
                                        experiment,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of(),
                                        List.of()))
                        .info()
                        .modelId();
        tracking.experiments.mark(experiment, true);
        List<String> folders = new ArrayList<>();

        Purge.Removed removed =
                new Purge(tracking.database, noting(folders), null, List.of()).purge(Duration.ZERO);

        assertThat(removed).isEqualTo(new Purge.Removed(1, 1, 1));
        assertThat(folders).contains(experiment + "/models/" + model);
        assertThat(tracking.experiments.byName("other")).isEmpty();
    }

    /** Files that are not there; what is to be deleted is noted. */
    private static ArtifactFiles noting(List<String> deleted) {
        return new ArtifactFiles() {
            @Override
            public List<Entry> list(String folder, Optional<String> after, int limit) {
                return List.of();
            }

            @Override
            public List<PackageFile> files(String folder) {
                return List.of();
            }

            @Override
            public int delete(String path) {
                deleted.add(path);
                return 0;
            }
        };
    }
}
