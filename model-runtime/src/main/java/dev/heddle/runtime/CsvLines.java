package dev.heddle.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a CSV text, as RFC 4180 has them: cells between commas; one in double quotes may
 * hold commas, ends of lines, and double quotes written twice. Empty lines are passed over.
 */
final class CsvLines {
    private final String text;
    private int position;

    CsvLines(String text) {
        this.text = text;
    }

    /** The cells of the next line; empty after the last. */
    Optional<List<String>> next() {
        while (position < text.length() && isLineEnd(text.charAt(position))) {
            position++;
        }
        if (position >= text.length()) {
            return Optional.empty();
        }
        List<String> cells = new ArrayList<>();
        cells.add(cell());
        while (position < text.length() && text.charAt(position) == ',') {
            position++;
            cells.add(cell());
        }
        return Optional.of(cells);
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    private String cell() {
        return position < text.length() && text.charAt(position) == '"' ? quoted() : plain();
    }

    private String plain() {
        int start = position;
        while (position < text.length()
                && text.charAt(position) != ','
                && !isLineEnd(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    private String quoted() {
        StringBuilder cell = new StringBuilder();
        for (position++; position < text.length(); position++) {
            char c = text.charAt(position);
            if (c != '"') {
                cell.append(c);
            } else if (position + 1 < text.length() && text.charAt(position + 1) == '"') {
                cell.append(c);
                position++;
            } else {
                position++;
                if (position < text.length()
                        && text.charAt(position) != ','
                        && !isLineEnd(text.charAt(position))) {
                    throw FrameCsv.wrong("text after a quoted value", "a comma or the line's end");
                }
                return cell.toString();
            }
        }
        throw FrameCsv.wrong("a quoted value without its end", "a double quote");
    }
}
