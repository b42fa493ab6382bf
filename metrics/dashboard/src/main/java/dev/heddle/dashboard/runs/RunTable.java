package dev.heddle.dashboard.runs;

import dev.heddle.client.Page;
import dev.heddle.client.runs.RecordedRun;
import dev.heddle.dashboard.Display;
import dev.heddle.dashboard.runs.Choice.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The table of a page of runs.
 *
 * @param name what the name's column says
 * @param state what the state's column says
 * @param started what the start's column says
 * @param headers the chosen columns
 * @param rows the runs
 * @param next the next page's address; empty after the last
 */
record RunTable(
        Header name,
        Header state,
        Header started,
        List<Header> headers,
        List<Row> rows,
        String next) {
    private static final String NEWEST_FIRST = "attributes.start_time DESC";
    private static final int PARAMETERS = 3;
    private static final int METRICS = 4;
    private static final int MOST_TEXT = 120;

    /**
     * A column's head.
     *
     * @param title what it says
     * @param word what it is, metric, parameter or tag; may be empty
     * @param isNumber whether numbers are below it
     * @param address where the table is sorted by it, or the other way round
     * @param sort {@code ascending}, {@code descending} or {@code none}
     */
    record Header(String title, String word, boolean isNumber, String address, String sort) {}

    /**
     * A run's line.
     *
     * @param duration how long it took, or has taken until now
     * @param isPart whether it is a part of another run
     */
    record Row(RecordedRun run, String duration, boolean isPart, List<Cell> cells) {
        /** Its state as the style sheet calls it. */
        public String state() {
            return stateOf(run);
        }
    }

    /** A run's state as the style sheet calls it. */
    static String stateOf(RecordedRun run) {
        return switch (run.status()) {
            case RUNNING -> "running";
            case SCHEDULED -> "waiting";
            case FINISHED -> "ok";
            case FAILED, KILLED -> "failed";
        };
    }

    /** What a run has in a column; an empty text for nothing. */
    record Cell(String text, boolean isNumber) {}

    /** A column that can be chosen. */
    record Offer(Column column, boolean isChosen) {}

    static RunTable of(Choice choice, Page<RecordedRun> page, Instant now) {
        List<Column> columns = columns(choice, page.items());
        return new RunTable(
                header(choice, "Name", "", false, "attributes.run_name", true),
                header(choice, "State", "", false, "attributes.status", true),
                header(choice, "Started", "", false, "attributes.start_time", false),
                columns.stream()
                        .map(
                                column ->
                                        header(
                                                choice,
                                                column.name(),
                                                column.word(),
                                                column.isNumber(),
                                                column.clause(),
                                                !column.isNumber()))
                        .toList(),
                page.items().stream().map(run -> row(run, columns, now)).toList(),
                page.nextPageToken()
                        .map(
                                token ->
                                        choice.address(
                                                Optional.of(new Parameter("pageToken", token))))
                        .orElse(""));
    }

    private static Header header(
            Choice choice,
            String title,
            String word,
            boolean isNumber,
            String clause,
            boolean isAscendingFirst) {
        String order = choice.look().order().stream().findFirst().orElse(NEWEST_FIRST);
        boolean isAscending = order.equals(clause + " ASC");
        boolean isDescending = order.equals(clause + " DESC");
        boolean next = isAscending || isDescending ? isDescending : isAscendingFirst;
        return new Header(
                title,
                word,
                isNumber,
                choice.order(clause + (next ? " ASC" : " DESC")).address(),
                isAscending ? "ascending" : isDescending ? "descending" : "none");
    }

    private static Row row(RecordedRun run, List<Column> columns, Instant now) {
        List<Cell> cells = new ArrayList<>();
        for (Column column : columns) {
            cells.add(new Cell(cut(column.text(run).orElse("")), column.isNumber()));
        }
        return new Row(
                run, duration(run, now), run.tags().containsKey("mlflow.parentRunId"), cells);
    }

    /** How long a run took, or has taken until now. */
    static String duration(RecordedRun run, Instant now) {
        Duration duration = Duration.between(run.startedAt(), run.endedAt().orElse(now));
        if (duration.isNegative()) {
            return "";
        }
        return duration.toSeconds() < 10
                ? Display.millis(duration.toMillis())
                : Display.span(duration);
    }

    static String cut(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "…";
    }

    /** The columns that were chosen; else those that tell runs apart best. */
    static List<Column> columns(Choice choice, List<RecordedRun> runs) {
        if (!choice.look().columns().isEmpty()) {
            return Column.all(choice.look().columns());
        }
        List<Column> columns = new ArrayList<>();
        parameters(runs).stream()
                .filter(column -> isVarying(column, runs))
                .limit(PARAMETERS)
                .forEach(columns::add);
        metrics(runs).stream().limit(METRICS).forEach(columns::add);
        return columns;
    }

    /** Whether runs that have something there differ. */
    static boolean isVarying(Column column, List<RecordedRun> runs) {
        return runs.stream().flatMap(run -> column.exact(run).stream()).distinct().limit(2).count()
                > 1;
    }

    /** The metrics of some runs by name, those that machines have measured of themselves last. */
    static List<Column> metrics(List<RecordedRun> runs) {
        Set<String> names = new TreeSet<>();
        runs.forEach(run -> names.addAll(run.metrics().keySet()));
        List<Column> columns = new ArrayList<>();
        names.stream().filter(name -> !isOfMachine(name)).map(Column::metric).forEach(columns::add);
        names.stream().filter(RunTable::isOfMachine).map(Column::metric).forEach(columns::add);
        return columns;
    }

    private static boolean isOfMachine(String metric) {
        return metric.startsWith("system/");
    }

    /** The parameters of some runs by name. */
    static List<Column> parameters(List<RecordedRun> runs) {
        Set<String> names = new TreeSet<>();
        runs.forEach(run -> names.addAll(run.parameters().keySet()));
        return names.stream().map(Column::parameter).toList();
    }

    /** What can be chosen as a column: what the runs have, and what was chosen already. */
    static List<Offer> offers(Choice choice, List<RecordedRun> runs) {
        List<Column> chosen = columns(choice, runs);
        Set<Column> all = new java.util.LinkedHashSet<>(chosen);
        all.addAll(metrics(runs));
        all.addAll(parameters(runs));
        Set<String> tags = new TreeSet<>();
        runs.forEach(run -> tags.addAll(run.tags().keySet()));
        tags.stream()
                .filter(name -> !name.startsWith("mlflow."))
                .map(name -> new Column(Column.Kind.TAG, name))
                .forEach(all::add);
        return all.stream()
                .limit(300)
                .map(column -> new Offer(column, chosen.contains(column)))
                .toList();
    }
}
