package dev.heddle.registry.mlflow;

import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.PageToken;
import dev.heddle.mlflow.search.Comparator;
import dev.heddle.mlflow.search.Condition;
import dev.heddle.mlflow.search.Language;
import dev.heddle.mlflow.search.Operand;
import dev.heddle.mlflow.search.Order;
import dev.heddle.mlflow.search.Term.Kind;
import dev.heddle.registry.mlflow.RegistryReader.Selection;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Finds models and versions by MLflow's filters. */
@Singleton
final class RegistrySearch {
    private static final int MAX_MODELS = 1_000;
    private static final int MAX_VERSIONS = 200_000;

    /** The most versions of one answer; the rest is on its next pages. */
    private static final int VERSIONS_AT_ONCE = 10_000;

    private static final Language MODELS =
            new Language(
                    Set.of(Kind.ATTRIBUTE, Kind.TAG),
                    Set.of("name"),
                    Set.of(),
                    Set.of("name", "creation_timestamp", "last_updated_timestamp"),
                    Map.of("timestamp", "last_updated_timestamp"),
                    Set.of("name"),
                    Set.of());

    private static final Language VERSIONS =
            new Language(
                    Set.of(Kind.ATTRIBUTE, Kind.TAG),
                    Set.of("name", "run_id", "source_path"),
                    Set.of("version_number"),
                    Set.of(
                            "name",
                            "version_number",
                            "creation_timestamp",
                            "last_updated_timestamp"),
                    Map.of(),
                    Set.of("name", "run_id"),
                    Set.of());

    private final RegistryReader reader;

    RegistrySearch(RegistryReader reader) {
        this.reader = reader;
    }

    /**
     * One page.
     *
     * @param items what is on it
     * @param nextPageToken where the next begins; empty on the last
     */
    record Page<T>(List<T> items, Optional<String> nextPageToken) {}

    /** Where a kind of rows has what filters and orders speak of. */
    private record Columns(
            Language language, Map<String, String> texts, String tags, String prompts) {}

    private static final Columns OF_MODELS =
            new Columns(
                    MODELS,
                    Map.of(
                            "name",
                            "m.name collate \"C\"",
                            "creation_timestamp",
                            "m.created_at",
                            "last_updated_timestamp",
                            "m.updated_at"),
                    "select 1 from model_tag t where t.model = m.name",
                    "m.name in (select t.model from model_tag t");

    private static final Columns OF_VERSIONS =
            new Columns(
                    VERSIONS,
                    Map.of(
                            "name",
                            "v.model collate \"C\"",
                            "version_number",
                            "v.version",
                            "run_id",
                            "coalesce(v.run_id, '')",
                            "source_path",
                            "coalesce(v.source, '')",
                            "creation_timestamp",
                            "v.created_at",
                            "last_updated_timestamp",
                            "v.updated_at"),
                    "select 1 from version_tag t where t.model = v.model and t.version = v.version",
                    "v.model in (select t.model from version_tag t");

    Page<RegisteredModel> models(Message message) {
        int limit = limit(message, 100, MAX_MODELS);
        int offset = PageToken.offset(message.text("page_token"));
        String order = order(OF_MODELS, message.texts("order_by"), List.of("name"));
        Selection selection =
                filter(OF_MODELS, message.text("filter").orElse("")).page(order, limit + 1, offset);
        return page(reader.models(selection), limit, offset);
    }

    Page<RegisteredVersion> versions(Message message) {
        int limit = Math.min(limit(message, VERSIONS_AT_ONCE, MAX_VERSIONS), VERSIONS_AT_ONCE);
        int offset = PageToken.offset(message.text("page_token"));
        List<String> orders = message.texts("order_by");
        String order =
                order(
                        OF_VERSIONS,
                        orders.isEmpty() ? List.of("last_updated_timestamp DESC") : orders,
                        List.of("name", "version_number DESC"));
        Selection selection =
                filter(OF_VERSIONS, message.text("filter").orElse(""))
                        .page(order, limit + 1, offset);
        return page(reader.versions(selection), limit, offset);
    }

    private static int limit(Message message, int otherwise, int most) {
        long limit = message.integer("max_results").orElse((long) otherwise);
        if (limit < 1) {
            throw Checks.invalid(
                    "Invalid value for max_results. It must be a positive integer, but got %d"
                            .formatted(limit));
        }
        if (limit > most) {
            throw Checks.invalid(
                    ("Invalid value for request parameter max_results. It must be at most %d, but"
                                    + " got value %d")
                            .formatted(most, limit));
        }
        return (int) limit;
    }

    private static <T> Page<T> page(List<T> found, int limit, int offset) {
        return found.size() <= limit
                ? new Page<>(found, Optional.empty())
                : new Page<>(found.subList(0, limit), Optional.of(PageToken.after(offset + limit)));
    }

    /** Prompts are models that only those find who ask for them. */
    private static Selection filter(Columns columns, String text) {
        List<Condition> conditions = columns.language().filter(text);
        Optional<Condition> asksForPrompts =
                conditions.stream().filter(RegistrySearch::isAboutPrompts).findFirst();
        boolean wantsPrompts = asksForPrompts.filter(RegistrySearch::wantsPrompts).isPresent();
        List<Object> binds = new ArrayList<>();
        List<String> parts = new ArrayList<>(List.of("true"));
        for (Condition condition : conditions) {
            if (condition.term().kind() == Kind.ATTRIBUTE) {
                parts.add(attribute(columns, condition, binds));
            } else if (wantsPrompts || !isAboutPrompts(condition)) {
                binds.add(condition.term().key());
                parts.add(
                        "exists (%s and t.key = ? and %s)"
                                .formatted(columns.tags(), condition.sql("t.value", binds)));
            }
        }
        if (!wantsPrompts) {
            parts.add(
                    "not "
                            + columns.prompts()
                            + " where t.key = '%s' and left(t.value, 200) = 'true')"
                                    .formatted(RegisteredModel.PROMPT));
        }
        return new Selection(String.join(" and ", parts), binds);
    }

    private static String attribute(Columns columns, Condition condition, List<Object> binds) {
        String key = condition.term().key();
        if (condition.operand() instanceof Operand.Number number && !number.isInteger()) {
            throw Checks.invalid(
                    "Invalid value for numeric attribute '%s': %s".formatted(key, number.value()));
        }
        return condition.sql(columns.texts().get(key), binds);
    }

    private static boolean isAboutPrompts(Condition condition) {
        return condition.term().kind() == Kind.TAG
                && condition.term().key().equals(RegisteredModel.PROMPT);
    }

    private static boolean wantsPrompts(Condition condition) {
        String value = condition.operand() instanceof Operand.Text text ? text.value() : "";
        return condition.comparator() == Comparator.EQUAL && value.equalsIgnoreCase("true")
                || condition.comparator() == Comparator.NOT_EQUAL
                        && value.equalsIgnoreCase("false");
    }

    /** Clauses as they are asked for, and those that make the order one. */
    private static String order(Columns columns, List<String> asked, List<String> always) {
        List<String> clauses = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String text : asked) {
            Order order = columns.language().order(text);
            if (!seen.add(order.term().key())) {
                throw Checks.invalid("`order_by` contains duplicate fields: " + asked);
            }
            clauses.add(clause(columns, order));
        }
        always.stream()
                .map(columns.language()::order)
                .filter(order -> seen.add(order.term().key()))
                .map((Function<Order, String>) order -> clause(columns, order))
                .forEach(clauses::add);
        return String.join(", ", clauses);
    }

    private static String clause(Columns columns, Order order) {
        if (order.term().kind() != Kind.ATTRIBUTE) {
            throw Checks.invalid("Invalid order_by entity: " + order.term().kind());
        }
        return columns.texts().get(order.term().key()) + (order.isAscending() ? "" : " desc");
    }
}
