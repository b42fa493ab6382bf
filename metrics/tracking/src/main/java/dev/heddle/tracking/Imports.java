package dev.heddle.tracking;

import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * Takes what another tracking server had, as it was: with its ids, times and stages. Everything may
 * be sent again; what a request does not name stays.
 */
@Singleton
final class Imports {
    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern MODEL_ID = Pattern.compile("m-[A-Za-z0-9_-]{1,62}");
    private static final int MAX_OLD_VALUE = 8_000;

    private final TrackingDatabase database;

    Imports(TrackingDatabase database) {
        this.database = database;
    }

    /** Whether an experiment was made now, and its number. */
    record ImportedExperiment(String experimentId, boolean created) {}

    /** Whether a run was made now, and what it is like. */
    record ImportedRun(boolean created, Run run) {}

    /** Whether a model was made now, and what it is like. */
    record ImportedModel(boolean created, LoggedModel model) {}

    ImportedExperiment experiment(Message message) {
        String name = message.required("name");
        Checks.length("name", 500, name);
        Optional<Boolean> isDeleted = isDeleted(message);
        List<KeyValue> tags = pairs(message, "tags", Checks.MAX_EXPERIMENT_TAG);
        return database.transaction(
                handle -> {
                    boolean wasThere = isThere(handle, "experiment", "name", name);
                    long id = Experiments.findOrCreate(handle, name);
                    if (!wasThere) {
                        message.integer("creation_time")
                                .ifPresent(time -> set(handle, id, "created_at", time));
                    }
                    message.integer("last_update_time")
                            .ifPresent(time -> set(handle, id, "updated_at", time));
                    isDeleted.ifPresent(deleted -> set(handle, id, "is_deleted", deleted));
                    Pairs.put(handle, "experiment_tag", "experiment", id, tags);
                    return new ImportedExperiment(String.valueOf(id), !wasThere);
                });
    }

    private static void set(Handle handle, long experiment, String column, Object value) {
        handle.createUpdate("update experiment set " + column + " = ? where id = ?")
                .bind(0, value)
                .bind(1, experiment)
                .execute();
    }

    ImportedRun run(String runId, Message message) {
        requireId("run", RUN_ID, runId);
        long experiment = Experiments.number(message.required("experiment_id"));
        Optional<String> status = RunsResource.status(message);
        Optional<Boolean> isDeleted = isDeleted(message);
        List<KeyValue> parameters = pairs(message, "params", MAX_OLD_VALUE);
        List<KeyValue> tags = pairs(message, "tags", Checks.MAX_TAG);
        return database.transaction(
                handle -> {
                    boolean wasThere = isThere(handle, "run", "run_id", runId);
                    if (wasThere) {
                        requireSame(handle, "run", "run_id", runId, experiment);
                    } else {
                        Runs.insert(
                                handle,
                                Experiments.require(handle, experiment, ViewType.ALL),
                                runId,
                                message.text("run_name").orElse(""),
                                new Runs.New(
                                        "",
                                        "",
                                        message.text("user_id").orElse(""),
                                        message.integer("start_time").orElse(0L),
                                        List.of()));
                    }
                    long id = update(handle, runId, message, status, isDeleted);
                    Runs.putTags(handle, id, tags);
                    message.text("run_name")
                            .filter(name -> !name.isEmpty())
                            .ifPresent(
                                    name ->
                                            Runs.putTags(
                                                    handle,
                                                    id,
                                                    List.of(new KeyValue(Runs.NAME_TAG, name))));
                    Pairs.put(handle, "run_parameter", "run", id, parameters);
                    return new ImportedRun(!wasThere, RunReader.require(handle, runId));
                });
    }

    private static long update(
            Handle handle,
            String runId,
            Message message,
            Optional<String> status,
            Optional<Boolean> isDeleted) {
        return handle.createQuery(
                        """
                        update run set name = coalesce(?, name), user_id = coalesce(?, user_id),
                          status = coalesce(?, status),
                          start_time = coalesce(?::bigint, start_time),
                          end_time = ?::bigint,
                          is_deleted = coalesce(?::boolean, is_deleted),
                          deleted_at = ?::bigint
                        where run_id = ? returning id
                        """)
                .bind(0, message.text("run_name").orElse(null))
                .bind(1, message.text("user_id").orElse(null))
                .bind(2, status.orElse(null))
                .bind(3, message.integer("start_time").orElse(null))
                .bind(4, message.integer("end_time").orElse(null))
                .bind(5, isDeleted.orElse(null))
                .bind(
                        6,
                        isDeleted.orElse(false)
                                ? message.integer("deleted_time")
                                        .orElseGet(System::currentTimeMillis)
                                : null)
                .bind(7, runId)
                .mapTo(Long.class)
                .one();
    }

    ImportedModel model(String modelId, Message message) {
        requireId("model", MODEL_ID, modelId);
        long experiment = Experiments.number(message.required("experiment_id"));
        Optional<String> status =
                message.has("status")
                        ? Optional.of(LoggedModelsResource.status(message))
                        : Optional.empty();
        List<KeyValue> parameters = pairs(message, "params", MAX_OLD_VALUE);
        List<KeyValue> tags = pairs(message, "tags", Checks.MAX_TAG);
        long now = System.currentTimeMillis();
        return database.transaction(
                handle -> {
                    boolean wasThere = isThere(handle, "logged_model", "model_id", modelId);
                    if (wasThere) {
                        requireSame(handle, "logged_model", "model_id", modelId, experiment);
                    }
                    Experiment found = Experiments.require(handle, experiment, ViewType.ALL);
                    handle.createUpdate(
                                    """
                                    insert into logged_model as m (model_id, experiment, name,
                                      artifact_uri, model_type, source_run, status, status_message,
                                      created_at, updated_at)
                                    values (?, ?, ?, ?, ?, ?, coalesce(?, 'PENDING'), ?, ?, ?)
                                    on conflict (model_id) do update set name = excluded.name,
                                      model_type = coalesce(excluded.model_type, m.model_type),
                                      source_run = coalesce(excluded.source_run, m.source_run),
                                      status = coalesce(?, m.status),
                                      status_message =
                                        coalesce(excluded.status_message, m.status_message),
                                      created_at = excluded.created_at,
                                      updated_at = excluded.updated_at
                                    """)
                            .bind(0, modelId)
                            .bind(1, experiment)
                            .bind(2, message.text("name").orElse(""))
                            .bind(3, found.artifactLocation() + "/models/" + modelId + "/artifacts")
                            .bind(4, message.text("model_type").orElse(null))
                            .bind(5, message.text("source_run_id").orElse(null))
                            .bind(6, status.orElse(null))
                            .bind(7, message.text("status_message").orElse(null))
                            .bind(8, message.integer("creation_timestamp_ms").orElse(now))
                            .bind(9, message.integer("last_updated_timestamp_ms").orElse(now))
                            .bind(10, status.orElse(null))
                            .execute();
                    LoggedModelRows.put(handle, "logged_model_parameter", modelId, parameters);
                    LoggedModelRows.put(handle, "logged_model_tag", modelId, tags);
                    return new ImportedModel(
                            !wasThere, LoggedModelRows.require(handle, modelId, true));
                });
    }

    private static boolean isThere(Handle handle, String table, String column, String value) {
        return handle.createQuery("select 1 from %s where %s = ?".formatted(table, column))
                .bind(0, value)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    private static void requireSame(
            Handle handle, String table, String column, String id, long experiment) {
        long there =
                handle.createQuery(
                                "select experiment from %s where %s = ?".formatted(table, column))
                        .bind(0, id)
                        .mapTo(Long.class)
                        .one();
        if (there != experiment) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "'%s' is there already, in experiment %d, and not in %d"
                            .formatted(id, there, experiment));
        }
    }

    private static void requireId(String what, Pattern pattern, String id) {
        if (!pattern.matcher(id).matches()) {
            throw Checks.invalid("%s id '%s': expected %s".formatted(what, id, pattern.pattern()));
        }
    }

    private static Optional<Boolean> isDeleted(Message message) {
        return message.text("lifecycle_stage")
                .map(
                        stage ->
                                switch (stage) {
                                    case "active" -> false;
                                    case "deleted" -> true;
                                    default ->
                                            throw Checks.invalid(
                                                    "lifecycle_stage is '%s', expected active or deleted"
                                                            .formatted(stage));
                                });
    }

    /** Parameters or tags; older servers had looser rules for their names. */
    private static List<KeyValue> pairs(Message message, String field, int limit) {
        List<KeyValue> pairs = message.messages(field).stream().map(KeyValue::of).toList();
        for (KeyValue pair : pairs) {
            if (pair.key().isEmpty() || pair.key().chars().anyMatch(Character::isISOControl)) {
                throw Checks.invalid(
                        "%s: the key %s has no characters or control characters"
                                .formatted(field, Checks.quoted(pair.key())));
            }
            Checks.length("key", Checks.MAX_KEY, pair.key());
            Checks.length("value", limit, pair.value());
        }
        return pairs;
    }
}
