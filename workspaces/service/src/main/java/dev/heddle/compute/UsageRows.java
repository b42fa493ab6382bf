package dev.heddle.compute;

import dev.heddle.client.workspaces.ResourceSample;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Samples of what containers used, by what they belong to: {@code ws-17}, {@code run-…}. */
@Singleton
public final class UsageRows {
    private static final int MOST = 1_000;

    private final ComputeDatabase database;

    UsageRows(ComputeDatabase database) {
        this.database = database;
    }

    /**
     * A sample of something's.
     *
     * @param subject what it is of
     * @param sample the sample
     */
    public record Of(String subject, ResourceSample sample) {}

    void add(List<Of> samples) {
        database.transaction(
                handle -> {
                    PreparedBatch batch =
                            handle.prepareBatch(
                                    """
                                    insert into container_usage (subject, at, cpus, memory_bytes,
                                        received_bytes, sent_bytes, processes)
                                    values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                                    """);
                    for (Of each : samples) {
                        ResourceSample sample = each.sample();
                        batch.bind(0, each.subject())
                                .bind(1, Timestamp.from(sample.at()))
                                .bind(2, sample.cpus())
                                .bind(3, sample.memoryBytes())
                                .bind(4, sample.receivedBytes())
                                .bind(5, sample.sentBytes())
                                .bind(6, sample.processes())
                                .add();
                    }
                    return batch.execute();
                });
    }

    /** The samples of something since a time, oldest first; at most a thousand, evenly spread. */
    public List<ResourceSample> since(String subject, Instant since) {
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        """
                                        select * from (
                                            select *, row_number() over (order by at) as place,
                                                count(*) over () as total
                                            from container_usage
                                            where subject = :subject and at >= :since) as numbered
                                        where place % greatest(1, (total + :most - 1) / :most) = 0
                                        order by at
                                        """)
                                .bind("subject", subject)
                                .bind("since", Timestamp.from(since))
                                .bind("most", MOST)
                                .map((row, context) -> sample(row))
                                .list());
    }

    /** The most memory of the samples of something since a time, in bytes; 0 if there is none. */
    public long peakMemory(String subject, Instant since) {
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        "select coalesce(max(memory_bytes), 0) from container_usage"
                                                + " where subject = :subject and at >= :since")
                                .bind("subject", subject)
                                .bind("since", Timestamp.from(since))
                                .mapTo(Long.class)
                                .one());
    }

    /** Forgets samples before a time. */
    void removeBefore(Instant time) {
        database.transaction(
                handle ->
                        handle.createUpdate("delete from container_usage where at < ?")
                                .bind(0, Timestamp.from(time))
                                .execute());
    }

    /** Forgets the samples of something. */
    public void remove(String subject) {
        database.transaction(
                handle ->
                        handle.createUpdate("delete from container_usage where subject = ?")
                                .bind(0, subject)
                                .execute());
    }

    private static ResourceSample sample(ResultSet row) throws SQLException {
        return new ResourceSample(
                row.getTimestamp("at").toInstant(),
                row.getDouble("cpus"),
                row.getLong("memory_bytes"),
                row.getLong("received_bytes"),
                row.getLong("sent_bytes"),
                row.getLong("processes"));
    }
}
