package dev.heddle.tracking;

import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.PageToken;
import dev.heddle.mlflow.search.Comparator;
import dev.heddle.mlflow.search.Condition;
import dev.heddle.mlflow.search.Language;
import dev.heddle.mlflow.search.Operand;
import dev.heddle.mlflow.search.Order;
import dev.heddle.mlflow.search.Term.Kind;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Experiments in the database. */
@Singleton
final class Experiments {
    private static final int MAX_NAME = 500;
    private static final int MAX_RESULTS = 50_000;
    private static final Set<String> NUMBERS = Set.of("creation_time", "last_update_time");
    private static final Language LANGUAGE =
            new Language(
                    Set.of(Kind.ATTRIBUTE, Kind.TAG),
                    Set.of("name", "experiment_id"),
                    NUMBERS,
                    Set.of("name", "experiment_id", "creation_time", "last_update_time"),
                    Map.of(),
                    Set.of("experiment_id"),
                    Set.of(Kind.TAG));
    private static final Map<String, String> COLUMNS =
            Map.of(
                    "name", "e.name",
                    "experiment_id", "e.id",
                    "creation_time", "e.created_at",
                    "last_update_time", "e.updated_at");

    private static final String SELECT =
            """
            select e.*, (select coalesce(jsonb_object_agg(t.key, t.value), '{}')
              from experiment_tag t where t.experiment = e.id) as tags
            from experiment e
            """;

    private final TrackingDatabase database;

    Experiments(TrackingDatabase database) {
        this.database = database;
    }

    /** A page of experiments, and the token of the next. */
    record Page(List<Experiment> experiments, Optional<String> nextPageToken) {}

    String create(String name, Optional<String> location, List<KeyValue> tags) {
        requireName(name);
        location.filter(uri -> uri.startsWith("runs:"))
                .ifPresent(
                        uri -> {
                            throw Checks.invalid(
                                    "Artifact location cannot be a runs:/ URI. Given: '%s'"
                                            .formatted(uri));
                        });
        tags.forEach(Experiments::requireTag);
        return database.transaction(handle -> String.valueOf(create(handle, name, location, tags)));
    }

    /** Makes an experiment in an open transaction; its number. */
    static long create(Handle handle, String name, Optional<String> location, List<KeyValue> tags) {
        long now = System.currentTimeMillis();
        // The number is drawn first: it is in the experiment's place for artifacts.
        long id =
                handle.createQuery("select nextval(pg_get_serial_sequence('experiment', 'id'))")
                        .mapTo(Long.class)
                        .one();
        int made =
                handle.createUpdate(
                                """
                                insert into experiment
                                  (id, name, artifact_location, created_at, updated_at)
                                values (?, ?, ?, ?, ?) on conflict (name) do nothing
                                """)
                        .bind(0, id)
                        .bind(1, name)
                        .bind(2, location.orElse("mlflow-artifacts:/" + id))
                        .bind(3, now)
                        .bind(4, now)
                        .execute();
        if (made == 0) {
            throw Checks.exists("Experiment(name=%s) already exists.".formatted(name));
        }
        Pairs.put(handle, "experiment_tag", "experiment", id, tags);
        return id;
    }

    /** The number of the experiment of a name, which is made if it is not there. */
    static long findOrCreate(Handle handle, String name) {
        for (int attempt = 0; attempt < 2; attempt++) {
            Optional<Long> found =
                    handle.createQuery("select id from experiment where name = ?")
                            .bind(0, name)
                            .mapTo(Long.class)
                            .findOne();
            if (found.isPresent()) {
                return found.get();
            }
            try {
                return create(handle, name, Optional.empty(), List.of());
            } catch (HeddleException e) {
                // Somebody else was faster, and has committed: the second look finds it.
                if (e.code() != ErrorCode.ALREADY_EXISTS) {
                    throw e;
                }
            }
        }
        throw Checks.missing("Could not find experiment with name '%s'".formatted(name));
    }

    Experiment get(String id) {
        long number = number(id);
        return database.transaction(handle -> require(handle, number, ViewType.ALL));
    }

    Optional<Experiment> byName(String name) {
        return database.transaction(
                handle ->
                        handle.createQuery(SELECT + "where e.name = ?")
                                .bind(0, name)
                                .map((row, context) -> experiment(row))
                                .findOne());
    }

    void rename(String id, String name) {
        requireName(name);
        change(
                id,
                (handle, experiment) -> {
                    if (!experiment.isActive()) {
                        throw Checks.invalid("Cannot rename a non-active experiment.");
                    }
                    boolean isTaken =
                            handle.createQuery(
                                            "select 1 from experiment where name = ? and id <> ?")
                                    .bind(0, name)
                                    .bind(1, number(id))
                                    .mapTo(Integer.class)
                                    .findOne()
                                    .isPresent();
                    if (isTaken) {
                        throw Checks.exists("Experiment(name=%s) already exists.".formatted(name));
                    }
                    handle.createUpdate(
                                    "update experiment set name = ?, updated_at = ? where id = ?")
                            .bind(0, name)
                            .bind(1, System.currentTimeMillis())
                            .bind(2, number(id))
                            .execute();
                });
    }

    /** Marks an experiment and its runs as deleted, or as active again. */
    void mark(String id, boolean isDeleted) {
        long number = number(id);
        long now = System.currentTimeMillis();
        database.transaction(
                handle -> {
                    require(
                            handle,
                            number,
                            isDeleted ? ViewType.ACTIVE_ONLY : ViewType.DELETED_ONLY);
                    handle.createUpdate(
                                    "update experiment set is_deleted = ?, updated_at = ? where id = ?")
                            .bind(0, isDeleted)
                            .bind(1, now)
                            .bind(2, number)
                            .execute();
                    return handle.createUpdate(
                                    "update run set is_deleted = ?, deleted_at = ? where experiment = ?")
                            .bind(0, isDeleted)
                            .bind(1, isDeleted ? now : null)
                            .bind(2, number)
                            .execute();
                });
    }

    void tag(String id, KeyValue tag) {
        requireTag(tag);
        change(
                id,
                (handle, experiment) -> {
                    requireActive(experiment);
                    Pairs.put(handle, "experiment_tag", "experiment", number(id), List.of(tag));
                });
    }

    void untag(String id, String key) {
        change(
                id,
                (handle, experiment) -> {
                    requireActive(experiment);
                    int removed =
                            handle.createUpdate(
                                            "delete from experiment_tag where experiment = ? and key = ?")
                                    .bind(0, number(id))
                                    .bind(1, key)
                                    .execute();
                    if (removed == 0) {
                        throw Checks.missing(
                                "No tag with name: %s in experiment with id %s".formatted(key, id));
                    }
                });
    }

    Page search(
            ViewType view,
            Optional<Long> maxResults,
            String filter,
            List<String> orders,
            Optional<String> token) {
        int limit = Limits.maxResults(maxResults, 1_000, MAX_RESULTS);
        int offset = PageToken.offset(token);
        List<Object> binds = new ArrayList<>();
        StringBuilder sql = new StringBuilder(SELECT + "where " + view.sql("e"));
        for (Condition condition : LANGUAGE.filter(filter)) {
            sql.append(" and ").append(sql(condition, binds));
        }
        sql.append(" order by ");
        boolean hasId = false;
        for (String text : orders) {
            Order order = LANGUAGE.order(text);
            if (order.term().kind() != Kind.ATTRIBUTE) {
                throw Checks.invalid("Invalid order_by entity: tag");
            }
            hasId |= order.term().key().equals("experiment_id");
            sql.append(COLUMNS.get(order.term().key()))
                    .append(order.isAscending() ? ", " : " desc, ");
        }
        sql.append(orders.isEmpty() ? "e.created_at desc, " : "")
                .append(hasId ? "e.name" : "e.id desc")
                .append(" limit ")
                .append(limit + 1)
                .append(" offset ")
                .append(offset);
        List<Experiment> found =
                database.transaction(
                        handle ->
                                Binds.bind(handle.createQuery(sql.toString()), binds)
                                        .map((row, context) -> experiment(row))
                                        .list());
        return found.size() <= limit
                ? new Page(found, Optional.empty())
                : new Page(found.subList(0, limit), Optional.of(PageToken.after(offset + limit)));
    }

    private static String sql(Condition condition, List<Object> binds) {
        String key = condition.term().key();
        if (condition.term().kind() == Kind.TAG) {
            binds.add(key);
            String exists =
                    "exists (select 1 from experiment_tag t where t.experiment = e.id and t.key = ?";
            return switch (condition.comparator()) {
                case IS_NULL -> "not " + exists + ")";
                case IS_NOT_NULL -> exists + ")";
                default -> exists + " and " + condition.sql("t.value", binds) + ")";
            };
        }
        if (!key.equals("experiment_id")) {
            return condition.sql(COLUMNS.get(key), binds);
        }
        if (condition.comparator() == Comparator.LIKE
                || condition.comparator() == Comparator.ILIKE) {
            throw Checks.invalid(
                    "Invalid comparator for experiment_id: " + condition.comparator().text());
        }
        if (condition.operand() instanceof Operand.Texts texts) {
            texts.values().forEach(Experiments::number);
        } else if (condition.operand() instanceof Operand.Text text) {
            number(text.value());
        }
        return condition.sql("e.id::text", binds);
    }

    private interface Change {
        void apply(Handle handle, Experiment experiment);
    }

    private void change(String id, Change change) {
        long number = number(id);
        database.transaction(
                handle -> {
                    change.apply(handle, require(handle, number, ViewType.ALL));
                    return number;
                });
    }

    static Experiment require(Handle handle, long id, ViewType view) {
        return handle.createQuery(SELECT + "where e.id = ? and " + view.sql("e"))
                .bind(0, id)
                .map((row, context) -> experiment(row))
                .findOne()
                .orElseThrow(() -> Checks.missing("No Experiment with id=%d exists".formatted(id)));
    }

    static void requireActive(Experiment experiment) {
        if (!experiment.isActive()) {
            throw Checks.invalid(
                    "The experiment %s must be in the 'active' state. Current state is %s."
                            .formatted(experiment.experimentId(), experiment.lifecycleStage()));
        }
    }

    /** The number of an experiment; the default one's where the id is empty. */
    static long number(String id) {
        if (id.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw Checks.invalid(
                    "Invalid experiment ID '%s'. Experiment ID must be a valid integer."
                            .formatted(id));
        }
    }

    private static void requireName(String name) {
        if (name.isEmpty()) {
            throw Checks.invalid("Invalid experiment name: ''");
        }
        Checks.length("name", MAX_NAME, name);
    }

    private static void requireTag(KeyValue tag) {
        Checks.key("key", tag.key());
        Checks.length("key", Checks.MAX_KEY, tag.key());
        Checks.length("value", Checks.MAX_EXPERIMENT_TAG, tag.value());
    }

    private static Experiment experiment(ResultSet row) throws SQLException {
        return new Experiment(
                row.getString("id"),
                row.getString("name"),
                row.getString("artifact_location"),
                Experiment.stage(row.getBoolean("is_deleted")),
                row.getLong("updated_at"),
                row.getLong("created_at"),
                Run.pairs(Binds.texts(row.getString("tags"))));
    }
}
