package dev.heddle.tracking;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes points of metrics: whatever their number, one statement. It finds the run, makes the
 * metrics that are new or moves their latest point, and adds the points that are not there yet.
 */
final class MetricLog {
    /**
     * Metrics are made in the order of their names, so that two callers who log the same ones lock
     * them in the same order. The upsert writes in every case, since a row that it leaves alone
     * would not be returned.
     */
    private static final String SQL =
            """
            with target as (select id from run where run_id = ? and not is_deleted),
            logged as (
              insert into metric as m (run, key, step, timestamp, value)
              select target.id, k.key, k.step, k.timestamp, k.value
              from target, unnest(?, ?, ?, ?) as k(key, step, timestamp, value)
              order by k.key
              on conflict (run, key) do update set
                step = case when (excluded.step, excluded.timestamp, excluded.value)
                  > (m.step, m.timestamp, m.value) then excluded.step else m.step end,
                timestamp = case when (excluded.step, excluded.timestamp, excluded.value)
                  > (m.step, m.timestamp, m.value) then excluded.timestamp else m.timestamp end,
                value = case when (excluded.step, excluded.timestamp, excluded.value)
                  > (m.step, m.timestamp, m.value) then excluded.value else m.value end
              returning m.id, m.key),
            numbered as (
              select logged.id, n.number
              from unnest(?) with ordinality as n(key, number) join logged on logged.key = n.key),
            added as (
              insert into metric_point (metric, step, timestamp, value)
              select numbered.id, p.step, p.timestamp, p.value
              from unnest(?, ?, ?, ?) as p(number, step, timestamp, value)
              join numbered on numbered.number = p.number
              on conflict do nothing)
            select count(*) from target
            """;

    private static final String SQL_OF_MODELS =
            """
            insert into logged_model_metric
              (model_id, key, step, timestamp, value, run_id, dataset_name, dataset_digest)
            select ?, ?, ?, ?, ?, ?, ?, ? where exists
              (select 1 from logged_model where model_id = ?)
            on conflict do nothing
            """;

    private MetricLog() {}

    /**
     * Adds points to a run.
     *
     * @return whether there is such a run and it is active; otherwise nothing was written
     */
    static boolean add(Connection connection, String runId, Points points) throws SQLException {
        int[] latest = points.latest();
        Array keys = connection.createArrayOf("text", points.keys());
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, runId);
            statement.setArray(2, keys);
            statement.setObject(3, points.steps(latest));
            statement.setObject(4, points.timestamps(latest));
            statement.setObject(5, points.values(latest));
            statement.setArray(6, keys);
            statement.setObject(7, points.keyIndexes());
            statement.setObject(8, points.steps());
            statement.setObject(9, points.timestamps());
            statement.setObject(10, points.values());
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return found.getLong(1) > 0;
            }
        }
    }

    /** Adds those points of a run that are about logged models, where there are such models. */
    static void addOfModels(Connection connection, String runId, List<Metric> points)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL_OF_MODELS)) {
            for (Metric point : points) {
                statement.setString(1, point.modelId().orElseThrow());
                statement.setString(2, point.key());
                statement.setLong(3, point.step());
                statement.setLong(4, point.timestamp());
                statement.setDouble(5, point.value());
                statement.setString(6, runId);
                statement.setString(7, point.datasetName().orElse(""));
                statement.setString(8, point.datasetDigest().orElse(""));
                statement.setString(9, point.modelId().orElseThrow());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
