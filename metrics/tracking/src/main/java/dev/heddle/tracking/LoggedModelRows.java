package dev.heddle.tracking;

import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.LoggedModels;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Logged models in the database. */
@Singleton
final class LoggedModelRows implements LoggedModels {
    /** The tag that lists the versions that were made of a model. */
    private static final String VERSIONS_TAG = "mlflow.modelVersions";

    private final TrackingDatabase database;

    LoggedModelRows(TrackingDatabase database) {
        this.database = database;
    }

    /** A model that is to be made; texts may be empty. */
    record New(
            String experimentId,
            Optional<String> name,
            Optional<String> modelType,
            Optional<String> sourceRunId,
            List<KeyValue> parameters,
            List<KeyValue> tags) {}

    LoggedModel create(New wanted) {
        wanted.name().ifPresent(LoggedModelRows::requireName);
        long experiment = Experiments.number(wanted.experimentId());
        String id = "m-" + UUID.randomUUID().toString().replace("-", "");
        long now = System.currentTimeMillis();
        return database.transaction(
                handle -> {
                    Experiment found = Experiments.require(handle, experiment, ViewType.ALL);
                    Experiments.requireActive(found);
                    handle.createUpdate(
                                    """
                                    insert into logged_model (model_id, experiment, name,
                                      artifact_uri, model_type, source_run, status, created_at,
                                      updated_at)
                                    values (?, ?, ?, ?, ?, ?, 'PENDING', ?, ?)
                                    """)
                            .bind(0, id)
                            .bind(1, experiment)
                            .bind(2, wanted.name().orElseGet(RunNames::random))
                            .bind(3, found.artifactLocation() + "/models/" + id + "/artifacts")
                            .bind(4, wanted.modelType().orElse(null))
                            .bind(5, wanted.sourceRunId().orElse(null))
                            .bind(6, now)
                            .bind(7, now)
                            .execute();
                    put(handle, "logged_model_parameter", id, wanted.parameters());
                    put(handle, "logged_model_tag", id, wanted.tags());
                    return require(handle, id, false);
                });
    }

    private static void requireName(String name) {
        if (name.isEmpty() || name.chars().anyMatch(c -> "/:.%\"'".indexOf(c) >= 0)) {
            throw Checks.invalid(
                    ("Invalid model name ('%s') provided. Model name must be a non-empty string and"
                                    + " cannot contain the following characters: ('/', ':', '.',"
                                    + " '%%', '\"', \"'\")")
                            .formatted(name));
        }
    }

    LoggedModel get(String id, boolean evenDeleted) {
        return database.transaction(handle -> require(handle, id, evenDeleted));
    }

    LoggedModel finish(String id, String status) {
        return database.transaction(
                handle -> {
                    update(handle, id, "status = ?", status);
                    return require(handle, id, true);
                });
    }

    void delete(String id) {
        database.transaction(
                handle -> {
                    update(handle, id, "is_deleted = ?", true);
                    return id;
                });
    }

    private static void update(Handle handle, String id, String change, Object value) {
        int changed =
                handle.createUpdate(
                                "update logged_model set "
                                        + change
                                        + ", updated_at = ? where model_id = ?")
                        .bind(0, value)
                        .bind(1, System.currentTimeMillis())
                        .bind(2, id)
                        .execute();
        if (changed == 0) {
            throw missing(id);
        }
    }

    void addParameters(String id, List<KeyValue> parameters) {
        database.transaction(
                handle -> {
                    require(handle, id, true);
                    put(handle, "logged_model_parameter", id, parameters);
                    return id;
                });
    }

    void tag(String id, List<KeyValue> tags) {
        database.transaction(
                handle -> {
                    require(handle, id, true);
                    put(handle, "logged_model_tag", id, tags);
                    return id;
                });
    }

    void untag(String id, String key) {
        database.transaction(
                handle -> {
                    require(handle, id, true);
                    int removed =
                            handle.createUpdate(
                                            "delete from logged_model_tag where model_id = ? and key = ?")
                                    .bind(0, id)
                                    .bind(1, key)
                                    .execute();
                    if (removed == 0) {
                        throw Checks.missing(
                                "No tag with key '%s' found for model with ID '%s'."
                                        .formatted(key, id));
                    }
                    return removed;
                });
    }

    /** Writes parameters or tags; of two with one name the last counts. */
    static void put(Handle handle, String table, String id, List<KeyValue> pairs) {
        if (pairs.isEmpty()) {
            return;
        }
        for (KeyValue pair : pairs) {
            Checks.length("key", Checks.MAX_KEY, pair.key());
            Checks.length("value", Checks.MAX_TAG, pair.value());
        }
        Pairs.put(handle, table, "model_id", id, pairs);
    }

    @Override
    public Optional<Source> find(String id) {
        return database.transaction(
                handle ->
                        read(handle, List.of(id)).stream()
                                .filter(model -> !isDeleted(handle, id))
                                .map(LoggedModelRows::source)
                                .findFirst());
    }

    private static Source source(LoggedModel model) {
        return new Source(
                model.info().modelId(),
                model.info().artifactUri(),
                model.info().sourceRunId(),
                model.data().params().stream()
                        .collect(Collectors.toMap(KeyValue::key, KeyValue::value)));
    }

    @Override
    public void registered(String id, String model, int version) {
        database.transaction(
                handle -> {
                    // The row is locked, so that two registrations at once are both listed.
                    handle.createQuery(
                                    "select model_id from logged_model where model_id = ? for update")
                            .bind(0, id)
                            .mapTo(String.class)
                            .findOne();
                    return handle.createUpdate(
                                    """
                                    insert into logged_model_tag as t (model_id, key, value)
                                    select m.model_id, ?, jsonb_build_array(v.made)::text
                                    from logged_model m, (select jsonb_build_object(
                                      'name', ?::text, 'version', ?::int) as made) v
                                    where m.model_id = ?
                                    on conflict (model_id, key) do update set value =
                                      (t.value::jsonb || excluded.value::jsonb)::text
                                    """)
                            .bind(0, VERSIONS_TAG)
                            .bind(1, model)
                            .bind(2, version)
                            .bind(3, id)
                            .execute();
                });
    }

    @Override
    public Optional<String> artifactUriOfRun(String runId) {
        return database.transaction(
                handle ->
                        handle.createQuery("select artifact_uri from run where run_id = ?")
                                .bind(0, runId)
                                .mapTo(String.class)
                                .findOne());
    }

    static LoggedModel require(Handle handle, String id, boolean evenDeleted) {
        List<LoggedModel> found = read(handle, List.of(id));
        if (found.isEmpty() || (!evenDeleted && isDeleted(handle, id))) {
            throw missing(id);
        }
        return found.get(0);
    }

    private static boolean isDeleted(Handle handle, String id) {
        return handle.createQuery("select is_deleted from logged_model where model_id = ?")
                .bind(0, id)
                .mapTo(Boolean.class)
                .one();
    }

    private static RuntimeException missing(String id) {
        return Checks.missing("Logged model with ID '%s' not found.".formatted(id));
    }

    /** Models by their ids, in that order. */
    static List<LoggedModel> read(Handle handle, List<String> ids) {
        Map<String, LoggedModel> models = new HashMap<>();
        each(
                handle,
                "select * from logged_model where model_id = any(?)",
                ids,
                row -> models.put(row.getString("model_id"), model(row)));
        each(
                handle,
                "select * from logged_model_parameter where model_id = any(?) order by key",
                ids,
                row -> models.get(row.getString("model_id")).data().params().add(pair(row)));
        each(
                handle,
                "select * from logged_model_tag where model_id = any(?) order by key",
                ids,
                row -> models.get(row.getString("model_id")).info().tags().add(pair(row)));
        each(
                handle,
                """
                select * from logged_model_metric where model_id = any(?)
                order by key, timestamp, step, value
                """,
                ids,
                row -> models.get(row.getString("model_id")).data().metrics().add(metric(row)));
        return ids.stream().map(models::get).filter(model -> model != null).toList();
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private static void each(Handle handle, String sql, List<String> ids, Row row) {
        Binds.bind(handle.createQuery(sql), List.of((Object) ids.toArray(String[]::new)))
                .map(
                        (found, context) -> {
                            row.read(found);
                            return true;
                        })
                .list();
    }

    private static LoggedModel model(ResultSet row) throws SQLException {
        return new LoggedModel(
                new LoggedModel.Info(
                        row.getString("model_id"),
                        row.getString("experiment"),
                        row.getString("name"),
                        row.getLong("created_at"),
                        row.getLong("updated_at"),
                        row.getString("artifact_uri"),
                        "LOGGED_MODEL_" + row.getString("status"),
                        Optional.ofNullable(row.getString("model_type")),
                        Optional.ofNullable(row.getString("source_run")),
                        Optional.ofNullable(row.getString("status_message")),
                        new ArrayList<>()),
                new LoggedModel.Data(new ArrayList<>(), new ArrayList<>()));
    }

    private static KeyValue pair(ResultSet row) throws SQLException {
        return new KeyValue(row.getString("key"), row.getString("value"));
    }

    private static Metric metric(ResultSet row) throws SQLException {
        return new Metric(
                row.getString("key"),
                row.getDouble("value"),
                row.getLong("timestamp"),
                row.getLong("step"),
                Optional.of(row.getString("model_id")),
                Optional.of(row.getString("dataset_name")).filter(text -> !text.isEmpty()),
                Optional.of(row.getString("dataset_digest")).filter(text -> !text.isEmpty()),
                Optional.of(row.getString("run_id")));
    }
}
