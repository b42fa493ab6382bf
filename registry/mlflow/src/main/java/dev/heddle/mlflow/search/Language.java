package dev.heddle.mlflow.search;

import dev.heddle.mlflow.search.Term.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What filters and orders of one kind of thing may speak of.
 *
 * @param kinds what terms may belong to
 * @param texts attributes that are texts
 * @param numbers attributes that are numbers
 * @param orderable attributes that may be ordered by
 * @param aliases other names of attributes, and the names that they stand for
 * @param listable attributes that may be compared with a list of texts
 * @param nullable kinds that may be asked for with {@code IS NULL}
 * @param listableKinds kinds of which every key may be compared with a list of texts
 */
public record Language(
        Set<Kind> kinds,
        Set<String> texts,
        Set<String> numbers,
        Set<String> orderable,
        Map<String, String> aliases,
        Set<String> listable,
        Set<Kind> nullable,
        Set<Kind> listableKinds) {
    public Language {
        kinds = Set.copyOf(kinds);
        texts = Set.copyOf(texts);
        numbers = Set.copyOf(numbers);
        orderable = Set.copyOf(orderable);
        aliases = Map.copyOf(aliases);
        listable = Set.copyOf(listable);
        nullable = Set.copyOf(nullable);
        listableKinds = Set.copyOf(listableKinds);
    }

    /** A language in which attributes and data sets alone may be compared with lists. */
    public Language(
            Set<Kind> kinds,
            Set<String> texts,
            Set<String> numbers,
            Set<String> orderable,
            Map<String, String> aliases,
            Set<String> listable,
            Set<Kind> nullable) {
        this(kinds, texts, numbers, orderable, aliases, listable, nullable, Set.of(Kind.DATASET));
    }

    /**
     * The conditions of a filter, all of which must hold; none for an empty one.
     *
     * @throws dev.heddle.model.HeddleException with {@code INVALID_REQUEST} and the position of
     *     what is wrong
     */
    public List<Condition> filter(String text) {
        return new Parser(this, text == null ? "" : text).filter();
    }

    /**
     * One clause of an order, {@code metrics.`val loss` DESC}.
     *
     * @throws dev.heddle.model.HeddleException with {@code INVALID_REQUEST} for what is none
     */
    public Order order(String text) {
        return new Parser(this, text == null ? "" : text).order();
    }
}
