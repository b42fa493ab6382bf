package dev.heddle.tracking;

import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.PageToken;
import dev.heddle.mlflow.search.Comparator;
import dev.heddle.mlflow.search.Condition;
import dev.heddle.mlflow.search.Language;
import dev.heddle.mlflow.search.Operand;
import dev.heddle.mlflow.search.Term.Kind;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Searches logged models. */
@Singleton
final class LoggedModelSearch {
    private static final int MAX_RESULTS = 1_000;
    private static final Map<String, String> COLUMNS =
            Map.of(
                    "name", "l.name",
                    "model_id", "l.model_id",
                    "model_type", "l.model_type",
                    "status", "l.status",
                    "source_run_id", "l.source_run",
                    "creation_timestamp", "l.created_at",
                    "last_updated_timestamp", "l.updated_at");
    private static final Set<String> NUMBERS =
            Set.of("creation_timestamp", "last_updated_timestamp");
    private static final Set<String> TEXTS =
            Set.of("name", "model_id", "model_type", "status", "source_run_id");
    private static final Language LANGUAGE =
            new Language(
                    Set.of(Kind.METRIC, Kind.PARAMETER, Kind.TAG, Kind.ATTRIBUTE),
                    TEXTS,
                    NUMBERS,
                    COLUMNS.keySet(),
                    Map.of(
                            "creation_time", "creation_timestamp",
                            "creation_timestamp_ms", "creation_timestamp",
                            "last_updated_time", "last_updated_timestamp",
                            "last_updated_timestamp_ms", "last_updated_timestamp"),
                    TEXTS,
                    Set.of(),
                    Set.of(Kind.PARAMETER, Kind.TAG));

    private final TrackingDatabase database;

    LoggedModelSearch(TrackingDatabase database) {
        this.database = database;
    }

    /** A page of models, and the token of the next. */
    record Page(List<LoggedModel> models, Optional<String> nextPageToken) {}

    Page search(Message message) {
        int limit = Limits.maxResults(message.integer("max_results"), 100, MAX_RESULTS);
        int offset = PageToken.offset(message.text("page_token"));
        if (!message.has("experiment_ids")) {
            throw Checks.required("experiment_ids");
        }
        List<Object> orderBinds = new ArrayList<>();
        String order = order(message, orderBinds);
        List<Object> binds = new ArrayList<>();
        binds.add(
                message.texts("experiment_ids").stream().mapToLong(Experiments::number).toArray());
        String where = where(message, binds);
        binds.addAll(orderBinds);
        String sql =
                "select l.model_id from logged_model l where not l.is_deleted and l.experiment = any(?)"
                        + where
                        + " order by "
                        + order
                        + " limit "
                        + (limit + 1)
                        + " offset "
                        + offset;
        return database.transaction(
                handle -> {
                    List<String> ids =
                            Binds.bind(handle.createQuery(sql), binds).mapTo(String.class).list();
                    boolean isLast = ids.size() <= limit;
                    return new Page(
                            LoggedModelRows.read(handle, isLast ? ids : ids.subList(0, limit)),
                            isLast
                                    ? Optional.empty()
                                    : Optional.of(PageToken.after(offset + limit)));
                });
    }

    private static String where(Message message, List<Object> binds) {
        List<Message> datasets = message.messages("datasets");
        StringBuilder where = new StringBuilder();
        boolean hasMetric = false;
        for (Condition condition : LANGUAGE.filter(message.text("filter").orElse(""))) {
            String key = condition.term().key();
            where.append(" and ");
            switch (condition.term().kind()) {
                case ATTRIBUTE -> where.append(attribute(condition, binds));
                case METRIC -> {
                    hasMetric = true;
                    binds.add(key);
                    where.append(metric(condition, datasets, binds));
                }
                case PARAMETER -> {
                    binds.add(key);
                    where.append(having("logged_model_parameter", condition, binds));
                }
                default -> {
                    binds.add(key);
                    where.append(having("logged_model_tag", condition, binds));
                }
            }
        }
        if (!datasets.isEmpty() && !hasMetric) {
            where.append(
                    " and exists (select 1 from logged_model_metric c where c.model_id = l.model_id"
                            + onDatasets(datasets, binds)
                            + ")");
        }
        return where.toString();
    }

    /** A status is written with the protocol's prefix or without. */
    private static String attribute(Condition condition, List<Object> binds) {
        Condition plain = condition;
        if (condition.term().key().equals("status")
                && condition.operand() instanceof Operand.Text text) {
            plain =
                    new Condition(
                            condition.term(),
                            condition.comparator(),
                            new Operand.Text(text.value().replace("LOGGED_MODEL_", "")));
        }
        return plain.sql(COLUMNS.get(condition.term().key()), binds);
    }

    private static String having(String table, Condition condition, List<Object> binds) {
        return "exists (select 1 from %s c where c.model_id = l.model_id and c.key = ? and %s)"
                .formatted(table, condition.sql("c.value", binds));
    }

    private static String metric(Condition condition, List<Message> datasets, List<Object> binds) {
        boolean isAbove =
                condition.comparator() == Comparator.GREATER
                        || condition.comparator() == Comparator.GREATER_OR_EQUAL;
        return "exists (select 1 from logged_model_metric c where c.model_id = l.model_id and c.key = ? and "
                + condition.sql("c.value", binds)
                + (isAbove ? " and c.value <> 'NaN'" : "")
                + onDatasets(datasets, binds)
                + ")";
    }

    private static String onDatasets(List<Message> datasets, List<Object> binds) {
        if (datasets.isEmpty()) {
            return "";
        }
        List<String> each = new ArrayList<>();
        for (Message dataset : datasets) {
            String name = dataset.text("dataset_name").orElse("");
            if (name.isEmpty()) {
                throw Checks.invalid("`dataset_name` in the `datasets` clause must be specified.");
            }
            binds.add(name);
            String condition = "c.dataset_name = ?";
            Optional<String> digest =
                    dataset.text("dataset_digest").filter(text -> !text.isEmpty());
            if (digest.isPresent()) {
                binds.add(digest.get());
                condition += " and c.dataset_digest = ?";
            }
            each.add("(" + condition + ")");
        }
        return " and (" + String.join(" or ", each) + ")";
    }

    private static String order(Message message, List<Object> binds) {
        List<String> orders = new ArrayList<>();
        boolean hasTime = false;
        for (Message clause : message.messages("order_by")) {
            String field = clause.required("field_name").strip();
            String direction = clause.flag("ascending").orElse(true) ? "" : " desc";
            if (field.startsWith("metrics.")) {
                orders.add(
                        latest(field.substring("metrics.".length()), clause, binds)
                                + direction
                                + " nulls last");
                continue;
            }
            String known = LANGUAGE.aliases().getOrDefault(field, field);
            if (!COLUMNS.containsKey(known)) {
                throw Checks.invalid(
                        field.contains(".")
                                ? "Invalid order by field name: %s. Only metrics are supported."
                                        .formatted(field)
                                : "Invalid order by field name: %s".formatted(field));
            }
            hasTime |= known.equals("creation_timestamp");
            orders.add(COLUMNS.get(known) + direction + " nulls last");
        }
        if (!hasTime) {
            orders.add("l.created_at desc");
        }
        orders.add("l.model_id");
        return String.join(", ", orders);
    }

    /** The latest value of a metric of a model. */
    private static String latest(String key, Message clause, List<Object> binds) {
        Optional<String> name = clause.text("dataset_name").filter(text -> !text.isEmpty());
        Optional<String> digest = clause.text("dataset_digest").filter(text -> !text.isEmpty());
        if (digest.isPresent() && name.isEmpty()) {
            throw Checks.invalid(
                    "`dataset_digest` can only be specified if `dataset_name` is also specified.");
        }
        binds.add(key);
        name.ifPresent(binds::add);
        digest.ifPresent(binds::add);
        return "(select c.value from logged_model_metric c where c.model_id = l.model_id and c.key = ?"
                + (name.isPresent() ? " and c.dataset_name = ?" : "")
                + (digest.isPresent() ? " and c.dataset_digest = ?" : "")
                + " order by c.timestamp desc, c.step desc, c.run_id limit 1)";
    }
}
