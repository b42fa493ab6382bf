package dev.heddle.monitors;

import dev.heddle.client.monitors.FieldDrift;
import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.MonitorState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a look at a version's figures says: of its errors, its latency, and how far its fields are
 * from their baseline.
 */
final class Verdicts {
    /** Of fewer calls the share of failed ones says little. */
    static final int LEAST_CALLS = 20;

    private final String page;
    private final MonitorPolicy policy;
    private final MonitorsConfig config;

    Verdicts(String model, int version, MonitorPolicy policy, MonitorsConfig config) {
        this.page = page(model, version);
        this.policy = policy;
        this.config = config;
    }

    /**
     * Of the share of failed calls.
     *
     * @param recent what happened in the last five minutes
     * @param wasAlert whether it is an alert; then too few calls do not end it
     * @param isQuiet whether nothing happened for an hour
     */
    Verdict errors(Tally recent, boolean wasAlert, boolean isQuiet) {
        double most = policy.errorRate().orElse(config.errorRate());
        MonitorState state = MonitorState.OK;
        if (recent.calls() < LEAST_CALLS) {
            state = few(wasAlert, isQuiet);
        } else if (recent.errorRate() > most) {
            state = MonitorState.ALERT;
        }
        String codes =
                recent.errors().entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(code -> ", mostly " + code.getKey())
                        .orElse("");
        return verdict(
                Kind.ERRORS,
                "",
                state,
                recent.calls() == 0 ? Optional.empty() : Optional.of(recent.errorRate()),
                Optional.of(most),
                "%s of the calls of the last five minutes failed%s; %s may"
                        .formatted(percent(recent.errorRate()), codes, percent(most)));
    }

    /** Of what calls took; empty unless somebody has said what they may take. */
    Optional<Verdict> latency(Tally recent, boolean wasAlert, boolean isQuiet) {
        Optional<Double> most = policy.p99Millis().or(config::p99Millis);
        if (most.isEmpty()) {
            return Optional.empty();
        }
        Optional<Double> millis = recent.latency(0.99);
        MonitorState state = MonitorState.OK;
        if (recent.calls() < LEAST_CALLS || millis.isEmpty()) {
            state = few(wasAlert, isQuiet);
        } else if (millis.get() > most.get()) {
            state = MonitorState.ALERT;
        }
        return Optional.of(
                verdict(
                        Kind.LATENCY,
                        "",
                        state,
                        millis,
                        most,
                        "one of a hundred calls of the last five minutes took more than %s ms; %s ms are allowed"
                                .formatted(number(millis.orElse(0.0)), number(most.get()))));
    }

    private static MonitorState few(boolean wasAlert, boolean isQuiet) {
        if (isQuiet) {
            return MonitorState.IDLE;
        }
        return wasAlert ? MonitorState.ALERT : MonitorState.OK;
    }

    /** Of the fields' distance from the baseline, one verdict a field. */
    List<Verdict> drift(List<FieldDrift> fields) {
        return fields.stream()
                .filter(field -> !policy.ignoredFields().contains(field.field()))
                .map(
                        field ->
                                verdict(
                                        Kind.DRIFT,
                                        field.field(),
                                        field.state(),
                                        field.psi().map(FieldDrift.Figure::value),
                                        field.psi().map(FieldDrift.Figure::threshold),
                                        field.message()))
                .toList();
    }

    /** That there is nothing to compare; while a baseline is learned, how much of it is there. */
    Verdict noDrift(NewestRows newest) {
        return new Verdict(
                Kind.DRIFT,
                "",
                newest.state(),
                newest.learned().map(Long::doubleValue),
                newest.learned().map(rows -> (double) config.baselineRows()),
                newest.message(),
                page);
    }

    private Verdict verdict(
            Kind kind,
            String subject,
            MonitorState state,
            Optional<Double> value,
            Optional<Double> threshold,
            String message) {
        return new Verdict(
                kind,
                subject,
                state,
                value,
                threshold,
                state == MonitorState.ALERT ? message : "",
                subject.isEmpty() ? page : page + "/fields/" + encoded(subject));
    }

    /** The address of a version's page. */
    static String page(String model, int version) {
        return "/ui/models/%s/versions/%d".formatted(encoded(model), version);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String percent(double share) {
        return number(100 * share) + " %";
    }

    /** A number with as many digits as say something. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return String.valueOf((long) value);
        }
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
    }
}
