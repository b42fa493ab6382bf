package dev.heddle.monitors;

import dev.heddle.client.monitors.FieldDrift;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.sketches.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * How far a version's newest rows are from its baseline: as many pieces of five minutes as hold
 * 2,000 rows, of the last two days. So a busy version is judged by its last minutes, and one that a
 * nightly job runs by that job.
 *
 * @param state {@code OK} if fields could be compared
 * @param message why not
 * @param learned how many rows of the baseline are there, while it is learned
 * @param fields its fields; empty if they could not
 */
record NewestRows(
        MonitorState state, String message, Optional<Long> learned, List<FieldDrift> fields) {
    private static final long ENOUGH = 2_000;
    private static final Duration OLDEST = Duration.ofDays(2);

    NewestRows {
        fields = List.copyOf(fields);
    }

    /** Compares them, and keeps how far they are; learns the baseline if there is none yet. */
    static NewestRows compare(
            Handle handle,
            String model,
            int version,
            MonitorPolicy policy,
            MonitorsConfig config,
            Instant now) {
        Optional<Baseline> baseline = Baselines.find(handle, model, version);
        if (baseline.isEmpty()) {
            FirstRecords.Learned learned =
                    new FirstRecords(handle, model, version).learn(config.baselineRows(), now);
            if (learned.baseline().isEmpty()) {
                return learning(learned.rows(), config.baselineRows());
            }
            baseline = learned.baseline();
        }
        History history = new History(handle, model, version);
        Instant earliest = latest(now.minus(OLDEST), baseline.get().until());
        Optional<Profile> newest = history.fineProfile(history.newest(ENOUGH, earliest, now), now);
        if (newest.isEmpty()) {
            return new NewestRows(MonitorState.IDLE, "", Optional.empty(), List.of());
        }
        List<FieldDrift> fields =
                FieldDrifts.of(
                        Optional.of(Profile.read(baseline.get().profile())),
                        newest.get(),
                        FieldDrifts.options(policy, config));
        DriftPoints.put(
                handle,
                model,
                version,
                now,
                FieldDrifts.worst(fields, policy)
                        .flatMap(FieldDrift::psi)
                        .map(FieldDrift.Figure::value),
                FieldDrifts.points(fields, newest.get(), now));
        return new NewestRows(MonitorState.OK, "", Optional.empty(), fields);
    }

    private static NewestRows learning(long rows, long wanted) {
        return new NewestRows(
                MonitorState.LEARNING,
                String.format(
                        Locale.ROOT,
                        "%,d of the %,d rows that later ones are compared with are there",
                        rows,
                        wanted),
                Optional.of(rows),
                List.of());
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
