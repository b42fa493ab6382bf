package dev.heddle.dashboard.runs;

import static dev.heddle.dashboard.runs.RunPagesFixture.START;
import static dev.heddle.dashboard.runs.RunPagesFixture.query;
import static dev.heddle.dashboard.runs.RunPagesFixture.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heddle.client.Page;
import dev.heddle.client.runs.Artifacts.Entry;
import dev.heddle.client.runs.MetricPoint;
import dev.heddle.client.runs.RecordedRun;
import dev.heddle.client.runs.RunView.Charts;
import dev.heddle.client.runs.RunView.Layout;
import dev.heddle.dashboard.Chart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is drawn of runs. */
final class ComparisonTest {
    private static final List<RecordedRun> RUNS =
            List.of(
                    run(
                            "aaaaaaa1",
                            "deep",
                            Map.of("depth", "5", "kind", "tree"),
                            Map.of("auc", 0.5),
                            Map.of()),
                    run(
                            "bbbbbbb2",
                            "deep",
                            Map.of("depth", "6", "kind", "line"),
                            Map.of("auc", 0.75),
                            Map.of()),
                    run(
                            "ccccccc3",
                            "flat",
                            Map.of(),
                            Map.of("auc", Double.NaN),
                            Map.of("team", "x")));

    private static Charts charts(String... namesAndValues) {
        return Choice.of(query(namesAndValues), Layout.CHARTS).look().charts();
    }

    private static MetricPoint point(double value, long step) {
        return new MetricPoint("loss", value, step, START.plusSeconds(10 * step));
    }

    private static String json(Charts charts, MetricPoint... points) {
        return Curves.chart("loss", List.of(new Curves.Line("a", 2, List.of(points))), charts)
                .map(Chart::json)
                .orElse("");
    }

    @Test
    void shouldDrawTextsAndNumbersAsAxes() {
        Chart chart = new Comparison(RUNS).parallel(Charts.DEFAULT).get();
        assertThat(chart.detail()).isEqualTo("coloured by auc");
        assertThat(chart.json())
                .contains("{\"name\":\"depth\"}")
                .contains("{\"name\":\"kind\",\"values\":[\"line\",\"tree\"]}")
                .contains("\"values\":[5.0,\"tree\",0.5]")
                .doesNotContain("NaN");
    }

    @Test
    void shouldDrawTheScatterThatWasChosen() {
        Chart first = new Comparison(RUNS).scatter(Charts.DEFAULT).get();
        assertThat(first.title()).isEqualTo("auc over depth");
        assertThat(first.json()).contains("[5.0,0.5,\"deep\",\"/ui/runs/aaaaaaa1\"]");
        assertThat(new Comparison(RUNS).scatter(charts("x", "metrics.none"))).isEmpty();
        assertThat(new Comparison(List.of()).scatter(Charts.DEFAULT)).isEmpty();
        assertThat(new Comparison(List.of()).parallel(Charts.DEFAULT)).isEmpty();
    }

    @Test
    void shouldTellRunsOfOneNameApart() {
        assertThat(new Comparison(RUNS).names())
                .containsEntry("aaaaaaa1", "deep aaaaaa")
                .containsEntry("ccccccc3", "flat");
    }

    @Test
    void shouldShowDifferencesFirst() {
        List<RecordedRun> runs =
                List.of(
                        run("a", "a", Map.of("a", "1", "b", "1"), Map.of(), Map.of()),
                        run("b", "b", Map.of("a", "1", "b", "2"), Map.of(), Map.of()));
        assertThat(new Comparison(runs).differences())
                .extracting(line -> line.column().name() + line.isDifferent())
                .containsExactly("btrue", "afalse");
    }

    @Test
    void shouldSmoothWithoutABiasToNothing() {
        List<MetricPoint> points = List.of(point(1, 0), point(Double.NaN, 1), point(2, 2));
        List<Optional<Double>> smoothed = Curves.smooth(points, 0.5);
        assertThat(smoothed.get(0).get()).isCloseTo(1, within(1e-12));
        assertThat(smoothed.get(1)).isEmpty();
        // (0.5 · 0.5 + 0.5 · 2) / (1 − 0.5²)
        assertThat(smoothed.get(2).get()).isCloseTo(1.25 / 0.75, within(1e-12));
        assertThat(Curves.smooth(points, 0).get(2)).contains(2.0);
    }

    @Test
    void shouldDrawOverStepsAndTime() {
        assertThat(json(charts(), point(3, 2), point(1, 0)))
                .contains("[[0,1.0],[2,3.0]]")
                .contains("\"place\":2");
        assertThat(json(charts("over", "elapsed"), point(3, 2), point(1, 1)))
                .contains("[[0.0,1.0],[10.0,3.0]]")
                .contains("\"xName\":\"seconds\"");
        assertThat(json(charts("over", "time"), point(1, 0)))
                .contains("\"x\":\"time\"")
                .contains("[" + START.toEpochMilli() + ",1.0]");
    }

    @Test
    void shouldLeaveGapsWhereNothingCanBeDrawn() {
        assertThat(json(charts("log", "true"), point(0, 0), point(4, 1)))
                .contains("[[0,null],[1,4.0]]");
        assertThat(json(charts("log", "true"), point(-1, 0))).isEmpty();
        assertThat(json(charts(), point(Double.POSITIVE_INFINITY, 0))).isEmpty();
    }

    @Test
    void shouldOpenTheFoldersThatLeadToAFile() {
        Map<String, List<Entry>> folders =
                Map.of(
                        "", List.of(new Entry("plots", true, 0), new Entry("plots2", true, 0)),
                        "plots", List.of(new Entry("plots/roc.png", false, 9)));
        List<String> asked = new ArrayList<>();
        FileTree tree =
                FileTree.of(
                        "plots/roc.png",
                        "/ui/runs/1?tab=files",
                        folder -> {
                            asked.add(folder);
                            return new Page<>(folders.get(folder), Optional.empty());
                        });
        assertThat(asked).containsExactly("", "plots");
        assertThat(tree.nodes())
                .extracting(node -> node.depth() + node.name() + " " + node.address())
                .containsExactly(
                        "0plots /ui/runs/1?tab=files",
                        "1roc.png /ui/runs/1?tab=files&path=plots%2Froc.png",
                        "0plots2 /ui/runs/1?tab=files&path=plots2");
        assertThat(tree.current()).isPresent();
    }
}
