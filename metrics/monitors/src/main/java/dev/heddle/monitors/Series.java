package dev.heddle.monitors;

import dev.heddle.client.monitors.SeriesPoint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened in a window, piece by piece and without gaps. */
final class Series {
    private static final Tally NOTHING = new Tally();

    private Series() {}

    static List<SeriesPoint> of(
            Window window, Map<Instant, Tally> pieces, Map<Instant, Double> drift) {
        return window.pieces().stream()
                .map(
                        piece ->
                                point(
                                        piece,
                                        pieces.getOrDefault(piece, NOTHING),
                                        Optional.ofNullable(drift.get(piece))))
                .toList();
    }

    private static SeriesPoint point(Instant piece, Tally tally, Optional<Double> drift) {
        return new SeriesPoint(
                piece,
                tally.calls(),
                tally.failed(),
                tally.latency(0.5),
                tally.latency(0.9),
                tally.latency(0.99),
                drift);
    }
}
