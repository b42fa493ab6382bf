package dev.heddle.dashboard.runs;

import dev.heddle.client.Heddle;
import dev.heddle.client.runs.MetricPoint;
import dev.heddle.client.runs.RecordedRun;
import dev.heddle.client.runs.RunView.Charts;
import dev.heddle.dashboard.Chart;
import dev.heddle.dashboard.Display;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The curves of a run's metrics, some at a time.
 *
 * @param charts how they are drawn
 * @param find a part of names; may be empty
 * @param curves metrics with several values
 * @param single metrics with one value
 * @param count how many metrics have that in their names
 * @param next how many metrics come before the next page; 0 after the last
 */
record RunMetrics(
        Charts charts,
        String find,
        List<Chart> curves,
        List<RunDetail.Named> single,
        int count,
        int next) {
    private static final int AT_ONCE = 12;
    private static final int POINTS = 600;

    static RunMetrics read(Heddle heddle, RecordedRun run, Charts charts, String find, int from) {
        String part = find.toLowerCase(Locale.ROOT);
        List<String> names =
                RunTable.metrics(List.of(run)).stream()
                        .map(Column::name)
                        .filter(name -> name.toLowerCase(Locale.ROOT).contains(part))
                        .toList();
        int begin = Math.max(0, Math.min(from, names.size()));
        int end = Math.min(begin + AT_ONCE, names.size());
        List<Chart> curves = new ArrayList<>();
        List<RunDetail.Named> single = new ArrayList<>();
        for (String name : names.subList(begin, end)) {
            List<MetricPoint> points =
                    heddle.runs()
                            .sample(List.of(run.id()), name, POINTS)
                            .getOrDefault(run.id(), List.of());
            if (points.size() > 1) {
                Curves.chart(name, List.of(new Curves.Line(name, 0, points)), charts)
                        .ifPresent(curves::add);
            } else {
                String value = Display.number(run.metrics().get(name));
                single.add(new RunDetail.Named(name, value));
            }
        }
        return new RunMetrics(
                charts, find, curves, single, names.size(), end < names.size() ? end : 0);
    }
}
