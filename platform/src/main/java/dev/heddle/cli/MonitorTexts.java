package dev.heddle.cli;

import dev.heddle.client.monitors.Alert;
import dev.heddle.client.monitors.FieldDrift;
import dev.heddle.client.monitors.MonitorCheck;
import dev.heddle.client.monitors.MonitorDetail;
import dev.heddle.client.monitors.MonitorDetail.Baseline.Origin;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.client.monitors.MonitorSummary;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What monitors say, in words. */
final class MonitorTexts {
    private static final String NONE = "-";

    private MonitorTexts() {}

    static Table table(List<MonitorSummary> summaries) {
        Table table =
                new Table(
                        "VERSION",
                        "STATE",
                        "CALLS/H",
                        "FAILED",
                        "P50",
                        "P99",
                        "DRIFT",
                        "FIELD",
                        "QUALITY",
                        "LAST CALLED");
        for (MonitorSummary summary : summaries) {
            table.row(
                    summary.model() + "@" + summary.version(),
                    state(summary.state()),
                    TableTexts.count(summary.calls()),
                    summary.calls() == 0 ? NONE : percent(summary.errorRate()),
                    millis(summary.p50Millis()),
                    millis(summary.p99Millis()),
                    number(summary.drift()),
                    summary.driftField().orElse(NONE),
                    number(summary.quality()),
                    summary.lastSeen().map(Texts::time).orElse("never"));
        }
        return table;
    }

    /** A version with its judgements, and its fields if they are asked for. */
    static void detail(
            PrintWriter out, MonitorDetail detail, boolean hasFields, OptionalInt columns) {
        MonitorSummary summary = detail.summary();
        out.printf("%s@%d is %s%n", summary.model(), summary.version(), state(summary.state()));
        out.printf("  time      %s to %s%n", Texts.time(detail.from()), Texts.time(detail.to()));
        out.printf(
                "  calls     %s, %s failed%s%n",
                TableTexts.count(summary.calls()),
                percent(summary.errorRate()),
                errors(detail.errors()));
        out.printf(
                "  took      %s at the median, %s at the 99th percentile%n",
                millis(summary.p50Millis()), millis(summary.p99Millis()));
        out.printf(
                "  baseline  %s%n", detail.baseline().map(MonitorTexts::baseline).orElse("none"));
        out.printf("  ran by    %s%n", sources(detail.sources()));
        if (!detail.checks().isEmpty()) {
            out.println();
            checks(detail.checks()).print(out, columns);
        }
        if (hasFields && !detail.fields().isEmpty()) {
            out.println();
            fields(detail.fields()).print(out, columns);
        }
    }

    private static String errors(Map<String, Long> errors) {
        return errors.isEmpty()
                ? ""
                : new TreeMap<>(errors)
                        .entrySet().stream()
                                .map(
                                        error ->
                                                error.getKey()
                                                        + " "
                                                        + TableTexts.count(error.getValue()))
                                .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String baseline(MonitorDetail.Baseline baseline) {
        if (baseline.origin() == Origin.TRAINING) {
            return "training sample of %s rows".formatted(TableTexts.count(baseline.rows()));
        }
        return baseline.rows() < baseline.wanted()
                ? "first records, %s of %s are there"
                        .formatted(
                                TableTexts.count(baseline.rows()),
                                TableTexts.count(baseline.wanted()))
                : "first %s records".formatted(TableTexts.count(baseline.rows()));
    }

    private static String sources(List<MonitorDetail.Source> sources) {
        return sources.isEmpty()
                ? "nobody"
                : sources.stream()
                        .map(
                                source ->
                                        "%s %s%s"
                                                .formatted(
                                                        lower(source.engine()),
                                                        source.name().isEmpty()
                                                                ? ""
                                                                : source.name() + " ",
                                                        TableTexts.count(source.calls())))
                        .collect(Collectors.joining(", "));
    }

    private static Table checks(List<MonitorCheck> checks) {
        Table table = new Table("CHECK", "OF", "STATE", "FOUND", "ALLOWED", "SINCE", "");
        for (MonitorCheck check : checks) {
            table.row(
                    lower(check.kind()),
                    check.subject().isEmpty() ? "all" : check.subject(),
                    state(check.state()),
                    number(check.value()),
                    number(check.threshold()),
                    Texts.time(check.since()),
                    check.message());
        }
        return table;
    }

    private static Table fields(List<FieldDrift> fields) {
        Table table =
                new Table("FIELD", "KIND", "STATE", "ROWS", "PSI", "KS", "JS", "MISSING", "NEW");
        for (FieldDrift field : fields) {
            table.row(
                    field.field(),
                    lower(field.kind()),
                    state(field.state()),
                    TableTexts.count(field.rows()),
                    figure(field.psi()),
                    figure(field.kolmogorovSmirnov()),
                    figure(field.jensenShannon()),
                    figure(field.missing()),
                    figure(field.unknown()));
        }
        return table;
    }

    /** A figure, with a mark where it is more than it may be. */
    private static String figure(Optional<FieldDrift.Figure> figure) {
        return figure.map(
                        found ->
                                number(Optional.of(found.value()))
                                        + (found.value() > found.threshold() ? " !" : ""))
                .orElse(NONE);
    }

    static Table alerts(List<Alert> alerts) {
        Table table = new Table("SINCE", "UNTIL", "CHECK", "TARGET", "OF", "");
        for (Alert alert : alerts) {
            table.row(
                    Texts.time(alert.begin()),
                    alert.end().map(Texts::time).orElse("now"),
                    lower(alert.kind()),
                    alert.target(),
                    alert.subject().isEmpty() ? "all" : alert.subject(),
                    alert.message());
        }
        return table;
    }

    static Table policy(MonitorPolicy policy) {
        String usual = "as configured";
        return new Table("SETTING", "VALUE")
                .row("error rate", policy.errorRate().map(MonitorTexts::percent).orElse(usual))
                .row(
                        "p99",
                        policy.p99Millis()
                                .map(Optional::of)
                                .map(MonitorTexts::millis)
                                .orElse(usual))
                .row("psi", policy.psi().map(Optional::of).map(MonitorTexts::number).orElse(usual))
                .row("ignored fields", names(policy.ignoredFields()))
                .row("outcome", policy.outcome().orElse("by its type"))
                .row("score", policy.score().orElse("by its type"))
                .row("segments", names(policy.segments()))
                .row("minimum quality", number(policy.minimumQuality()));
    }

    private static String names(List<String> names) {
        return names.isEmpty() ? NONE : String.join(", ", names);
    }

    private static String state(MonitorState state) {
        return lower(state);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.3g %%", 100 * share);
    }

    private static String millis(Optional<Double> millis) {
        return millis.map(value -> String.format(Locale.ROOT, "%.3g ms", value)).orElse(NONE);
    }

    private static String number(Optional<Double> value) {
        return value.map(
                        number ->
                                number == Math.rint(number) && Math.abs(number) < 1e9
                                        ? TableTexts.count(number.longValue())
                                        : String.format(Locale.ROOT, "%.3g", number))
                .orElse(NONE);
    }
}
