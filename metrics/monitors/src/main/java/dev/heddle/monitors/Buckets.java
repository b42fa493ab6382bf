package dev.heddle.monitors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.monitors.Engine;
import dev.heddle.client.monitors.MonitorDetail.Source;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Reads reports and buckets, and writes buckets. */
final class Buckets {
    private static final ObjectMapper JSON = HeddleJson.mapper();
    private static final TypeReference<Map<String, Long>> ERRORS = new TypeReference<>() {};
    private static final TypeReference<List<Source>> SOURCES = new TypeReference<>() {};
    private static final byte[] NOTHING = {};

    private Buckets() {}

    /** What is wanted of each bucket beside its counts: reading profiles takes longest. */
    enum Part {
        LATENCY,
        PROFILE,
        BOTH
    }

    /** Every process' reports of a time, oldest first, each as a bucket of its minute. */
    static List<Bucket> reports(
            Handle handle, String model, int version, Instant from, Instant to, Part part) {
        return handle.createQuery(
                        """
                        select minute as time, calls, failed, 0 as rows, errors, engine, source, %s
                        from monitor_report
                        where model = ? and version = ? and minute >= ? and minute < ?
                        order by minute
                        """
                                .formatted(columns(part)))
                .bind(0, model)
                .bind(1, version)
                .bind(2, from)
                .bind(3, to)
                .map((row, context) -> ofReport(row))
                .list();
    }

    /** A version's buckets that begin in a time, oldest first. */
    static List<Bucket> of(
            Handle handle,
            String model,
            int version,
            Grain grain,
            Instant from,
            Instant to,
            Part part) {
        return handle.createQuery(
                        """
                        select time, calls, failed, rows, errors, sources, %s from monitor_bucket
                        where model = ? and version = ? and grain = ? and time >= ? and time < ?
                        order by time
                        """
                                .formatted(columns(part)))
                .bind(0, model)
                .bind(1, version)
                .bind(2, grain.seconds())
                .bind(3, from)
                .bind(4, to)
                .map((row, context) -> ofBucket(row))
                .list();
    }

    private static String columns(Part part) {
        return switch (part) {
            case LATENCY -> "latency, ''::bytea as profile";
            case PROFILE -> "''::bytea as latency, profile";
            case BOTH -> "latency, profile";
        };
    }

    private static Bucket ofReport(ResultSet row) throws SQLException {
        long calls = row.getLong("calls");
        Source source =
                new Source(Engine.valueOf(row.getString("engine")), row.getString("source"), calls);
        return new Bucket(
                row.getTimestamp("time").toInstant(),
                calls,
                row.getLong("failed"),
                row.getLong("rows"),
                read(row.getString("errors"), ERRORS),
                List.of(source),
                bytes(row, "latency"),
                bytes(row, "profile"));
    }

    private static Bucket ofBucket(ResultSet row) throws SQLException {
        return new Bucket(
                row.getTimestamp("time").toInstant(),
                row.getLong("calls"),
                row.getLong("failed"),
                row.getLong("rows"),
                read(row.getString("errors"), ERRORS),
                read(row.getString("sources"), SOURCES),
                bytes(row, "latency"),
                bytes(row, "profile"));
    }

    private static byte[] bytes(ResultSet row, String column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? NOTHING : bytes;
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new HeddleException(
                    ErrorCode.CORRUPT, "a column holds JSON that cannot be read", e);
        }
    }

    static void put(Handle handle, String model, int version, Grain grain, Bucket bucket) {
        handle.createUpdate(
                        """
                        insert into monitor_bucket
                          (model, version, grain, time, calls, failed, rows, errors, sources,
                           latency, profile)
                        values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?)
                        on conflict (model, version, grain, time) do update set
                          calls = excluded.calls, failed = excluded.failed,
                          rows = excluded.rows, errors = excluded.errors, sources = excluded.sources,
                          latency = excluded.latency, profile = excluded.profile
                        """)
                .bind(0, model)
                .bind(1, version)
                .bind(2, grain.seconds())
                .bind(3, bucket.time())
                .bind(4, bucket.calls())
                .bind(5, bucket.failed())
                .bind(6, bucket.rows())
                .bind(7, HeddleJson.text(bucket.errors()))
                .bind(8, HeddleJson.text(bucket.sources()))
                .bind(9, bucket.latency())
                .bind(10, bucket.profile())
                .execute();
    }
}
