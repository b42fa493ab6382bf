package dev.heddle.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExperimentsIT {
    private final TrackingFixture tracking = new TrackingFixture();
    private final Experiments experiments = tracking.experiments;

    @Test
    void shouldHaveADefaultExperiment() {
        assertThat(experiments.get("0").name()).isEqualTo("Default");
        assertThat(experiments.get("").experimentId()).isEqualTo("0");
    }

    @Test
    void shouldKeepWhatAnExperimentIsMadeWith() {
        String id = experiments.create("churn", Optional.empty(), List.of(new KeyValue("a", "b")));

        Experiment found = experiments.get(id);

        assertThat(experiments.byName("churn")).contains(found);
        assertThat(found.artifactLocation()).isEqualTo("mlflow-artifacts:/" + id);
        assertThat(found.tags()).containsExactly(new KeyValue("a", "b"));
        assertThat(found.lifecycleStage()).isEqualTo("active");
    }

    @Test
    void shouldGiveANameToOneOfManyWhoAskAtOnce() throws Exception {
        ExecutorService askers = Executors.newFixedThreadPool(8);
        AtomicInteger winners = new AtomicInteger();
        AtomicInteger losers = new AtomicInteger();

        for (int i = 0; i < 8; i++) {
            askers.execute(
                    () -> {
                        try {
                            experiments.create("wanted", Optional.empty(), List.of());
                            winners.incrementAndGet();
                        } catch (HeddleException e) {
                            if (e.code() == ErrorCode.ALREADY_EXISTS) {
                                losers.incrementAndGet();
                            }
                        }
                    });
        }
        askers.shutdown();
        assertThat(askers.awaitTermination(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();

        assertThat(winners).hasValue(1);
        assertThat(losers).hasValue(7);
    }

    @Test
    void shouldDeleteAndRestoreWithItsRuns() {
        String id = experiments.create("gone", Optional.empty(), List.of());
        String run = tracking.run(id, 1);

        experiments.mark(id, true);

        assertThat(tracking.runs.get(run).info().lifecycleStage()).isEqualTo("deleted");
        assertThatThrownBy(() -> tracking.run(id, 2))
                .hasMessage(
                        "The experiment %s must be in the 'active' state. Current state is deleted."
                                .formatted(id));
        assertThatThrownBy(() -> experiments.mark(id, true))
                .hasMessage("No Experiment with id=%s exists".formatted(id));
        experiments.mark(id, false);
        assertThat(tracking.runs.get(run).info().lifecycleStage()).isEqualTo("active");
    }

    @Test
    void shouldRenameToAFreeNameOnly() {
        String id = experiments.create("one", Optional.empty(), List.of());
        experiments.create("two", Optional.empty(), List.of());

        experiments.rename(id, "three");

        assertThat(experiments.get(id).name()).isEqualTo("three");
        assertThatThrownBy(() -> experiments.rename(id, "two"))
                .hasMessageContaining("already exists");
    }

    @Test
    void shouldSearchByNameTagAndNumber() {
        String a = experiments.create("churn-a", Optional.empty(), List.of(new KeyValue("t", "1")));
        String b = experiments.create("churn-b", Optional.empty(), List.of());

        assertThat(ids("name LIKE 'churn-%'", "name DESC")).containsExactly(b, a);
        assertThat(ids("tags.t = '1'")).containsExactly(a);
        assertThat(ids("tags.t IS NULL and name != 'Default'")).containsExactly(b);
        assertThat(ids("experiment_id in ('%s')".formatted(b))).containsExactly(b);
        assertThat(ids("creation_time > 0 and attribute.name = 'churn-a'")).containsExactly(a);
        assertThatThrownBy(() -> ids("metrics.x > 1"))
                .hasMessageStartingWith("Invalid entity type 'metrics'");
    }

    private List<String> ids(String filter, String... orders) {
        return experiments
                .search(
                        ViewType.ACTIVE_ONLY,
                        Optional.empty(),
                        filter,
                        List.of(orders),
                        Optional.empty())
                .experiments()
                .stream()
                .map(Experiment::experimentId)
                .toList();
    }
}
