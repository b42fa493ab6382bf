package dev.heddle.dashboard.tables;

import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.batch.WriteQuality;
import dev.heddle.dashboard.Chart;
import dev.heddle.dashboard.Chart.Bars;
import dev.heddle.dashboard.Chart.Role;
import dev.heddle.dashboard.Chart.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the writes of a table were like, drawn over its versions.
 *
 * @param charts what is drawn
 * @param checks what checks found, of the newest write and before
 * @param columns the columns whose values can be drawn
 * @param column the one that is; empty if there is none
 * @param older where earlier versions begin; empty if there are none
 * @param isFirst whether the newest version is among these
 */
record TableHistory(
        List<Chart> charts,
        List<Check> checks,
        List<String> columns,
        String column,
        Optional<String> older,
        boolean isFirst) {
    private static final int LINES = 6;

    /**
     * A check over the writes.
     *
     * @param name its name
     * @param newest what it found last
     * @param version the version that this was said of
     * @param failed in how many writes it found something wrong
     * @param writes in how many it looked
     */
    public record Check(String name, Finding newest, long version, long failed, long writes) {}

    /**
     * The history of some writes.
     *
     * @param writes newest first
     * @param wanted the column that somebody wants to see; the first with numbers for another
     */
    static TableHistory of(
            List<WriteQuality> writes, String wanted, Optional<String> older, String token) {
        List<WriteQuality> byAge = new ArrayList<>(writes);
        byAge.sort(Comparator.comparingLong(WriteQuality::version));
        List<String> columns = numeric(writes);
        String column =
                columns.stream()
                        .filter(name -> name.equals(wanted))
                        .findFirst()
                        .orElse(columns.isEmpty() ? "" : columns.get(0));
        List<Chart> charts = new ArrayList<>();
        charts.add(rows(byAge));
        missing(byAge).ifPresent(charts::add);
        failures(byAge).ifPresent(charts::add);
        if (!column.isEmpty()) {
            charts.add(values(byAge, column));
        }
        return new TableHistory(charts, checks(writes), columns, column, older, token.isEmpty());
    }

    /** Whether no write has a profile. */
    public boolean isUnknown() {
        return columns.isEmpty() && checks.isEmpty() && charts.size() == 1;
    }

    private static List<String> numeric(List<WriteQuality> writes) {
        return writes.stream()
                .flatMap(write -> write.columns().stream())
                .filter(column -> column.mean().isPresent())
                .map(WriteQuality.Column::name)
                .distinct()
                .toList();
    }

    private static Chart rows(List<WriteQuality> byAge) {
        Series held = Series.area("in the table", Role.PLAIN);
        Series written = Series.of("written", Role.PLAIN);
        for (WriteQuality write : byAge) {
            held.add(write.version(), (double) write.tableRows());
            written.add(
                    write.version(),
                    write.rows().isPresent() ? (double) write.rows().getAsLong() : null);
        }
        boolean isProfiled = byAge.stream().anyMatch(write -> write.rows().isPresent());
        return Chart.overNumbers(
                "Rows",
                "",
                "version",
                "",
                true,
                isProfiled ? List.of(held, written) : List.of(held));
    }

    /** Of the columns that lack most, the newest write first. */
    private static Optional<Chart> missing(List<WriteQuality> byAge) {
        Map<String, Double> latest = new LinkedHashMap<>();
        for (WriteQuality write : byAge) {
            for (WriteQuality.Column column : write.columns()) {
                double share = share(write, column);
                latest.merge(column.name(), share, (before, now) -> now > 0 ? now : before);
            }
        }
        List<String> names =
                latest.entrySet().stream()
                        .filter(entry -> entry.getValue() > 0)
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .limit(LINES)
                        .map(Map.Entry::getKey)
                        .toList();
        if (latest.isEmpty()) {
            return Optional.empty();
        }
        List<Series> series = new ArrayList<>();
        for (String name : names) {
            Series line = Series.of(name, Role.PLAIN);
            byAge.forEach(
                    write ->
                            line.add(
                                    write.version(),
                                    write.column(name).map(c -> share(write, c)).orElse(null)));
            series.add(line);
        }
        if (series.isEmpty()) {
            Series none = Series.of("any column", Role.PLAIN);
            byAge.stream()
                    .filter(write -> !write.columns().isEmpty())
                    .forEach(write -> none.add(write.version(), 0.0));
            series.add(none);
        }
        String detail =
                names.isEmpty()
                        ? "no value is missing"
                        : names.size() < LINES ? "" : "of the columns that lack most";
        return Optional.of(
                Chart.overNumbers(
                        "Missing values of a write", detail, "version", "%", true, series));
    }

    private static double share(WriteQuality write, WriteQuality.Column column) {
        long rows = write.rows().orElse(0);
        return rows == 0 ? 0 : (double) column.nulls() / rows;
    }

    private static Optional<Chart> failures(List<WriteQuality> byAge) {
        List<WriteQuality> checked =
                byAge.stream().filter(write -> !write.findings().isEmpty()).toList();
        if (checked.isEmpty()) {
            return Optional.empty();
        }
        List<String> labels =
                checked.stream().map(write -> Long.toString(write.version())).toList();
        List<Double> passed =
                checked.stream()
                        .map(write -> (double) (write.findings().size() - write.failures()))
                        .toList();
        List<Double> failed = checked.stream().map(write -> (double) write.failures()).toList();
        return Optional.of(
                Chart.bars(
                        "Checks",
                        "by version",
                        "",
                        labels,
                        List.of(
                                Bars.of("passed", Role.PLAIN, passed),
                                Bars.of("failed", Role.BAD, failed))));
    }

    private static Chart values(List<WriteQuality> byAge, String name) {
        Series mean = Series.of("mean", Role.PLAIN);
        Series low = Series.of("mean − deviation", Role.BASELINE);
        Series high = Series.of("mean + deviation", Role.BASELINE);
        for (WriteQuality write : byAge) {
            Optional<WriteQuality.Column> column = write.column(name);
            Double middle = column.map(one -> orNull(one.mean())).orElse(null);
            Double width = column.map(one -> orNull(one.deviation())).orElse(null);
            mean.add(write.version(), middle);
            low.add(write.version(), middle == null || width == null ? null : middle - width);
            high.add(write.version(), middle == null || width == null ? null : middle + width);
        }
        return Chart.overNumbers(
                "Values of " + name,
                "of what was written",
                "version",
                "",
                false,
                List.of(mean, low, high));
    }

    private static Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static List<Check> checks(List<WriteQuality> newestFirst) {
        Map<String, Check> byName = new LinkedHashMap<>();
        for (WriteQuality write : newestFirst) {
            for (Finding finding : write.findings()) {
                Check seen = byName.get(finding.check());
                long failed = finding.passed() ? 0 : 1;
                byName.put(
                        finding.check(),
                        seen == null
                                ? new Check(finding.check(), finding, write.version(), failed, 1)
                                : new Check(
                                        seen.name(),
                                        seen.newest(),
                                        seen.version(),
                                        seen.failed() + failed,
                                        seen.writes() + 1));
            }
        }
        return List.copyOf(byName.values());
    }
}
