package dev.heddle.monitors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.monitors.FieldDistribution.Point;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How far fields were from their baseline, as it was judged: one point for five minutes. */
final class DriftPoints {
    private static final ObjectMapper JSON = HeddleJson.mapper();

    private DriftPoints() {}

    /** Keeps a point; the last of its five minutes stays. */
    static void put(
            Handle handle,
            String model,
            int version,
            Instant now,
            Optional<Double> worst,
            Map<String, Point> fields) {
        handle.createUpdate(
                        """
                        insert into monitor_drift (model, version, time, psi, fields)
                        values (?, ?, ?, ?, ?::jsonb)
                        on conflict (model, version, time)
                        do update set psi = excluded.psi, fields = excluded.fields
                        """)
                .bind(0, model)
                .bind(1, version)
                .bind(2, Grain.FIVE_MINUTES.floor(now))
                .bind(3, worst.orElse(null))
                .bind(4, HeddleJson.text(fields))
                .execute();
    }

    /** The largest index of each piece of a window, by the piece's begin. */
    static Map<Instant, Double> worst(Handle handle, String model, int version, Window window) {
        Map<Instant, Double> worst = new HashMap<>();
        handle.createQuery(
                        """
                        select time, psi from monitor_drift
                        where model = ? and version = ? and time >= ? and time < ?
                          and psi is not null
                        """)
                .bind(0, model)
                .bind(1, version)
                .bind(2, window.from())
                .bind(3, window.to())
                .map(
                        (row, context) ->
                                worst.merge(
                                        piece(row.getTimestamp(1).toInstant(), window),
                                        row.getDouble(2),
                                        Math::max))
                .list();
        return worst;
    }

    /** The last point of a field in each piece of a window, oldest first. */
    static List<Point> field(
            Handle handle, String model, int version, String field, Window window) {
        return handle.createQuery(
                        """
                        select distinct on (piece) piece, point from (
                          select time, fields -> :field as point,
                            date_bin(make_interval(secs => :grain), time, :from) as piece
                          from monitor_drift
                          where model = :model and version = :version
                            and time >= :from and time < :to) as points
                        where point is not null order by piece, time desc
                        """)
                .bind("field", field)
                .bind("grain", window.grain().toSeconds())
                .bind("model", model)
                .bind("version", version)
                .bind("from", window.from())
                .bind("to", window.to())
                .map((row, context) -> at(row.getTimestamp(1).toInstant(), row.getString(2)))
                .list();
    }

    private static Point at(Instant piece, String json) {
        try {
            Point point = JSON.readValue(json, Point.class);
            return new Point(
                    piece, point.psi(), point.missing(), point.p05(), point.p50(), point.p95());
        } catch (JsonProcessingException e) {
            throw new HeddleException(
                    ErrorCode.CORRUPT, "a column holds JSON that cannot be read", e);
        }
    }

    private static Instant piece(Instant time, Window window) {
        Duration grain = window.grain();
        long pieces = Duration.between(window.from(), time).toSeconds() / grain.toSeconds();
        return window.from().plus(grain.multipliedBy(pieces));
    }
}
