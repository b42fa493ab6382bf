package dev.heddle.dashboard.runs;

import static dev.heddle.dashboard.runs.RunPagesFixture.START;
import static dev.heddle.dashboard.runs.RunPagesFixture.query;
import static dev.heddle.dashboard.runs.RunPagesFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Page;
import dev.heddle.client.runs.RecordedRun;
import dev.heddle.client.runs.RunView.Layout;
import dev.heddle.client.runs.RunView.Over;
import dev.heddle.dashboard.runs.RunTable.Cell;
import dev.heddle.dashboard.runs.RunTable.Header;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of runs, and what its address asks for. */
final class RunTableTest {
    private static final RecordedRun FIRST =
            run(
                    "a1",
                    "first",
                    Map.of("depth", "5", "rows", "9"),
                    Map.of("auc", 0.5, "system/cpu", 1.0),
                    Map.of("team", "x", "mlflow.user", "ann"));
    private static final RecordedRun SECOND =
            run(
                    "b2",
                    "second",
                    Map.of("depth", "6", "rows", "9"),
                    Map.of("val loss", Double.NaN),
                    Map.of("mlflow.parentRunId", "a1"));
    private static final Page<RecordedRun> PAGE =
            new Page<>(List.of(FIRST, SECOND), Optional.of("t+1"));

    private static Choice choice(String... namesAndValues) {
        return Choice.of(query(namesAndValues), Layout.TABLE);
    }

    @Test
    void shouldChooseColumnsInWhichRunsDiffer() {
        RunTable table = RunTable.of(choice("experiment", "e"), PAGE, START);
        assertThat(table.headers())
                .extracting(Header::title)
                .containsExactly("depth", "auc", "val loss", "system/cpu");
        assertThat(table.rows().get(1).cells())
                .extracting(Cell::text)
                .containsExactly("6", "", "NaN", "");
        assertThat(table.rows().get(1).isPart()).isTrue();
        assertThat(table.rows().get(0).duration()).isEqualTo("1 min");
        assertThat(table.next()).isEqualTo("/ui/runs?experiment=e&pageToken=t%2B1");
    }

    @Test
    void shouldShowTheColumnsThatWereChosen() {
        Choice choice = choice("experiment", "e", "column", "tags.team", "column", "nonsense");
        RunTable table = RunTable.of(choice, PAGE, START);
        assertThat(table.headers()).extracting(Header::title).containsExactly("team");
        assertThat(RunTable.offers(choice, PAGE.items()))
                .extracting(offer -> offer.column().key() + " " + offer.isChosen())
                .containsExactly(
                        "tags.team true",
                        "metrics.auc false",
                        "metrics.val loss false",
                        "metrics.system/cpu false",
                        "params.depth false",
                        "params.rows false");
    }

    @Test
    void shouldSortByAnyColumnAndTheOtherWayRound() {
        Choice choice = choice("experiment", "e", "column", "metrics.val loss");
        Header header = RunTable.of(choice, PAGE, START).headers().get(0);
        assertThat(header.sort()).isEqualTo("none");
        assertThat(header.address()).contains("order=metrics.%60val%20loss%60%20DESC");
        Choice sorted = choice.order("metrics.`val loss` DESC");
        Header descending = RunTable.of(sorted, PAGE, START).headers().get(0);
        assertThat(descending.sort()).isEqualTo("descending");
        assertThat(descending.address()).contains("%20ASC");
        assertThat(RunTable.of(choice, PAGE, START).started().sort()).isEqualTo("descending");
    }

    @Test
    void shouldKeepAllOfAnAddress() {
        Choice choice =
                Choice.of(
                        query(
                                "experiment",
                                "a & b",
                                "filter",
                                "metrics.auc > 0.9",
                                "order",
                                "start_time",
                                "column",
                                "params.x",
                                "axis",
                                "params.y",
                                "x",
                                "params.z",
                                "curve",
                                "val loss",
                                "over",
                                "elapsed",
                                "smooth",
                                "0.5",
                                "log",
                                "true",
                                "run",
                                "r1",
                                "view",
                                "best"),
                        Layout.CHARTS);
        assertThat(choice.address())
                .isEqualTo(
                        "/ui/runs/compare?experiment=a%20%26%20b&filter=metrics.auc%20%3E%200.9"
                                + "&order=start_time&column=params.x&view=best&run=r1&axis=params.y"
                                + "&x=params.z&curve=val%20loss&over=elapsed&smooth=0.5&log=true");
        assertThat(choice.without("filter,run").toString()).doesNotContain("filter", "r1");
        assertThat(choice.look().charts().over()).isEqualTo(Over.ELAPSED);
    }

    @ParameterizedTest
    @CsvSource({"-1,0.0", "1,0.99", "NaN,0.0", "x,0.0", "0.3,0.3"})
    void shouldKeepSmoothingInBounds(String text, double smoothing) {
        assertThat(choice("smooth", text).look().charts().smoothing()).isEqualTo(smoothing);
    }

    @Test
    void shouldPointToWhatIsWrongWithAFilter() {
        HeddleException error =
                new HeddleException(ErrorCode.INVALID_REQUEST, "no number (at position 3)");
        assertThat(FilterProblem.of(error, "a > b").get().pointer()).isEqualTo("  ^");
        assertThat(FilterProblem.of(error, "a").get().filter()).isEmpty();
        assertThat(FilterProblem.of(new HeddleException(ErrorCode.NOT_FOUND, "gone"), "a"))
                .isEmpty();
    }
}
