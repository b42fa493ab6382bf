package dev.heddle.monitors;

import dev.heddle.sketches.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What happened to one version, read from the shortest pieces that are needed. */
final class History {
    /** Up to so long, profiles are merged from five minutes; up to the next, from hours. */
    private static final Duration FINE = Duration.ofHours(3);

    private static final Duration COARSE = Duration.ofDays(2);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Handle handle;
    private final String model;
    private final int version;

    History(Handle handle, String model, int version) {
        this.handle = handle;
        this.model = model;
        this.version = version;
    }

    /** What happened in each piece of a window in which anything did, by the piece's begin. */
    Map<Instant, Tally> pieces(Window window) {
        Map<Instant, Tally> pieces = new HashMap<>();
        for (Bucket bucket : buckets(window)) {
            pieces.computeIfAbsent(Grain.floor(bucket.time(), window.grain()), piece -> new Tally())
                    .add(bucket);
        }
        return pieces;
    }

    private List<Bucket> buckets(Window window) {
        Buckets.Part part = Buckets.Part.LATENCY;
        if (window.grain().compareTo(Grain.FIVE_MINUTES.length()) < 0) {
            return Buckets.reports(handle, model, version, window.from(), window.to(), part);
        }
        Grain grain =
                window.grain().compareTo(Grain.HOUR.length()) < 0
                        ? Grain.FIVE_MINUTES
                        : window.grain().compareTo(Grain.DAY.length()) < 0 ? Grain.HOUR : Grain.DAY;
        return Buckets.of(handle, model, version, grain, window.from(), window.to(), part);
    }

    /** The begin of the first piece of time in which anything happened; empty if nothing did. */
    Optional<Instant> begin() {
        return handle.createQuery(
                        """
                        select min(time) from monitor_bucket
                        where model = ? and version = ? having min(time) is not null
                        """)
                .bind(0, model)
                .bind(1, version)
                .mapTo(Instant.class)
                .findOne();
    }

    /**
     * What was seen in a piece of time.
     *
     * @param from its begin
     * @param to its end
     * @param seen what was seen, without what calls took
     */
    record Piece(Instant from, Instant to, Tally seen) {}

    /** The minutes of a time in which anything was seen, oldest first. */
    List<Piece> minutes(Instant from, Instant to) {
        return pieces(
                Buckets.reports(handle, model, version, from, to, Buckets.Part.PROFILE), MINUTE);
    }

    /**
     * The profile of a time.
     *
     * @return empty if nothing was seen
     */
    Optional<Profile> profile(Instant from, Instant to) {
        return merged(pieces(from, to));
    }

    /** The same of pieces of five minutes, however long the time is. */
    Optional<Profile> fineProfile(Instant from, Instant to) {
        return merged(pieces(Grain.FIVE_MINUTES, from, to));
    }

    private static Optional<Profile> merged(List<Piece> pieces) {
        List<Profile> profiles =
                pieces.stream().flatMap(piece -> piece.seen().profile().stream()).toList();
        return profiles.isEmpty() ? Optional.empty() : Optional.of(Profile.merge(profiles));
    }

    /**
     * The pieces that make up a time, oldest first, where anything was seen: of five minutes up to
     * three hours, of an hour up to two days, and days with hours at both ends past that. The first
     * may begin before the time does.
     */
    List<Piece> pieces(Instant from, Instant to) {
        Duration length = Duration.between(from, to);
        if (length.compareTo(FINE) <= 0) {
            return pieces(Grain.FIVE_MINUTES, from, to);
        }
        if (length.compareTo(COARSE) <= 0) {
            return pieces(Grain.HOUR, from, to);
        }
        Instant firstDay = Grain.DAY.floor(from.plus(Grain.DAY.length()).minusNanos(1));
        Instant lastDay = Grain.DAY.floor(to);
        List<Piece> pieces = new ArrayList<>(pieces(Grain.HOUR, from, firstDay));
        if (pieces.isEmpty()) {
            // Hours are not kept as long as days are.
            firstDay = Grain.DAY.floor(from);
        }
        pieces.addAll(pieces(Grain.DAY, firstDay, lastDay));
        pieces.addAll(pieces(Grain.HOUR, lastDay, to));
        return pieces;
    }

    private List<Piece> pieces(Grain grain, Instant from, Instant to) {
        return pieces(
                Buckets.of(
                        handle, model, version, grain, grain.floor(from), to, Buckets.Part.PROFILE),
                grain.length());
    }

    private static List<Piece> pieces(List<Bucket> buckets, Duration length) {
        Map<Instant, Tally> tallies = new LinkedHashMap<>();
        for (Bucket bucket : buckets) {
            tallies.computeIfAbsent(bucket.time(), time -> new Tally()).add(bucket);
        }
        List<Piece> pieces = new ArrayList<>();
        tallies.forEach((time, tally) -> pieces.add(new Piece(time, time.plus(length), tally)));
        return pieces;
    }

    /**
     * The begin of the newest rows: of as many pieces of five minutes as hold so many rows.
     *
     * @param earliest it is not before that
     */
    Instant newest(long rows, Instant earliest, Instant now) {
        return handle.createQuery(
                        """
                        select min(time) from (
                          select time, sum(rows) over (order by time desc) - rows as later
                          from monitor_bucket
                          where model = :model and version = :version and grain = :grain
                            and time >= :earliest and time <= :now) as pieces
                        where later < :rows having min(time) is not null
                        """)
                .bind("model", model)
                .bind("version", version)
                .bind("grain", Grain.FIVE_MINUTES.seconds())
                .bind("earliest", earliest)
                .bind("now", now)
                .bind("rows", rows)
                .mapTo(Instant.class)
                .findOne()
                .orElse(now);
    }
}
