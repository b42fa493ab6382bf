package dev.heddle.tracking;

import dev.heddle.mlflow.Checks;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Makes and changes runs, and takes what they log. */
@Singleton
final class Runs {
    /** The tag that a run's name is also. */
    static final String NAME_TAG = "mlflow.runName";

    private final TrackingDatabase database;

    Runs(TrackingDatabase database) {
        this.database = database;
    }

    /**
     * A run that is to be made.
     *
     * @param experimentId the experiment; the default one if empty
     * @param name its name; one is made up if it is empty
     * @param userId who runs it; may be empty
     * @param startTime milliseconds since 1970
     * @param tags its tags
     */
    record New(
            String experimentId, String name, String userId, long startTime, List<KeyValue> tags) {}

    Run create(New wanted) {
        for (int i = 0; i < wanted.tags().size(); i++) {
            LogBatch.checkTag("tags[" + i + "].", wanted.tags().get(i));
        }
        String tagged = nameIn(wanted.tags()).orElse("");
        if (!wanted.name().isEmpty() && !tagged.isEmpty() && !wanted.name().equals(tagged)) {
            throw Checks.invalid(
                    ("Both 'run_name' argument and 'mlflow.runName' tag are specified, but with"
                                    + " different values (run_name='%s', mlflow.runName='%s').")
                            .formatted(wanted.name(), tagged));
        }
        String name =
                !wanted.name().isEmpty()
                        ? wanted.name()
                        : !tagged.isEmpty() ? tagged : RunNames.random();
        String runId = UUID.randomUUID().toString().replace("-", "");
        long experiment = Experiments.number(wanted.experimentId());
        return database.transaction(
                handle -> {
                    Experiment found = Experiments.require(handle, experiment, ViewType.ALL);
                    Experiments.requireActive(found);
                    List<KeyValue> tags = new ArrayList<>(wanted.tags());
                    if (tagged.isEmpty()) {
                        tags.add(new KeyValue(NAME_TAG, name));
                    }
                    long id = insert(handle, found, runId, name, wanted);
                    Pairs.put(handle, "run_tag", "run", id, tags);
                    return made(found, runId, name, wanted, tags);
                });
    }

    /** A run that was made just now, as it would be read. */
    private static Run made(
            Experiment experiment, String runId, String name, New wanted, List<KeyValue> tags) {
        Map<String, String> last = new TreeMap<>();
        tags.forEach(tag -> last.put(tag.key(), tag.value()));
        return new Run(
                new Run.Info(
                        runId,
                        runId,
                        name,
                        experiment.experimentId(),
                        wanted.userId(),
                        "RUNNING",
                        wanted.startTime(),
                        Optional.empty(),
                        artifactUri(experiment, runId),
                        Experiment.stage(false)),
                new Run.Data(List.of(), List.of(), Run.pairs(last)),
                new Run.Inputs(List.of(), List.of()),
                new Run.Outputs(List.of()));
    }

    private static String artifactUri(Experiment experiment, String runId) {
        return experiment.artifactLocation() + "/" + runId + "/artifacts";
    }

    /** Inserts the row of a run; its number. */
    static long insert(
            Handle handle, Experiment experiment, String runId, String name, New wanted) {
        return handle.createQuery(
                        """
                        insert into run (run_id, experiment, name, user_id, status, start_time,
                          artifact_uri)
                        values (?, ?, ?, ?, 'RUNNING', ?, ?) returning id
                        """)
                .bind(0, runId)
                .bind(1, Experiments.number(experiment.experimentId()))
                .bind(2, name)
                .bind(3, wanted.userId())
                .bind(4, wanted.startTime())
                .bind(5, artifactUri(experiment, runId))
                .mapTo(Long.class)
                .one();
    }

    private static Optional<String> nameIn(List<KeyValue> tags) {
        return tags.stream()
                .filter(tag -> tag.key().equals(NAME_TAG))
                .map(KeyValue::value)
                .reduce((first, last) -> last);
    }

    Run get(String runId) {
        return database.transaction(handle -> RunReader.require(handle, runId));
    }

    /** Changes what is given; a run that was deleted is not changed. */
    Run.Info update(
            String runId, Optional<String> status, Optional<Long> endTime, Optional<String> name) {
        return database.transaction(
                handle -> {
                    long id = requireActive(handle, runId);
                    handle.createUpdate(
                                    """
                                    update run set status = coalesce(?, status),
                                      end_time = coalesce(?::bigint, end_time),
                                      name = coalesce(?, name)
                                    where id = ?
                                    """)
                            .bind(0, status.orElse(null))
                            .bind(1, endTime.orElse(null))
                            .bind(2, name.orElse(null))
                            .bind(3, id)
                            .execute();
                    name.ifPresent(
                            given -> putTags(handle, id, List.of(new KeyValue(NAME_TAG, given))));
                    return RunReader.require(handle, runId).info();
                });
    }

    /** Marks a run as deleted, or as active again. */
    void mark(String runId, boolean isDeleted) {
        int marked =
                database.transaction(
                        handle ->
                                handle.createUpdate(
                                                "update run set is_deleted = ?, deleted_at = ? where run_id = ?")
                                        .bind(0, isDeleted)
                                        .bind(1, isDeleted ? System.currentTimeMillis() : null)
                                        .bind(2, runId)
                                        .execute());
        if (marked == 0) {
            throw missing(runId);
        }
    }

    /** Logs points alone, in one statement. */
    void log(String runId, Points points) {
        boolean isThere =
                points.ofModels().isEmpty()
                        ? database.statement(connection -> MetricLog.add(connection, runId, points))
                        : database.transaction(handle -> add(handle, runId, points));
        if (!isThere) {
            // Says whether it was deleted or never there.
            database.transaction(handle -> requireActive(handle, runId));
            throw missing(runId);
        }
    }

    /** Logs a batch: all of it or nothing. */
    void log(LogBatch batch) {
        if (batch.parameters().isEmpty() && batch.tags().isEmpty() && batch.points().size() > 0) {
            log(batch.runId(), batch.points());
            return;
        }
        database.transaction(
                handle -> {
                    long id = requireActive(handle, batch.runId());
                    putParameters(handle, id, batch.runId(), batch.parameters());
                    if (batch.points().size() > 0) {
                        add(handle, batch.runId(), batch.points());
                    }
                    putTags(handle, id, batch.tags());
                    return id;
                });
    }

    private static boolean add(Handle handle, String runId, Points points) {
        try {
            boolean isThere = MetricLog.add(handle.getConnection(), runId, points);
            if (isThere && !points.ofModels().isEmpty()) {
                MetricLog.addOfModels(handle.getConnection(), runId, points.ofModels());
            }
            return isThere;
        } catch (SQLException e) {
            throw new org.jdbi.v3.core.ConnectionException(e);
        }
    }

    void untag(String runId, String key) {
        database.transaction(
                handle -> {
                    long id = requireActive(handle, runId);
                    int removed =
                            handle.createUpdate("delete from run_tag where run = ? and key = ?")
                                    .bind(0, id)
                                    .bind(1, key)
                                    .execute();
                    if (removed == 0) {
                        throw Checks.missing(
                                "No tag with name: %s in run with id %s".formatted(key, runId));
                    }
                    return removed;
                });
    }

    /** Parameters are written once: another value for one that is there is refused. */
    static void putParameters(Handle handle, long run, String runId, List<KeyValue> parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        List<Object> binds = List.of(run, Pairs.keys(parameters), Pairs.values(parameters));
        Binds.bind(
                        handle.createUpdate(
                                """
                                insert into run_parameter (run, key, value)
                                select ?, p.key, p.value from unnest(?, ?) as p(key, value)
                                order by p.key on conflict (run, key) do nothing
                                """),
                        binds)
                .execute();
        List<String> changed =
                Binds.bind(
                                handle.createQuery(
                                        """
                                        select p.key, old.value as old_value, p.value
                                        from run_parameter old
                                        join unnest(?, ?) as p(key, value) on p.key = old.key
                                        where old.run = ? and old.value <> p.value
                                        order by p.key
                                        """),
                                List.of(Pairs.keys(parameters), Pairs.values(parameters), run))
                        .map(
                                (row, context) ->
                                        "{'key': '%s', 'old_value': '%s', 'new_value': '%s'}"
                                                .formatted(
                                                        row.getString("key"),
                                                        row.getString("old_value"),
                                                        row.getString("value")))
                        .list();
        if (!changed.isEmpty()) {
            throw Checks.invalid(
                    "Changing param values is not allowed. Params were already logged='%s' for run ID='%s'."
                            .formatted(changed, runId));
        }
    }

    /** Logs one parameter. */
    void parameter(String runId, KeyValue parameter) {
        LogBatch.checkParameter("key", parameter);
        database.transaction(
                handle -> {
                    long id = requireActive(handle, runId);
                    String value =
                            handle.createQuery(
                                            """
                                            insert into run_parameter as p (run, key, value)
                                            values (?, ?, ?) on conflict (run, key)
                                              do update set value = p.value returning value
                                            """)
                                    .bind(0, id)
                                    .bind(1, parameter.key())
                                    .bind(2, parameter.value())
                                    .mapTo(String.class)
                                    .one();
                    if (!value.equals(parameter.value())) {
                        throw Checks.invalid(
                                ("Changing param values is not allowed. Param with key='%s' was"
                                                + " already logged with value='%s' for run ID='%s'."
                                                + " Attempted logging new value '%s'.")
                                        .formatted(
                                                parameter.key(), value, runId, parameter.value()));
                    }
                    return id;
                });
    }

    /** Sets one tag. */
    void tag(String runId, KeyValue tag) {
        LogBatch.checkTag("", tag);
        database.transaction(
                handle -> {
                    long id = requireActive(handle, runId);
                    putTags(handle, id, List.of(tag));
                    return id;
                });
    }

    /** Sets tags; of two with one name the last counts. The run's name follows its tag. */
    static void putTags(Handle handle, long run, List<KeyValue> tags) {
        Pairs.put(handle, "run_tag", "run", run, tags);
        nameIn(tags)
                .filter(name -> !name.isEmpty())
                .ifPresent(
                        name ->
                                handle.createUpdate("update run set name = ? where id = ?")
                                        .bind(0, name)
                                        .bind(1, run)
                                        .execute());
    }

    /** The number of a run that may be changed. */
    static long requireActive(Handle handle, String runId) {
        record Row(long id, boolean isDeleted) {}
        Row row =
                handle.createQuery("select id, is_deleted from run where run_id = ?")
                        .bind(0, runId)
                        .map((found, context) -> new Row(found.getLong(1), found.getBoolean(2)))
                        .findOne()
                        .orElseThrow(() -> missing(runId));
        if (row.isDeleted()) {
            throw Checks.invalid(
                    "The run %s must be in the 'active' state. Current state is deleted."
                            .formatted(runId));
        }
        return row.id();
    }

    static HeddleException missing(String runId) {
        return Checks.missing("Run with id=%s not found".formatted(runId));
    }
}
