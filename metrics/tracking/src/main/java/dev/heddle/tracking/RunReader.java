package dev.heddle.tracking;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Puts runs together: a few statements for any number of them. */
final class RunReader {
    private RunReader() {}

    /** The run of an id, deleted or not. */
    static Run require(Handle handle, String runId) {
        long id =
                handle.createQuery("select id from run where run_id = ?")
                        .bind(0, runId)
                        .mapTo(Long.class)
                        .findOne()
                        .orElseThrow(() -> Runs.missing(runId));
        return read(handle, List.of(id)).get(0);
    }

    /** Runs by their numbers, in that order; those that are gone meanwhile are left out. */
    static List<Run> read(Handle handle, List<Long> ids) {
        Map<Long, Run> runs = new HashMap<>();
        each(
                handle,
                "select * from run where id = any(?)",
                ids,
                row -> runs.put(row.getLong("id"), run(row)));
        each(
                handle,
                "select * from metric where run = any(?) order by run, key",
                ids,
                row ->
                        of(runs, row)
                                .data()
                                .metrics()
                                .add(
                                        Metric.of(
                                                row.getString("key"),
                                                row.getDouble("value"),
                                                row.getLong("timestamp"),
                                                row.getLong("step"))));
        each(
                handle,
                "select * from run_parameter where run = any(?) order by run, key",
                ids,
                row -> of(runs, row).data().params().add(pair(row)));
        each(
                handle,
                "select * from run_tag where run = any(?) order by run, key",
                ids,
                row -> of(runs, row).data().tags().add(pair(row)));
        each(
                handle,
                """
                select r.run, r.tags, d.* from run_dataset r join dataset d on d.id = r.dataset
                where r.run = any(?) order by r.run, d.id
                """,
                ids,
                row -> of(runs, row).inputs().datasetInputs().add(dataset(row)));
        each(
                handle,
                "select * from run_model where run = any(?) order by run, step, model_id",
                ids,
                row -> {
                    if (row.getBoolean("is_input")) {
                        of(runs, row)
                                .inputs()
                                .modelInputs()
                                .add(new Run.ModelInput(row.getString("model_id")));
                    } else {
                        of(runs, row)
                                .outputs()
                                .modelOutputs()
                                .add(
                                        new Run.ModelOutput(
                                                row.getString("model_id"), row.getLong("step")));
                    }
                });
        List<Run> ordered = new ArrayList<>(ids.size());
        for (long id : ids) {
            Optional.ofNullable(runs.get(id)).ifPresent(ordered::add);
        }
        return ordered;
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private static void each(Handle handle, String sql, List<Long> ids, Row row) {
        Binds.bind(
                        handle.createQuery(sql),
                        List.of((Object) ids.stream().mapToLong(id -> id).toArray()))
                .map(
                        (found, context) -> {
                            row.read(found);
                            return found;
                        })
                .forEach(done -> {});
    }

    /** The run of a row; one that nobody sees if the run is gone meanwhile. */
    private static Run of(Map<Long, Run> runs, ResultSet row) throws SQLException {
        Run run = runs.get(row.getLong("run"));
        return run == null ? empty(null) : run;
    }

    private static Run run(ResultSet row) throws SQLException {
        long end = row.getLong("end_time");
        Optional<Long> endTime = row.wasNull() ? Optional.empty() : Optional.of(end);
        return empty(
                new Run.Info(
                        row.getString("run_id"),
                        row.getString("run_id"),
                        row.getString("name"),
                        row.getString("experiment"),
                        row.getString("user_id"),
                        row.getString("status"),
                        row.getLong("start_time"),
                        endTime,
                        row.getString("artifact_uri"),
                        Experiment.stage(row.getBoolean("is_deleted"))));
    }

    private static Run empty(Run.Info info) {
        return new Run(
                info,
                new Run.Data(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()),
                new Run.Inputs(new ArrayList<>(), new ArrayList<>()),
                new Run.Outputs(new ArrayList<>()));
    }

    private static KeyValue pair(ResultSet row) throws SQLException {
        return new KeyValue(row.getString("key"), row.getString("value"));
    }

    private static Run.DatasetInput dataset(ResultSet row) throws SQLException {
        return new Run.DatasetInput(
                Run.pairs(Binds.texts(row.getString("tags"))),
                new Run.Dataset(
                        row.getString("name"),
                        row.getString("digest"),
                        row.getString("source_type"),
                        row.getString("source"),
                        Optional.ofNullable(row.getString("schema")),
                        Optional.ofNullable(row.getString("profile"))));
    }
}
