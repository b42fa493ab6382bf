package dev.heddle.monitors;

import dev.heddle.client.monitors.MonitorDetail.Baseline.Origin;
import dev.heddle.sketches.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Makes a baseline of the first rows that a version was given, where no training sample was
 * registered: of the first pieces of time that together hold as many rows as are wanted. The pieces
 * are minutes in a version's first hour, and longer later.
 */
final class FirstRecords {
    /** So long after a minute's end its reports are there. */
    private static final Duration REPORTED = Duration.ofSeconds(30);

    private static final Duration FIRST_HOUR = Duration.ofHours(1);

    private final Handle handle;
    private final String model;
    private final int version;

    FirstRecords(Handle handle, String model, int version) {
        this.handle = handle;
        this.model = model;
        this.version = version;
    }

    /**
     * What was learned.
     *
     * @param rows how many rows are there
     * @param baseline the baseline; empty while there are fewer rows than are wanted
     */
    record Learned(long rows, Optional<Baseline> baseline) {}

    /** Learns from what is there now, and keeps the baseline if there is enough. */
    Learned learn(long wanted, Instant now) {
        long rows = 0;
        List<Profile> profiles = new ArrayList<>();
        for (History.Piece piece : pieces(now)) {
            Optional<Profile> profile = piece.seen().profile();
            rows += profile.map(Profile::rows).orElse(0L);
            profile.ifPresent(profiles::add);
            boolean isOver = !piece.to().plus(REPORTED).isAfter(now);
            if (rows >= wanted && isOver) {
                Baseline baseline = baseline(Profile.merge(profiles), piece.to());
                Baselines.put(handle, model, version, baseline);
                return new Learned(rows, Optional.of(baseline));
            }
        }
        return new Learned(Math.min(rows, wanted), Optional.empty());
    }

    private static Baseline baseline(Profile profile, Instant until) {
        return new Baseline(Origin.FIRST_RECORDS, profile.rows(), profile.write(), until);
    }

    private List<History.Piece> pieces(Instant now) {
        History history = new History(handle, model, version);
        Optional<Instant> first = history.begin();
        if (first.isEmpty()) {
            return List.of();
        }
        return first.get().isBefore(now.minus(FIRST_HOUR))
                ? history.pieces(first.get(), now)
                : history.minutes(first.get(), now);
    }
}
