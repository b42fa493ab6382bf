package dev.heddle.monitors;

import dev.heddle.client.monitors.FieldDrift;
import dev.heddle.client.monitors.MonitorCheck;
import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.client.monitors.MonitorSummary;
import dev.heddle.client.monitors.SeriesPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What one look at a version finds.
 *
 * @param row the version
 * @param policy what its model's monitors hold for right
 * @param recent what happened in the last five minutes
 * @param hour what happened in the last hour
 * @param spark the hour by five minutes
 * @param newest how far its newest rows are from its baseline
 */
record Glance(
        VersionRow row,
        MonitorPolicy policy,
        Tally recent,
        Tally hour,
        List<SeriesPoint> spark,
        NewestRows newest) {
    private static final Duration RECENT = Duration.ofMinutes(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Looks at a version; keeps how far its fields are from its baseline. */
    static Glance take(
            Handle handle,
            VersionRow row,
            MonitorPolicy policy,
            MonitorsConfig config,
            Instant now) {
        String model = row.model();
        int version = row.version();
        Tally recent = new Tally();
        Instant from = Grain.floor(now.minus(RECENT), MINUTE);
        Buckets.reports(handle, model, version, from, now, Buckets.Part.LATENCY)
                .forEach(recent::add);
        Instant hourAgo = Grain.FIVE_MINUTES.floor(now.minus(Window.HOUR));
        Window window = new Window(hourAgo, now, Grain.FIVE_MINUTES.length());
        Map<Instant, Tally> pieces = new History(handle, model, version).pieces(window);
        NewestRows newest = NewestRows.compare(handle, model, version, policy, config, now);
        return new Glance(
                row,
                policy,
                recent,
                Tally.of(pieces.values()),
                Series.of(window, pieces, DriftPoints.worst(handle, model, version, window)),
                newest);
    }

    /** What it says of the version. */
    List<Verdict> verdicts(Standing standing, MonitorsConfig config) {
        Verdicts verdicts = new Verdicts(row.model(), row.version(), policy, config);
        boolean isQuiet = hour.calls() == 0;
        List<Verdict> all = new ArrayList<>();
        all.add(verdicts.errors(recent, standing.wasAlert(Kind.ERRORS), isQuiet));
        verdicts.latency(recent, standing.wasAlert(Kind.LATENCY), isQuiet).ifPresent(all::add);
        if (newest.fields().isEmpty()) {
            all.add(verdicts.noDrift(newest));
        } else {
            all.addAll(verdicts.drift(newest.fields()));
        }
        return all;
    }

    /** The version in short. */
    MonitorSummary summary(List<MonitorCheck> checks) {
        Optional<FieldDrift> worst = FieldDrifts.worst(newest.fields(), policy);
        Optional<MonitorCheck> quality =
                checks.stream()
                        .filter(check -> check.kind() == Kind.QUALITY && check.value().isPresent())
                        .findFirst();
        return new MonitorSummary(
                row.model(),
                row.version(),
                state(checks),
                hour.calls(),
                hour.errorRate(),
                hour.latency(0.5),
                hour.latency(0.99),
                worst.flatMap(FieldDrift::psi).map(FieldDrift.Figure::value),
                worst.map(FieldDrift::field),
                quality.flatMap(MonitorCheck::value),
                quality.map(MonitorCheck::subject),
                lastSeen(),
                spark,
                checks.stream().filter(check -> check.state() == MonitorState.ALERT).toList());
    }

    private Optional<Instant> lastSeen() {
        if (recent.calls() > 0) {
            return Optional.of(recent.last());
        }
        return hour.calls() > 0
                ? row.lastSeen().filter(hour.last()::isBefore).or(() -> Optional.of(hour.last()))
                : row.lastSeen();
    }

    private MonitorState state(List<MonitorCheck> checks) {
        if (checks.stream().anyMatch(check -> check.state() == MonitorState.ALERT)) {
            return MonitorState.ALERT;
        }
        if (hour.calls() == 0) {
            return MonitorState.IDLE;
        }
        boolean isLearning =
                checks.stream()
                        .filter(check -> check.kind() == Kind.DRIFT)
                        .allMatch(check -> check.state() == MonitorState.LEARNING);
        return isLearning ? MonitorState.LEARNING : MonitorState.OK;
    }
}
