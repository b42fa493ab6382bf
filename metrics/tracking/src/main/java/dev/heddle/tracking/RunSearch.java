package dev.heddle.tracking;

import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.PageToken;
import dev.heddle.mlflow.search.Comparator;
import dev.heddle.mlflow.search.Condition;
import dev.heddle.mlflow.search.Language;
import dev.heddle.mlflow.search.Operand;
import dev.heddle.mlflow.search.Order;
import dev.heddle.mlflow.search.Term;
import dev.heddle.mlflow.search.Term.Kind;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.postgresql.PGStatement;

/** Turns a search of runs into one statement that finds their numbers. */
final class RunSearch {
    static final int MAX_RESULTS = 50_000;

    private static final Language LANGUAGE =
            new Language(
                    Set.of(Kind.METRIC, Kind.PARAMETER, Kind.TAG, Kind.ATTRIBUTE, Kind.DATASET),
                    Set.of("run_id", "status", "artifact_uri", "user_id", "run_name"),
                    Set.of("start_time", "end_time"),
                    Set.of(
                            "run_id",
                            "status",
                            "artifact_uri",
                            "user_id",
                            "run_name",
                            "start_time",
                            "end_time"),
                    Map.of(
                            "created", "start_time",
                            "Created", "start_time",
                            "run name", "run_name",
                            "Run name", "run_name",
                            "Run Name", "run_name"),
                    Set.of("run_id"),
                    Set.of(Kind.TAG, Kind.PARAMETER));

    private static final Map<String, String> COLUMNS =
            Map.of(
                    "run_id", "r.run_id",
                    "status", "r.status",
                    "artifact_uri", "r.artifact_uri",
                    "user_id", "r.user_id",
                    "run_name", "r.name",
                    "start_time", "r.start_time",
                    "end_time", "r.end_time");

    /** Values of texts up to so many characters are in an index as a whole. */
    private static final int INDEXED = 100;

    private final StringBuilder joins = new StringBuilder();
    private final List<Object> joinBinds = new ArrayList<>();
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> conditionBinds = new ArrayList<>();
    private final List<String> orders = new ArrayList<>();

    /** What the conditions join, which an order by the same need not join again. */
    private final Map<Term, Joined> joined = new HashMap<>();

    /**
     * A table that a condition joins.
     *
     * @param value the expression of its value
     * @param mayBeNaN whether that value may be no number
     */
    private record Joined(String value, boolean mayBeNaN) {}

    /**
     * A page of runs' numbers.
     *
     * @param ids the numbers, in order
     * @param nextPageToken the next page's token; empty after the last
     */
    record Page(List<Long> ids, Optional<String> nextPageToken) {
        Page {
            ids = List.copyOf(ids);
        }
    }

    /**
     * Finds runs.
     *
     * @param experiments ids of experiments; none finds none
     * @param filter conditions that all must hold
     * @param orderBy clauses, the weightiest first; then the newest come first
     */
    static Page find(
            Handle handle,
            List<String> experiments,
            String filter,
            ViewType view,
            int limit,
            List<String> orderBy,
            Optional<String> token) {
        int offset = PageToken.offset(token);
        RunSearch search = new RunSearch();
        search.where("r.experiment = any(?)", experimentNumbers(experiments));
        search.conditions.add(view.sql("r"));
        LANGUAGE.filter(filter).forEach(search::where);
        search.order(orderBy);
        String sql =
                "select r.id from run r"
                        + search.joins
                        + " where "
                        + String.join(" and ", search.conditions)
                        + " order by "
                        + String.join(", ", search.orders)
                        + " limit "
                        + (limit + 1)
                        + " offset "
                        + offset;
        List<Object> binds = new ArrayList<>(search.joinBinds);
        binds.addAll(search.conditionBinds);
        List<Long> ids =
                Binds.bind(handle.createQuery(sql), binds)
                        .addCustomizer(new PlannedEachTime())
                        .mapTo(Long.class)
                        .list();
        boolean isLast = ids.size() <= limit;
        return new Page(
                isLast ? ids : ids.subList(0, limit),
                isLast ? Optional.empty() : Optional.of(PageToken.after(offset + limit)));
    }

    /**
     * Reads a filter and orders without looking for anything.
     *
     * @throws dev.heddle.model.HeddleException with {@code INVALID_REQUEST} as a search would
     */
    static void check(String filter, List<String> orderBy) {
        RunSearch search = new RunSearch();
        LANGUAGE.filter(filter).forEach(search::where);
        search.order(orderBy);
    }

    private static long[] experimentNumbers(List<String> ids) {
        return ids.stream().mapToLong(Experiments::number).toArray();
    }

    private void where(String condition, Object bind) {
        conditions.add(condition);
        conditionBinds.add(bind);
    }

    private void where(Condition condition) {
        Term term = condition.term();
        switch (term.kind()) {
            case ATTRIBUTE ->
                    conditions.add(condition.sql(COLUMNS.get(term.key()), conditionBinds));
            case METRIC -> metric(condition);
            case PARAMETER -> text("run_parameter", condition);
            case TAG -> text("run_tag", condition);
            case DATASET -> dataset(condition);
        }
    }

    private void metric(Condition condition) {
        String alias = join("join", "metric", condition.term());
        joins.append(" and ").append(condition.sql(alias + ".value", joinBinds));
        switch (condition.comparator()) {
            // The database holds NaN for greater than every number; no number is.
            case GREATER, GREATER_OR_EQUAL ->
                    joins.append(" and ").append(alias).append(".value <> 'NaN'");
            default -> {}
        }
        joined.put(
                condition.term(),
                new Joined(alias + ".value", condition.comparator() == Comparator.NOT_EQUAL));
    }

    private void text(String table, Condition condition) {
        Term term = condition.term();
        if (condition.comparator() == Comparator.IS_NULL) {
            where(
                    "not exists (select 1 from %s c where c.run = r.id and c.key = ?)"
                            .formatted(table),
                    term.key());
            return;
        }
        String alias = join("join", table, term);
        joined.put(term, new Joined(alias + ".value", false));
        if (condition.comparator() == Comparator.IS_NOT_NULL) {
            return;
        }
        joins.append(" and ").append(condition.sql(alias + ".value", joinBinds));
        if (condition.comparator() == Comparator.EQUAL) {
            // What the indexes have of a value.
            String value = ((Operand.Text) condition.operand()).value();
            if (value.codePointCount(0, value.length()) <= INDEXED) {
                joins.append(" and length(%s.value) <= %d".formatted(alias, INDEXED));
            } else {
                joins.append(
                        " and left(%s.value, %d) = left(?, %d)".formatted(alias, INDEXED, INDEXED));
                joinBinds.add(value);
            }
        }
    }

    private void dataset(Condition condition) {
        String column =
                switch (condition.term().key()) {
                    case "name" -> "d.name";
                    case "digest" -> "d.digest";
                    default -> "c.tags ->> 'mlflow.data.context'";
                };
        conditions.add(
                ("exists (select 1 from run_dataset c join dataset d on d.id = c.dataset"
                                + " where c.run = r.id and %s)")
                        .formatted(condition.sql(column, conditionBinds)));
    }

    private void order(List<String> clauses) {
        Set<Term> seen = new HashSet<>();
        for (String clause : clauses) {
            Order order = LANGUAGE.order(clause);
            if (!seen.add(order.term())) {
                throw Checks.invalid("`order_by` contains duplicate fields: " + clauses);
            }
            order(order);
        }
        if (!seen.contains(new Term(Kind.ATTRIBUTE, "start_time"))) {
            orders.add("r.start_time desc");
        }
        orders.add("r.run_id");
    }

    private void order(Order order) {
        Term term = order.term();
        String direction = order.isAscending() ? "" : " desc";
        String table =
                switch (term.kind()) {
                    case ATTRIBUTE -> "";
                    case METRIC -> "metric";
                    case PARAMETER -> "run_parameter";
                    case TAG -> "run_tag";
                    case DATASET -> throw Checks.invalid("Invalid identifier type 'dataset'");
                };
        if (table.isEmpty()) {
            orders.add(COLUMNS.get(term.key()) + direction + " nulls last");
            return;
        }
        Joined filtered = joined.get(term);
        String value =
                filtered != null ? filtered.value() : join("left join", table, term) + ".value";
        if (term.kind() == Kind.METRIC && (filtered == null || filtered.mayBeNaN())) {
            // NaN comes after numbers, and nothing after NaN, in both directions.
            orders.add("(%s = 'NaN') nulls last".formatted(value));
        }
        orders.add(value + direction + (filtered == null ? " nulls last" : ""));
    }

    /** Joins what runs have under a name, at most one row of each run; the table's alias. */
    private String join(String how, String table, Term term) {
        String alias = "j" + joinBinds.size();
        joins.append(
                " %s %s %s on %s.run = r.id and %s.key = ?"
                        .formatted(how, table, alias, alias, alias));
        joinBinds.add(term.key());
        return alias;
    }

    /**
     * Has the database plan a statement for the values that it is run with: how many runs a filter
     * finds is what the best plan hangs on.
     */
    private static final class PlannedEachTime implements StatementCustomizer {
        @Override
        public void beforeExecution(PreparedStatement statement, StatementContext context)
                throws SQLException {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        }
    }
}
