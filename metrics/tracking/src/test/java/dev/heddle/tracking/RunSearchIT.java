package dev.heddle.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSearchIT {
    private final TrackingFixture tracking = new TrackingFixture();
    private String good;
    private String bad;
    private String broken;
    private String empty;

    @BeforeEach
    void fill() {
        good = tracking.run("0", 100, new KeyValue("team", "growth"));
        bad = tracking.run("0", 200, new KeyValue("team", "Growth"));
        broken = tracking.run("0", 300, new KeyValue("team", "it's"));
        empty = tracking.run("0", 400);
        tracking.runs.log(good, Points.of(Metric.of("val auc", 0.9, 1, 0)));
        tracking.runs.log(bad, Points.of(Metric.of("val auc", 0.1, 1, 0)));
        tracking.runs.log(broken, Points.of(Metric.of("val auc", Double.NaN, 1, 0)));
        tracking.runs.parameter(good, new KeyValue("depth", "5"));
        tracking.runs.parameter(bad, new KeyValue("depth", "x".repeat(5_000)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    metrics.`val auc` > 0.5                            | good
                    metrics."val auc" >= 0.1                           | bad good
                    metrics.`val auc` < 0.5                            | bad
                    metrics.`val auc` != 0.9                           | broken bad
                    tags.team = 'growth'                               | good
                    tag.team LIKE '%rowth'                             | bad good
                    tags.team ilike 'GROWTH'                           | bad good
                    tags.team != 'growth'                              | broken bad
                    tags.team = "it's"                                 | broken
                    tags.team is null                                  | empty
                    tags.team IS NOT NULL and params.depth = '5'       | good
                    params.depth is null                               | empty broken
                    params.depth like 'xx%'                            | bad
                    start_time > 100 AND start_time <= 300             | broken bad
                    attributes.status = 'RUNNING' and created > 399    | empty
                    attributes.user_id = 'bob'                         |
                    """)
    void shouldFindWhatAFilterSays(String filter, String names) {
        List<String> found = tracking.find(filter);

        assertThat(String.join(" ", found.stream().map(this::name).toList()))
                .isEqualTo(names == null ? "" : names);
    }

    @Test
    void shouldFindALongTextByAllOfIt() {
        String text = "x".repeat(5_000);

        assertThat(tracking.find("params.depth = '" + text + "'")).containsExactly(bad);
        assertThat(tracking.find("params.depth = '" + text + "y'")).isEmpty();
    }

    @Test
    void shouldFindRunsByTheirIds() {
        String both = "run_id in ('%s', '%s')".formatted(good, empty);

        assertThat(tracking.find(both)).containsExactly(empty, good);
        assertThat(tracking.find("attributes.run_id NOT IN ('%s')".formatted(good)))
                .containsExactly(empty, broken, bad);
    }

    @Test
    void shouldOrderNumbersThenNotANumberThenNothing() {
        assertThat(tracking.find("", "metrics.`val auc` ASC"))
                .containsExactly(bad, good, broken, empty);
        assertThat(tracking.find("", "metrics.`val auc` desc"))
                .containsExactly(good, bad, broken, empty);
        assertThat(tracking.find("", "tags.team", "start_time ASC")).endsWith(empty);
        assertThat(tracking.find("", "start_time ASC")).containsExactly(good, bad, broken, empty);
    }

    @Test
    void shouldGivePageAfterPage() {
        RunSearch.Page first = page(3, Optional.empty());
        RunSearch.Page second = page(3, first.nextPageToken());

        assertThat(first.ids()).hasSize(3);
        assertThat(second.ids()).hasSize(1).doesNotContainAnyElementsOf(first.ids());
        assertThat(second.nextPageToken()).isEmpty();
        assertThatThrownBy(() -> page(3, Optional.of("no token")))
                .hasMessageContaining("Invalid page token");
    }

    private RunSearch.Page page(int limit, Optional<String> token) {
        return tracking.database.transaction(
                handle ->
                        RunSearch.find(
                                handle, List.of("0"), "", ViewType.ALL, limit, List.of(), token));
    }

    @Test
    void shouldFindNothingInNoExperiment() {
        assertThat(tracking.find(List.of(), "")).isEmpty();
        assertThat(tracking.find(List.of("77"), "")).isEmpty();
        assertThatThrownBy(() -> tracking.find(List.of("x"), ""))
                .hasMessageContaining("Invalid experiment ID 'x'");
    }

    @Test
    void shouldLeaveOutWhatWasDeleted() {
        tracking.runs.mark(good, true);

        assertThat(tracking.find("")).containsExactly(empty, broken, bad);
    }

    private String name(String run) {
        return run.equals(good)
                ? "good"
                : run.equals(bad) ? "bad" : run.equals(broken) ? "broken" : "empty";
    }
}
