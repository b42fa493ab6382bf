package dev.heddle.mlflow.search;

import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.search.Term.Kind;
import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads filters and orders:
 *
 * <pre>
 * filter     = [ condition { "AND" condition } [ "AND" ] ]
 * condition  = term ( comparator value | [ "NOT" ] "IN" list | "IS" [ "NOT" ] "NULL" )
 * order      = term [ "ASC" | "DESC" ]
 * term       = [ kind "." ] key
 * kind       = word | "`" word "`"
 * key        = word { "." word } | a text in backticks, double or single quotes
 * comparator = "=" | "!=" | "&lt;&gt;" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "LIKE" | "ILIKE"
 * value      = number | a text in single or double quotes
 * list       = "(" text { "," text } [ "," ] ")"
 * </pre>
 *
 * Words of the language may be of any case. Messages begin as MLflow's do and end with a position,
 * counted from 1.
 */
final class Parser {
    private static final int MAX_CONDITIONS = 100;

    private static final Map<String, Kind> KINDS =
            Map.ofEntries(
                    Map.entry("metric", Kind.METRIC),
                    Map.entry("metrics", Kind.METRIC),
                    Map.entry("parameter", Kind.PARAMETER),
                    Map.entry("parameters", Kind.PARAMETER),
                    Map.entry("param", Kind.PARAMETER),
                    Map.entry("params", Kind.PARAMETER),
                    Map.entry("tag", Kind.TAG),
                    Map.entry("tags", Kind.TAG),
                    Map.entry("attribute", Kind.ATTRIBUTE),
                    Map.entry("attributes", Kind.ATTRIBUTE),
                    Map.entry("attr", Kind.ATTRIBUTE),
                    Map.entry("run", Kind.ATTRIBUTE),
                    Map.entry("dataset", Kind.DATASET),
                    Map.entry("datasets", Kind.DATASET));

    private static final Set<String> DATASET_KEYS = Set.of("name", "digest", "context");

    private static final Set<Comparator> OF_NUMBERS =
            EnumSet.range(Comparator.EQUAL, Comparator.GREATER_OR_EQUAL);
    private static final Set<Comparator> OF_TEXTS =
            EnumSet.of(Comparator.EQUAL, Comparator.NOT_EQUAL, Comparator.LIKE, Comparator.ILIKE);

    private final Language language;
    private final String text;
    private int position;

    Parser(Language language, String text) {
        this.language = language;
        this.text = text;
    }

    List<Condition> filter() {
        List<Condition> conditions = new ArrayList<>();
        skipSpace();
        while (position < text.length()) {
            if (!conditions.isEmpty()) {
                if (!word("and")) {
                    throw clause("expected AND");
                }
                skipSpace();
                if (position == text.length()) {
                    // MLflow's clients put conditions together by a loop that ends so.
                    break;
                }
            }
            conditions.add(condition());
            if (conditions.size() > MAX_CONDITIONS) {
                throw Checks.invalid(
                        "The filter has more than %d conditions".formatted(MAX_CONDITIONS));
            }
            skipSpace();
        }
        return conditions;
    }

    Order order() {
        skipSpace();
        int start = position;
        Term term;
        try {
            term = term(language.orderable());
        } catch (HeddleException e) {
            // What is no term at all is told as MLflow does.
            if (e.getMessage().startsWith("Invalid clause")) {
                throw notAnOrder();
            }
            throw e;
        }
        if (position == start) {
            throw notAnOrder();
        }
        boolean isAscending = true;
        skipSpace();
        if (word("desc")) {
            isAscending = false;
        } else if (!word("asc") && position < text.length()) {
            throw Checks.invalid(
                    "Invalid ordering key in order_by clause '%s'%s".formatted(text, at(position)));
        }
        skipSpace();
        if (position < text.length()) {
            throw notAnOrder();
        }
        return new Order(term, isAscending);
    }

    private HeddleException notAnOrder() {
        return Checks.invalid(
                "Invalid order_by clause '%s'. Could not be parsed%s"
                        .formatted(text, at(position)));
    }

    private Condition condition() {
        skipSpace();
        Set<String> attributes = new TreeSet<>(language.texts());
        attributes.addAll(language.numbers());
        Term term = term(attributes);
        skipSpace();
        int at = position;
        Comparator comparator = comparator();
        Operand operand = operand(term, comparator);
        check(term, comparator, operand, at);
        return new Condition(term, comparator, operand);
    }

    private Term term(Set<String> attributes) {
        int start = position;
        Kind kind = Kind.ATTRIBUTE;
        String first = piece(true);
        String key = first;
        if (position < text.length() && text.charAt(position) == '.') {
            position++;
            kind = kind(first, start);
            key = piece(false);
        }
        String known = language.aliases().getOrDefault(key, key);
        if (kind == Kind.ATTRIBUTE && !attributes.contains(known)) {
            throw Checks.invalid(
                    "Invalid attribute key '%s' specified. Valid keys are %s%s"
                            .formatted(key, new TreeSet<>(attributes), at(start)));
        }
        if (kind == Kind.DATASET && !DATASET_KEYS.contains(key)) {
            throw Checks.invalid(
                    "Invalid dataset key '%s' specified. Valid keys are %s%s"
                            .formatted(key, new TreeSet<>(DATASET_KEYS), at(start)));
        }
        return new Term(kind, kind == Kind.ATTRIBUTE ? known : key);
    }

    private Kind kind(String word, int start) {
        Kind kind = KINDS.get(word);
        if (kind == null || !language.kinds().contains(kind)) {
            throw Checks.invalid(
                    "Invalid entity type '%s'. Valid values are %s%s"
                            .formatted(
                                    word,
                                    language.kinds().stream().sorted().map(Kind::word).toList(),
                                    at(start)));
        }
        return kind;
    }

    /** A word or a quoted name; up to its first full stop, or with all of them. */
    private String piece(boolean isOneWord) {
        if (position < text.length() && "`\"'".indexOf(text.charAt(position)) >= 0) {
            return quoted();
        }
        int start = position;
        while (position < text.length()
                && (isWord(text.charAt(position))
                        || (!isOneWord && text.charAt(position) == '.'))) {
            position++;
        }
        if (position == start) {
            throw clause("expected a name");
        }
        return text.substring(start, position);
    }

    private String quoted() {
        int end = text.indexOf(text.charAt(position), position + 1);
        if (end < 0) {
            throw clause("expected a closing quote");
        }
        String inner = text.substring(position + 1, end);
        position = end + 1;
        return inner;
    }

    private Comparator comparator() {
        int start = position;
        for (String symbol : List.of("!=", "<>", "<=", ">=", "=", "<", ">")) {
            if (text.startsWith(symbol, position)) {
                position += symbol.length();
                return symbol.equals("<>")
                        ? Comparator.NOT_EQUAL
                        : EnumSet.allOf(Comparator.class).stream()
                                .filter(comparator -> comparator.text().equals(symbol))
                                .findFirst()
                                .orElseThrow();
            }
        }
        if (word("like")) {
            return Comparator.LIKE;
        }
        if (word("ilike")) {
            return Comparator.ILIKE;
        }
        if (word("in")) {
            return Comparator.IN;
        }
        if (word("not")) {
            skipSpace();
            if (word("in")) {
                return Comparator.NOT_IN;
            }
        } else if (word("is")) {
            skipSpace();
            boolean isNot = word("not");
            skipSpace();
            if (word("null")) {
                return isNot ? Comparator.IS_NOT_NULL : Comparator.IS_NULL;
            }
        }
        position = start;
        throw clause("expected a comparator");
    }

    private Operand operand(Term term, Comparator comparator) {
        if (comparator == Comparator.IS_NULL || comparator == Comparator.IS_NOT_NULL) {
            return new Operand.None();
        }
        skipSpace();
        int start = position;
        if (position < text.length() && text.charAt(position) == '(') {
            return list();
        }
        if (position < text.length() && "'\"".indexOf(text.charAt(position)) >= 0) {
            return new Operand.Text(quotedText());
        }
        while (position < text.length()
                && (isWord(text.charAt(position)) || "+-.".indexOf(text.charAt(position)) >= 0)) {
            position++;
        }
        String number = text.substring(start, position);
        if (number.matches("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?")) {
            return new Operand.Number(Double.parseDouble(number), number.matches("[+-]?[0-9]+"));
        }
        position = start;
        if (number.isEmpty()) {
            throw clause("expected a value");
        }
        throw wrongValue(term, number, start);
    }

    /** A text in quotes; a doubled single quote does not end it. */
    private String quotedText() {
        char quote = text.charAt(position);
        int end = position + 1;
        while (end < text.length()) {
            if (text.charAt(end) == quote) {
                if (quote != '\'' || end + 1 >= text.length() || text.charAt(end + 1) != quote) {
                    break;
                }
                end++;
            }
            end++;
        }
        if (end >= text.length()) {
            throw clause("expected a closing quote");
        }
        String inner = text.substring(position + 1, end);
        position = end + 1;
        return inner;
    }

    private Operand list() {
        int start = position;
        position++;
        List<String> values = new ArrayList<>();
        skipSpace();
        while (position < text.length() && text.charAt(position) != ')') {
            if ("'\"".indexOf(text.charAt(position)) < 0) {
                throw Checks.invalid(
                        ("While parsing a list in the query, expected string value, punctuation, or"
                                        + " whitespace, but got different type in list%s")
                                .formatted(at(position)));
            }
            values.add(quotedText());
            skipSpace();
            if (position < text.length() && text.charAt(position) == ',') {
                position++;
                skipSpace();
            } else if (position < text.length() && text.charAt(position) != ')') {
                throw illFormedList(position);
            }
        }
        if (position >= text.length()) {
            throw illFormedList(start);
        }
        position++;
        if (values.isEmpty()) {
            throw Checks.invalid(
                    ("While parsing a list in the query, expected a non-empty list of string values,"
                                    + " but got empty list%s")
                            .formatted(at(start)));
        }
        return new Operand.Texts(values);
    }

    private HeddleException illFormedList(int at) {
        return Checks.invalid(
                ("While parsing a list in the query, expected a non-empty list of string values, but"
                                + " got ill-formed list.%s")
                        .formatted(at(at)));
    }

    /** Whether the comparator and the value fit what is compared. */
    private void check(Term term, Comparator comparator, Operand operand, int at) {
        boolean isNumber =
                term.kind() == Kind.METRIC
                        || term.kind() == Kind.ATTRIBUTE && language.numbers().contains(term.key());
        if (operand instanceof Operand.None) {
            if (!language.nullable().contains(term.kind())) {
                throw Checks.invalid(
                        "IS NULL / IS NOT NULL is only supported for tags and params, not for '%s' '%s'%s"
                                .formatted(term.kind().word(), term.key(), at(at)));
            }
            return;
        }
        boolean isList = comparator == Comparator.IN || comparator == Comparator.NOT_IN;
        boolean takesLists =
                language.listableKinds().contains(term.kind())
                        || (term.kind() == Kind.ATTRIBUTE && language.texts().contains(term.key()));
        boolean fits =
                isNumber
                        ? OF_NUMBERS.contains(comparator)
                        : OF_TEXTS.contains(comparator) || (isList && takesLists);
        if (!fits) {
            throw Checks.invalid(
                    "Invalid comparator '%s' not one of %s%s"
                            .formatted(
                                    comparator.text(),
                                    (isNumber ? OF_NUMBERS : OF_TEXTS)
                                            .stream().map(c -> "'" + c.text() + "'").toList(),
                                    at(at)));
        }
        if (isNumber != (operand instanceof Operand.Number)
                || isList != (operand instanceof Operand.Texts)) {
            throw wrongValue(term, written(operand), at);
        }
        if (isList && term.kind() == Kind.ATTRIBUTE && !language.listable().contains(term.key())) {
            throw Checks.invalid(
                    "Only %s attributes support comparison with a list of quoted string values.%s"
                            .formatted(new TreeSet<>(language.listable()), at(at)));
        }
    }

    private static String written(Operand operand) {
        if (operand instanceof Operand.Text quoted) {
            return "'" + quoted.value() + "'";
        }
        if (operand instanceof Operand.Number number) {
            return number.isInteger()
                    ? String.valueOf((long) number.value())
                    : String.valueOf(number.value());
        }
        return "a list";
    }

    private HeddleException wrongValue(Term term, String found, int at) {
        String what =
                switch (term.kind()) {
                    case METRIC -> "Expected numeric value type for metric. Found " + found;
                    case ATTRIBUTE ->
                            language.numbers().contains(term.key())
                                    ? "Expected numeric value type for numeric attribute: %s. Found %s"
                                            .formatted(term.key(), found)
                                    : "Expected a quoted string value for attributes. Got value "
                                            + found;
                    case DATASET ->
                            "Expected a quoted string value for dataset attributes. Got value "
                                    + found;
                    default ->
                            "Expected a quoted string value for %s (e.g. 'my-value'). Got value %s"
                                    .formatted(term.kind().word(), found);
                };
        return Checks.invalid(what + at(at));
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private boolean word(String word) {
        skipSpace();
        int end = position + word.length();
        boolean found =
                text.regionMatches(true, position, word, 0, word.length())
                        && (end == text.length() || !isWord(text.charAt(end)));
        position = found ? end : position;
        return found;
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private HeddleException clause(String expected) {
        String rest = text.substring(position, Math.min(text.length(), position + 40));
        return Checks.invalid(
                "Invalid clause(s) in filter string: %s%s, %s"
                        .formatted(
                                rest.isEmpty() ? "it ends early" : "'" + rest + "'",
                                at(position),
                                expected));
    }

    private static String at(int position) {
        return String.format(Locale.ROOT, " (at position %d)", position + 1);
    }
}
