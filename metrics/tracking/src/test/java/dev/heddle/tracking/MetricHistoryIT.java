package dev.heddle.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricHistoryIT {
    private final TrackingFixture tracking = new TrackingFixture();
    private final String run = tracking.run();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGiveEveryPointPageByPage(boolean isInOrder) {
        // Time runs against the steps where they are not in order.
        fill(10_000, "i", isInOrder ? "i" : "10000 - i");

        List<Metric> all = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            MetricHistory.Page page = tracking.history.page(run, "loss", 999, token);
            all.addAll(page.metrics());
            token = page.nextPageToken();
        } while (token.isPresent());

        assertThat(all)
                .hasSize(10_000)
                .isSortedAccordingTo((a, b) -> Long.compare(a.timestamp(), b.timestamp()));
        assertThat(all.stream().map(Metric::step).distinct()).hasSize(10_000);
    }

    @Test
    void shouldGiveNothingOfAMetricThatIsNotThere() {
        assertThat(tracking.history.page(run, "loss", 1_000, Optional.empty()).metrics()).isEmpty();
        assertThatThrownBy(() -> tracking.history.page("0123", "loss", 1, Optional.empty()))
                .hasMessage("Run with id=0123 not found");
        assertThatThrownBy(() -> tracking.history.page(run, "loss", 0, Optional.empty()))
                .hasMessageContaining("positive integer");
    }

    @Test
    void shouldThinAFewPointsToTheFirstOfEachPart() {
        fill(10, "i", "i");

        assertThat(steps(sample(20))).hasSize(10);
        assertThat(steps(sample(4))).containsExactly(0L, 3L, 6L, 9L);
        assertThat(steps(sample(1))).containsExactly(9L);
    }

    @Test
    void shouldThinManyPointsEvenlyWithBothEnds() {
        fill(100_000, "i", "i");

        List<Long> steps = steps(sample(101));

        assertThat(steps).hasSize(101).startsWith(0L).endsWith(99_999L);
        assertThat(IntStream.range(1, steps.size()).mapToLong(i -> steps.get(i) - steps.get(i - 1)))
                .allSatisfy(gap -> assertThat(gap).isBetween(950L, 1_050L));
    }

    @Test
    void shouldThinManyPointsOfOneStepByTheirTime() {
        fill(50_000, "0", "i");

        List<Metric> sample = sample(50);

        assertThat(sample).hasSize(50);
        assertThat(sample.get(0).timestamp()).isZero();
        assertThat(sample.get(49).timestamp()).isEqualTo(49_999);
    }

    @Test
    void shouldThinWhatLiesBetweenTwoSteps() {
        fill(100_000, "i", "i");

        List<Metric> sample =
                tracking.history.sample(
                        List.of(run), "loss", 10, Optional.of(new MetricHistory.Steps(50, 59_999)));

        assertThat(steps(sample)).hasSize(10).startsWith(50L).endsWith(59_999L);
        assertThat(sample.get(0).runId()).contains(run);
    }

    private List<Metric> sample(int count) {
        return tracking.history.sample(List.of(run), "loss", count, Optional.empty());
    }

    private static List<Long> steps(List<Metric> points) {
        return points.stream().map(Metric::step).toList();
    }

    private void fill(int count, String step, String timestamp) {
        tracking.runs.log(run, Points.of(Metric.of("loss", 0, 0, 0)));
        tracking.sql(
                """
                delete from metric_point;
                insert into metric_point
                select m.id, %s, %s, i from metric m, generate_series(0, %d) as i
                """
                        .formatted(step, timestamp, count - 1));
    }
}
