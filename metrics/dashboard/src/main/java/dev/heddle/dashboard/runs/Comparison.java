package dev.heddle.dashboard.runs;

import dev.heddle.client.runs.RecordedRun;
import dev.heddle.client.runs.RunView.Charts;
import dev.heddle.dashboard.Chart;
import dev.heddle.dashboard.Chart.Axis;
import dev.heddle.dashboard.Chart.Line;
import dev.heddle.dashboard.Chart.Role;
import dev.heddle.dashboard.Chart.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is drawn of some runs to tell them apart. */
final class Comparison {
    /** So many runs stand side by side in the table of differences. */
    static final int SIDE_BY_SIDE = 10;

    private static final int PARAMETERS = 5;
    private static final int METRICS = 3;
    private static final int MOST_LINES = 400;

    private final List<RecordedRun> runs;
    private final List<Column> metrics;
    private final List<Column> parameters;

    Comparison(List<RecordedRun> runs) {
        this.runs = List.copyOf(runs);
        this.metrics = RunTable.metrics(runs);
        this.parameters = RunTable.parameters(runs);
    }

    /** All that can be an axis. */
    List<Column> columns() {
        List<Column> all = new ArrayList<>(parameters);
        all.addAll(metrics);
        return all;
    }

    /** All that can be a curve. */
    List<Column> metrics() {
        return metrics;
    }

    /** The axes of parallel coordinates that were chosen; else those in which runs differ. */
    List<Column> axes(Charts charts) {
        if (!charts.axes().isEmpty()) {
            return Column.all(charts.axes());
        }
        List<Column> axes = new ArrayList<>();
        parameters.stream()
                .filter(column -> RunTable.isVarying(column, runs))
                .limit(PARAMETERS)
                .forEach(axes::add);
        metrics.stream()
                .filter(column -> RunTable.isVarying(column, runs))
                .limit(METRICS)
                .forEach(axes::add);
        return axes;
    }

    /** Parallel coordinates; empty if there are not two axes. */
    Optional<Chart> parallel(Charts charts) {
        List<Column> columns =
                axes(charts).stream()
                        .filter(column -> runs.stream().anyMatch(r -> column.text(r).isPresent()))
                        .toList();
        if (columns.size() < 2) {
            return Optional.empty();
        }
        List<Axis> axes = new ArrayList<>();
        for (Column column : columns) {
            axes.add(new Axis(column.name(), isNumeric(column) ? List.of() : texts(column)));
        }
        List<Line> lines = new ArrayList<>();
        for (RecordedRun run : runs) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                values.add(value(run, columns.get(i), !axes.get(i).values().isEmpty()));
            }
            if (values.stream().anyMatch(Objects::nonNull)) {
                lines.add(new Line(run.name(), address(run), values));
            }
        }
        String last = columns.get(columns.size() - 1).name();
        return Optional.of(
                Chart.parallel("Parallel coordinates", "coloured by " + last, axes, lines));
    }

    private static Object value(RecordedRun run, Column column, boolean isText) {
        return isText
                ? column.text(run).map(RunTable::cut).orElse(null)
                : column.number(run).orElse(null);
    }

    private boolean isNumeric(Column column) {
        return column.isNumber()
                || runs.stream()
                        .allMatch(
                                run ->
                                        column.text(run).isEmpty()
                                                || column.number(run).isPresent());
    }

    private List<String> texts(Column column) {
        Set<String> texts = new TreeSet<>();
        runs.forEach(run -> column.text(run).map(RunTable::cut).ifPresent(texts::add));
        return List.copyOf(texts);
    }

    /** What is to the right in the scatter: what was chosen, else the first that has numbers. */
    Optional<Column> x(Charts charts) {
        return charts.x()
                .flatMap(Column::of)
                .or(
                        () ->
                                columns().stream()
                                        .filter(column -> RunTable.isVarying(column, runs))
                                        .filter(this::hasNumbers)
                                        .findFirst());
    }

    /**
     * What is up in the scatter: what was chosen, else the first metric that is not to the right.
     */
    Optional<Column> y(Charts charts) {
        Optional<Column> x = x(charts);
        return charts.y()
                .flatMap(Column::of)
                .or(
                        () ->
                                metrics.stream()
                                        .filter(column -> !x.equals(Optional.of(column)))
                                        .findFirst());
    }

    private boolean hasNumbers(Column column) {
        return runs.stream().anyMatch(run -> column.number(run).isPresent());
    }

    /** The runs as points of two numbers; empty if no run has both. */
    Optional<Chart> scatter(Charts charts) {
        Optional<Column> x = x(charts);
        Optional<Column> y = y(charts);
        if (x.isEmpty() || y.isEmpty()) {
            return Optional.empty();
        }
        Series series = Series.of("runs", Role.PLAIN);
        for (RecordedRun run : runs) {
            Optional<Double> right = x.get().number(run);
            Optional<Double> up = y.get().number(run);
            if (right.isPresent() && up.isPresent()) {
                series.add(right.get(), up.get(), run.name(), address(run));
            }
        }
        return series.points().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Chart.scatter(
                                y.get().name() + " over " + x.get().name(),
                                series.points().size() + " runs",
                                x.get().name(),
                                y.get().name(),
                                List.of(series)));
    }

    /**
     * The name of each run, with a part of its id where runs share a name: charts know lines by
     * their names.
     */
    Map<String, String> names() {
        Map<String, Long> counts =
                runs.stream()
                        .collect(Collectors.groupingBy(RecordedRun::name, Collectors.counting()));
        Map<String, String> names = new HashMap<>();
        for (RecordedRun run : runs) {
            boolean isAlone = counts.get(run.name()) == 1;
            String id = run.id().substring(0, Math.min(run.id().length(), 6));
            names.put(run.id(), isAlone ? run.name() : run.name() + " " + id);
        }
        return names;
    }

    /**
     * A line of the table of differences.
     *
     * @param isDifferent whether the runs differ there
     */
    record Difference(Column column, List<String> values, boolean isDifferent) {}

    /** The first runs side by side: where they differ first. */
    List<Difference> differences() {
        List<RecordedRun> first = runs.stream().limit(SIDE_BY_SIDE).toList();
        Set<Column> columns = new LinkedHashSet<>(columns());
        Set<String> tags = new TreeSet<>();
        first.forEach(run -> tags.addAll(run.tags().keySet()));
        tags.stream()
                .filter(name -> !name.startsWith("mlflow."))
                .forEach(name -> columns.add(new Column(Column.Kind.TAG, name)));
        List<Difference> same = new ArrayList<>();
        List<Difference> lines = new ArrayList<>();
        for (Column column : columns) {
            boolean isDifferent = first.stream().map(column::exact).distinct().count() > 1;
            List<String> values =
                    first.stream().map(run -> RunTable.cut(column.text(run).orElse(""))).toList();
            if (values.stream().anyMatch(value -> !value.isEmpty())) {
                (isDifferent ? lines : same).add(new Difference(column, values, isDifferent));
            }
        }
        lines.addAll(same);
        return lines.stream().limit(MOST_LINES).toList();
    }

    private static String address(RecordedRun run) {
        return "/ui/runs/" + run.id();
    }
}
