package dev.heddle.registry;

import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.List;

/**
 * A query over tags: {@code team=growth and (stage=prod or stage='pre prod') and owner != ann}. An
 * empty one matches everything; {@code !=} also matches where the tag is missing.
 */
sealed interface TagQuery {
    /** Matches everything. */
    record All() implements TagQuery {}

    /** A tag has a value, or with {@code negated} has not. */
    record Is(String key, String value, boolean negated) implements TagQuery {}

    /** Every part matches. */
    record And(List<TagQuery> parts) implements TagQuery {}

    /** At least one part matches. */
    record Or(List<TagQuery> parts) implements TagQuery {}

    /**
     * Reads a query.
     *
     * @throws dev.heddle.model.HeddleException with {@code INVALID_REQUEST} and the position of
     *     what is wrong
     */
    static TagQuery parse(String text) {
        return text == null || text.isBlank() ? new All() : new Parser(text).parse();
    }

    /**
     * This query as an SQL condition on rows {@code v} of {@code model_version}.
     *
     * @param binds takes the values of its question marks, in order
     */
    default String toSql(List<String> binds) {
        if (this instanceof Is is) {
            binds.add(is.key());
            binds.add(is.value());
            binds.add(is.value());
            return (is.negated() ? "not " : "")
                    + "exists (select 1 from version_tag t where t.model = v.model"
                    + " and t.version = v.version and t.key = ? and left(t.value, 200) = left(?, 200)"
                    + " and t.value = ?)";
        }
        if (this instanceof And and) {
            return join(and.parts(), " and ", binds);
        }
        if (this instanceof Or or) {
            return join(or.parts(), " or ", binds);
        }
        return "true";
    }

    private static String join(List<TagQuery> parts, String operator, List<String> binds) {
        return "("
                + String.join(operator, parts.stream().map(part -> part.toSql(binds)).toList())
                + ")";
    }

    /** A recursive-descent parser. */
    final class Parser {
        private static final int MAX_CONDITIONS = 50;

        private final String text;
        private int position;
        private int conditions;

        private Parser(String text) {
            this.text = text;
        }

        private TagQuery parse() {
            TagQuery query = or();
            skipSpace();
            if (position < text.length()) {
                throw expected("'and', 'or' or the end");
            }
            return query;
        }

        private TagQuery or() {
            List<TagQuery> parts = new ArrayList<>(List.of(and()));
            while (word("or")) {
                parts.add(and());
            }
            return parts.size() == 1 ? parts.get(0) : new Or(parts);
        }

        private TagQuery and() {
            List<TagQuery> parts = new ArrayList<>(List.of(condition()));
            while (word("and")) {
                parts.add(condition());
            }
            return parts.size() == 1 ? parts.get(0) : new And(parts);
        }

        private TagQuery condition() {
            if (++conditions > MAX_CONDITIONS) {
                throw Names.invalid(
                        "the tag query has more than %d conditions".formatted(MAX_CONDITIONS));
            }
            if (symbol("(")) {
                TagQuery inner = or();
                if (!symbol(")")) {
                    throw expected("')'");
                }
                return inner;
            }
            String key = value("a tag's name");
            boolean negated = symbol("!=");
            if (!negated && !symbol("=")) {
                throw expected("'=' or '!='");
            }
            return new Is(key, value("a value"), negated);
        }

        private String value(String what) {
            skipSpace();
            if (position < text.length() && "'\"".indexOf(text.charAt(position)) >= 0) {
                int end = text.indexOf(text.charAt(position), position + 1);
                if (end < 0) {
                    throw expected("a closing quote");
                }
                String quoted = text.substring(position + 1, end);
                position = end + 1;
                return quoted;
            }
            int start = position;
            while (position < text.length() && isPlain(text.charAt(position))) {
                position++;
            }
            if (start == position) {
                throw expected(what);
            }
            return text.substring(start, position);
        }

        private static boolean isPlain(char c) {
            return Character.isLetterOrDigit(c) || "._-+/:@".indexOf(c) >= 0;
        }

        private boolean word(String word) {
            skipSpace();
            int end = position + word.length();
            boolean found =
                    text.regionMatches(true, position, word, 0, word.length())
                            && (end == text.length() || !isPlain(text.charAt(end)));
            position = found ? end : position;
            return found;
        }

        private boolean symbol(String symbol) {
            skipSpace();
            boolean found = text.startsWith(symbol, position);
            position = found ? position + symbol.length() : position;
            return found;
        }

        private void skipSpace() {
            while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
                position++;
            }
        }

        private HeddleException expected(String what) {
            String rest =
                    position >= text.length()
                            ? "its end"
                            : "'"
                                    + text.substring(
                                            position, Math.min(text.length(), position + 20))
                                    + "'";
            return Names.invalid(
                    "tag query: expected %s at position %d, got %s"
                            .formatted(what, position + 1, rest));
        }
    }
}
