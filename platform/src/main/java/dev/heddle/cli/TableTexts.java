package dev.heddle.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.batch.TableCollection;
import dev.heddle.client.batch.TableDifference;
import dev.heddle.client.batch.TableSummary;
import dev.heddle.client.batch.TableVersionSummary;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/** Tables and their versions in words. */
final class TableTexts {
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};
    private static final int NAMES = 3;

    private TableTexts() {}

    /** Reads {@code 30m}, {@code 12h}, {@code 7d} and ISO 8601. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        private static final Pattern SHORT = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h|d)");

        @Override
        public Duration convert(String text) {
            Matcher matcher = SHORT.matcher(text.strip().toLowerCase(Locale.ROOT));
            if (!matcher.matches()) {
                return Duration.parse(text.strip());
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
    }

    /** A count with its thousands apart. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A size with two digits or three. */
    static String size(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 1_000 && unit < UNITS.length - 1) {
            size /= 1_024;
            unit++;
        }
        return String.format(
                Locale.ROOT, unit == 0 || size >= 10 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
    }

    /** Who made a version. */
    static String author(TableVersionSummary version) {
        return version.user() + version.job().map(job -> ", job " + job).orElse("");
    }

    /** What a version changed. */
    static String changed(TableVersionSummary version) {
        if (version.changedNames().stream().allMatch(String::isEmpty)) {
            return version.changed() == 0 ? "nothing" : "all";
        }
        String names = String.join(", ", version.changedNames().stream().limit(NAMES).toList());
        return version.changed() <= NAMES
                ? names
                : "%s and %d more".formatted(names, version.changed() - NAMES);
    }

    static void difference(PrintWriter out, TableDifference difference) {
        difference.columns().forEach(column -> out.printf("+ column %s%n", text(column)));
        difference.columnsGone().forEach(column -> out.printf("- column %s%n", text(column)));
        for (TableDifference.Change change : difference.partitions()) {
            String name = change.partition().isEmpty() ? "all rows" : change.partition();
            if (change.before().isEmpty()) {
                out.printf("+ %s  %s%n", name, text(change.after()));
            } else if (change.after().isEmpty()) {
                out.printf("- %s  %s%n", name, text(change.before()));
            } else {
                out.printf("~ %s  %s -> %s%n", name, text(change.before()), text(change.after()));
            }
        }
        if (difference.columns().isEmpty()
                && difference.columnsGone().isEmpty()
                && difference.partitions().isEmpty()) {
            out.println("They are the same.");
        }
    }

    private static String text(TableSummary.Column column) {
        return column.name() + " " + column.type();
    }

    private static String text(Optional<TableSummary.Partition> partition) {
        return partition
                .map(
                        state ->
                                "%s rows, %s (version %d)"
                                        .formatted(
                                                count(state.rows()),
                                                size(state.bytes()),
                                                state.version()))
                .orElse("nothing");
    }

    static void collection(PrintWriter out, TableCollection report) {
        out.printf(
                "%s %s files, %s.%n",
                report.dryRun() ? "Would delete" : "Deleted",
                count(report.files()),
                size(report.bytes()));
        if (!report.versions().isEmpty()) {
            out.printf("  versions that can no longer be read: %s%n", report.versions());
        }
        if (!report.leavings().isEmpty()) {
            out.printf("  writes that were never published: %d%n", report.leavings().size());
        }
    }

    /** The profile of the columns, whatever figures it has. */
    static void quality(PrintWriter out, JsonNode quality, OptionalInt width) {
        JsonNode columns = quality.path("columns");
        Set<String> figures = new LinkedHashSet<>();
        columns.forEach(
                column ->
                        column.fields()
                                .forEachRemaining(
                                        figure -> {
                                            if (figure.getValue().isValueNode()) {
                                                figures.add(figure.getKey());
                                            }
                                        }));
        if (figures.isEmpty()) {
            return;
        }
        Table rows =
                new Table(
                        figures.stream()
                                .map(name -> name.replaceAll("(?<=[a-z])(?=[A-Z])", " "))
                                .map(name -> name.toUpperCase(Locale.ROOT))
                                .toArray(String[]::new));
        for (JsonNode column : columns) {
            rows.row(figures.stream().map(figure -> figure(column.path(figure))).toArray());
        }
        rows.print(out, width);
    }

    private static String figure(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        return value.isFloatingPointNumber()
                ? String.format(Locale.ROOT, "%.6g", value.asDouble())
                : value.asText();
    }
}
