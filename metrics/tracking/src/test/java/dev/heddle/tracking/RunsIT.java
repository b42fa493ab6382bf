package dev.heddle.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RunsIT {
    private final TrackingFixture tracking = new TrackingFixture();

    @Test
    void shouldKeepWhatARunIsMadeWith() {
        Run run =
                tracking.runs.create(
                        new Runs.New("", "first", "ann", 7, List.of(new KeyValue("team", "grün"))));

        Run found = tracking.runs.get(run.info().runId());

        assertThat(found).isEqualTo(run);
        assertThat(found.info().experimentId()).isEqualTo("0");
        assertThat(found.info().status()).isEqualTo("RUNNING");
        assertThat(found.info().artifactUri())
                .isEqualTo("mlflow-artifacts:/0/%s/artifacts".formatted(found.info().runId()));
        assertThat(found.data().tags())
                .containsExactly(
                        new KeyValue("mlflow.runName", "first"), new KeyValue("team", "grün"));
    }

    @Test
    void shouldMakeUpANameWhereNoneIsGiven() {
        Run run = tracking.runs.create(new Runs.New("0", "", "", 0, List.of()));

        assertThat(run.info().runName()).matches("[a-z]+-[a-z]+-[0-9]+");
    }

    @Test
    void shouldKeepEveryPointOnceAndTheLatestBesideTheRun() {
        String run = tracking.run();

        tracking.runs.log(
                run,
                TrackingFixture.points(
                        Metric.of("loss", 0.5, 10, 1),
                        Metric.of("loss", 0.4, 20, 2),
                        Metric.of("auc", Double.NaN, 20, 2)));
        tracking.runs.log(
                run,
                TrackingFixture.points(
                        Metric.of("loss", 0.4, 20, 2), Metric.of("loss", 0.9, 30, 0)));

        assertThat(tracking.runs.get(run).data().metrics())
                .containsExactly(
                        Metric.of("auc", Double.NaN, 20, 2), Metric.of("loss", 0.4, 20, 2));
        assertThat(tracking.history.page(run, "loss", 1_000, Optional.empty()).metrics())
                .containsExactly(
                        Metric.of("loss", 0.5, 10, 1),
                        Metric.of("loss", 0.4, 20, 2),
                        Metric.of("loss", 0.9, 30, 0));
    }

    @Test
    void shouldKeepTheLatestPointWhateverTheOrderOfWriters() throws Exception {
        String run = tracking.run();
        ExecutorService writers = Executors.newFixedThreadPool(4);

        List<Future<?>> all = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int first = writer;
            all.add(
                    writers.submit(
                            () -> {
                                for (int step = first; step < 400; step += 4) {
                                    // Names in another order each time: nobody waits in a circle.
                                    Metric a = Metric.of("a", step, step, step);
                                    Metric b = Metric.of("b", -step, step, step);
                                    tracking.runs.log(
                                            run,
                                            step % 2 == 0
                                                    ? TrackingFixture.points(a, b)
                                                    : TrackingFixture.points(b, a));
                                }
                            }));
        }
        for (Future<?> writer : all) {
            writer.get();
        }
        writers.shutdown();

        assertThat(tracking.runs.get(run).data().metrics())
                .containsExactly(Metric.of("a", 399, 399, 399), Metric.of("b", -399, 399, 399));
        assertThat(tracking.history.page(run, "a", 1_000, Optional.empty()).metrics()).hasSize(400);
    }

    @Test
    void shouldLogABatchWholeOrNotAtAll() {
        String run = tracking.run();
        tracking.runs.parameter(run, new KeyValue("depth", "3"));

        assertThatThrownBy(() -> log(run, "{'key': 'depth', 'value': '5'}"))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("Changing param values is not allowed");

        Run found = tracking.runs.get(run);
        assertThat(found.data().metrics()).isEmpty();
        assertThat(found.data().params()).containsExactly(new KeyValue("depth", "3"));
    }

    @Test
    void shouldLogABatchOfEverything() {
        String run = tracking.run();

        log(run, "{'key': 'depth', 'value': '5'}");

        Run found = tracking.runs.get(run);
        assertThat(found.data().metrics())
                .containsExactly(Metric.of("auc", Double.POSITIVE_INFINITY, 5, 0));
        assertThat(found.data().params()).containsExactly(new KeyValue("depth", "5"));
        assertThat(found.data().tags()).contains(new KeyValue("stage", "last"));
    }

    private void log(String run, String parameters) {
        String json =
                """
                {'run_id': '%s', 'unknown': [{'a': 1}],
                 'metrics': [{'key': 'auc', 'value': 'Infinity', 'timestamp': '5'}],
                 'params': [%s],
                 'tags': [{'key': 'stage', 'value': 'first'}, {'key': 'stage', 'value': 'last'}]}
                """
                        .formatted(run, parameters)
                        .replace('\'', '"');
        tracking.runs.log(LogBatch.read(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void shouldTellADeletedRunFromNone() {
        String run = tracking.run();
        tracking.runs.mark(run, true);
        Points points = Points.of(Metric.of("auc", 1, 1, 0));

        assertThatThrownBy(() -> tracking.runs.log(run, points))
                .hasMessage(
                        "The run %s must be in the 'active' state. Current state is deleted."
                                .formatted(run));
        assertThatThrownBy(() -> tracking.runs.log("0123", points))
                .hasMessage("Run with id=0123 not found")
                .extracting(e -> ((HeddleException) e).code())
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void shouldFollowTheNameInItsTag() {
        String run = tracking.run();

        tracking.runs.tag(run, new KeyValue("mlflow.runName", "renamed"));

        assertThat(tracking.runs.get(run).info().runName()).isEqualTo("renamed");
    }

    @Test
    void shouldNoteWhatARunHasReadAndMade() {
        String run = tracking.run();
        Run.DatasetInput dataset =
                new Run.DatasetInput(
                        List.of(new KeyValue("mlflow.data.context", "training")),
                        new Run.Dataset(
                                "wine",
                                "abc",
                                "local",
                                "/wine.csv",
                                Optional.of("{}"),
                                Optional.empty()));

        tracking.inputs.read(run, List.of(dataset, dataset), List.of("m-1"));
        tracking.inputs.made(run, List.of(new Run.ModelOutput("m-2", 3)));

        Run found = tracking.runs.get(run);
        assertThat(found.inputs().datasetInputs()).containsExactly(dataset);
        assertThat(found.inputs().modelInputs()).containsExactly(new Run.ModelInput("m-1"));
        assertThat(found.outputs().modelOutputs()).containsExactly(new Run.ModelOutput("m-2", 3));
        assertThat(tracking.find("dataset.name = 'wine' and dataset.context = 'training'"))
                .containsExactly(run);
        assertThat(tracking.find("dataset.context = 'test'")).isEmpty();
    }

    @Test
    void shouldListModelsOfOldClientsInATag() {
        String run = tracking.run();
        String model =
                "{\"artifact_path\": \"%s\", \"flavors\": {}, \"utc_time_created\": \"now\", \"run_id\": \"1\"}";

        tracking.modelHistory.add(run, model.formatted("a"));
        tracking.modelHistory.add(run, model.formatted("b"));

        assertThat(tracking.runs.get(run).data().tags())
                .filteredOn(tag -> tag.key().equals("mlflow.log-model.history"))
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).contains("\"a\"", "\"b\""));
        assertThatThrownBy(() -> tracking.modelHistory.add(run, "{}"))
                .hasMessageContaining("missing mandatory fields");
    }
}
