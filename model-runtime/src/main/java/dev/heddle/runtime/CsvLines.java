package dev.heddle.runtime;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a CSV text, as RFC 4180 has them: cells between commas; one in double quotes may
 * hold commas, ends of lines, and double quotes written twice. Empty lines are passed over.
 */
final class CsvLines {
    private static final int END = -1;

    private final Reader text;
    private final char[] buffer = new char[8 << 10];
    private final StringBuilder cell = new StringBuilder();
    private int position;
    private int limit;
    private long ends;
    private long line;

    /** The lines of a text, which is closed by the caller. */
    CsvLines(Reader text) {
        this.text = text;
    }

    /** The cells of the next line; empty after the last. */
    Optional<List<String>> next() {
        while (isLineEnd(peek())) {
            take();
        }
        if (peek() == END) {
            return Optional.empty();
        }
        line = ends + 1;
        List<String> cells = new ArrayList<>();
        cells.add(cell());
        while (peek() == ',') {
            take();
            cells.add(cell());
        }
        return Optional.of(cells);
    }

    /** Which line of the text {@link #next} began at, from 1. */
    long line() {
        return line;
    }

    private int peek() {
        if (position == limit) {
            limit = Math.max(0, read());
            position = 0;
        }
        return position == limit ? END : buffer[position];
    }

    private int read() {
        try {
            return text.read(buffer);
        } catch (CharacterCodingException e) {
            throw FrameCsv.wrong("bytes that are no UTF-8", "a CSV file in UTF-8");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes past what was peeked at. */
    private char take() {
        char c = buffer[position++];
        if (c == '\n' || (c == '\r' && peek() != '\n')) {
            ends++;
        }
        return c;
    }

    private static boolean isLineEnd(int c) {
        return c == '\n' || c == '\r';
    }

    private static boolean isCellEnd(int c) {
        return c == ',' || c == END || isLineEnd(c);
    }

    private String cell() {
        cell.setLength(0);
        return peek() == '"' ? quoted() : plain();
    }

    private String plain() {
        while (!isCellEnd(peek())) {
            cell.append(take());
        }
        return cell.toString();
    }

    private String quoted() {
        take();
        while (peek() != END) {
            char c = take();
            if (c != '"') {
                cell.append(c);
            } else if (peek() == '"') {
                cell.append(take());
            } else if (isCellEnd(peek())) {
                return cell.toString();
            } else {
                throw FrameCsv.wrong("text after a quoted value", "a comma or the line's end");
            }
        }
        throw FrameCsv.wrong("a quoted value without its end", "a double quote");
    }
}
