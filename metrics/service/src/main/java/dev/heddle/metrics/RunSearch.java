package dev.heddle.metrics;

import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.PageToken;
import dev.heddle.mlflow.search.Comparator;
import dev.heddle.mlflow.search.Condition;
import dev.heddle.mlflow.search.Language;
import dev.heddle.mlflow.search.Operand;
import dev.heddle.mlflow.search.Order;
import dev.heddle.mlflow.search.Term;
import dev.heddle.mlflow.search.Term.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

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

    private final List<Object> binds = new ArrayList<>();
    private final StringBuilder joins = new StringBuilder();
    private final List<String> conditions = new ArrayList<>();
    private final List<String> orders = new ArrayList<>();

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
        // Joins come first in the statement, and so do their values.
        search.order(orderBy);
        search.conditions.add("r.experiment = any(?)");
        search.binds.add(experiments.stream().mapToLong(Experiments::number).toArray());
        search.conditions.add(view.sql("r"));
        LANGUAGE.filter(filter).forEach(search::where);
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
        List<Long> ids = Binds.bind(handle.createQuery(sql), search.binds).mapTo(Long.class).list();
        boolean isLast = ids.size() <= limit;
        return new Page(
                isLast ? ids : ids.subList(0, limit),
                isLast ? Optional.empty() : Optional.of(PageToken.after(offset + limit)));
    }

    private void order(List<String> clauses) {
        Set<Term> seen = new HashSet<>();
        for (String clause : clauses) {
            Order order = LANGUAGE.order(clause);
            Term term = order.term();
            if (!seen.add(term)) {
                throw Checks.invalid("`order_by` contains duplicate fields: " + clauses);
            }
            String direction = order.isAscending() ? "" : " desc";
            switch (term.kind()) {
                case ATTRIBUTE -> orders.add(COLUMNS.get(term.key()) + direction + " nulls last");
                case METRIC -> {
                    String value = join("metric", term.key());
                    // NaN comes after numbers, and nothing after NaN, in both directions.
                    orders.add("(%s = 'NaN') nulls last".formatted(value));
                    orders.add(value + direction + " nulls last");
                }
                case PARAMETER ->
                        orders.add(join("run_parameter", term.key()) + direction + " nulls last");
                case TAG -> orders.add(join("run_tag", term.key()) + direction + " nulls last");
                case DATASET -> throw Checks.invalid("Invalid identifier type 'dataset'");
            }
        }
        if (!seen.contains(new Term(Kind.ATTRIBUTE, "start_time"))) {
            orders.add("r.start_time desc");
        }
        orders.add("r.run_id");
    }

    /** Joins what is ordered by; the expression of its value, null where a run has none. */
    private String join(String table, String key) {
        String alias = "o" + orders.size();
        joins.append(
                " left join %s %s on %s.run = r.id and %s.key = ?"
                        .formatted(table, alias, alias, alias));
        binds.add(key);
        return alias + ".value";
    }

    private void where(Condition condition) {
        String key = condition.term().key();
        switch (condition.term().kind()) {
            case ATTRIBUTE -> conditions.add(condition.sql(COLUMNS.get(key), binds));
            case METRIC -> {
                binds.add(key);
                String compared = condition.sql("c.value", binds);
                // The database holds NaN for greater than every number; no number is.
                boolean isAbove =
                        condition.comparator() == Comparator.GREATER
                                || condition.comparator() == Comparator.GREATER_OR_EQUAL;
                conditions.add(
                        having("metric", compared + (isAbove ? " and c.value <> 'NaN'" : "")));
            }
            case PARAMETER -> text("run_parameter", condition);
            case TAG -> text("run_tag", condition);
            case DATASET -> dataset(condition);
        }
    }

    private void text(String table, Condition condition) {
        binds.add(condition.term().key());
        switch (condition.comparator()) {
            case IS_NULL ->
                    conditions.add(
                            "not exists (select 1 from %s c where c.run = r.id and c.key = ?)"
                                    .formatted(table));
            case IS_NOT_NULL -> conditions.add(having(table, "true"));
            case EQUAL -> {
                // The beginning is what the index has.
                String value = ((Operand.Text) condition.operand()).value();
                binds.add(value);
                binds.add(value);
                conditions.add(having(table, "left(c.value, 100) = left(?, 100) and c.value = ?"));
            }
            default -> conditions.add(having(table, condition.sql("c.value", binds)));
        }
    }

    private static String having(String table, String condition) {
        return "r.id in (select c.run from %s c where c.key = ? and %s)"
                .formatted(table, condition);
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
                        .formatted(condition.sql(column, binds)));
    }
}
