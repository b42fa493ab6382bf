package dev.heddle.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.monitors.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Outcomes in a file, some at a time: JSON objects, one on each line, or CSV with a header that
 * names {@code requestId} and {@code outcome}, and where wanted {@code index} and {@code time}.
 */
final class OutcomeFile {
    private static final ObjectMapper JSON = HeddleJson.mapper();
    private static final String REQUEST_ID = "requestId";
    private static final String INDEX = "index";
    private static final String OUTCOME = "outcome";
    private static final String TIME = "time";
    private static final Set<String> COLUMNS = Set.of(REQUEST_ID, INDEX, OUTCOME, TIME);

    private final BufferedReader reader;
    private final boolean isCsv;
    private Optional<OutcomeType> type;
    private List<String> header = List.of();
    private int lineNumber;

    /** What the outcomes of a CSV file are. */
    enum OutcomeType {
        BOOLEAN,
        NUMBER,
        TEXT
    }

    /** One line, taken apart. */
    private record Cells(int line, List<String> values) {}

    /**
     * A file that is read from now on.
     *
     * @param isCsv whether it is CSV; JSON lines otherwise
     * @param type what CSV's outcomes are; empty to go by the first ones
     */
    OutcomeFile(BufferedReader reader, boolean isCsv, Optional<OutcomeType> type) {
        this.reader = reader;
        this.isCsv = isCsv;
        this.type = type;
    }

    /** The number of the line that was read last, from 1. */
    int lineNumber() {
        return lineNumber;
    }

    /**
     * The next outcomes; empty after the last.
     *
     * @throws IllegalArgumentException if a line cannot be read; the message names it
     */
    List<Outcome> next(int most) throws IOException {
        return isCsv ? nextOfCsv(most) : nextOfJson(most);
    }

    private List<Outcome> nextOfJson(int most) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        while (outcomes.size() < most) {
            String line = line();
            if (line == null) {
                break;
            }
            outcomes.add(ofJson(line));
        }
        return outcomes;
    }

    /** The next line that is not blank; null after the last. */
    private String line() throws IOException {
        String line;
        do {
            line = reader.readLine();
            lineNumber++;
        } while (line != null && line.isBlank());
        return line;
    }

    private Outcome ofJson(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node.path(REQUEST_ID).isTextual() && node.hasNonNull(OUTCOME)) {
                return JSON.treeToValue(node, Outcome.class);
            }
        } catch (JsonProcessingException e) {
            // The message below says it, too.
        }
        throw bad(
                lineNumber,
                "it is no {\"requestId\": \"…\", \"index\": 0, \"outcome\": true, \"time\": \"…\"}");
    }

    private static IllegalArgumentException bad(int line, String problem) {
        return new IllegalArgumentException("line %d: %s".formatted(line, problem));
    }

    private List<Outcome> nextOfCsv(int most) throws IOException {
        if (header.isEmpty()) {
            readHeader();
        }
        List<Cells> lines = new ArrayList<>();
        while (lines.size() < most) {
            String line = line();
            if (line == null) {
                break;
            }
            List<String> values = cells(line);
            if (values.size() != header.size()) {
                throw bad(
                        lineNumber,
                        "it has %d cells, expected %d".formatted(values.size(), header.size()));
            }
            lines.add(new Cells(lineNumber, values));
        }
        if (type.isEmpty() && !lines.isEmpty()) {
            type = Optional.of(guess(lines));
        }
        return lines.stream().map(this::ofCells).toList();
    }

    private void readHeader() throws IOException {
        String line = line();
        header = line == null ? List.of() : cells(line).stream().map(String::strip).toList();
        if (!header.contains(REQUEST_ID) || !header.contains(OUTCOME)) {
            throw bad(
                    lineNumber,
                    "expected a header with requestId and outcome, and where wanted index and time");
        }
        for (String column : header) {
            if (!COLUMNS.contains(column)) {
                throw bad(
                        lineNumber,
                        "there is no column %s, expected requestId, index, outcome and time"
                                .formatted(column));
            }
        }
    }

    /**
     * The cells of a line; one in double quotes may hold commas, and double quotes written twice.
     */
    static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (isQuoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"' && (isQuoted || cell.isEmpty())) {
                isQuoted = !isQuoted;
            } else if (c == ',' && !isQuoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    private OutcomeType guess(List<Cells> lines) {
        List<String> values = lines.stream().map(line -> cell(line, OUTCOME).strip()).toList();
        if (values.stream().allMatch(OutcomeFile::isBoolean)) {
            return OutcomeType.BOOLEAN;
        }
        return values.stream().allMatch(value -> number(value).isPresent())
                ? OutcomeType.NUMBER
                : OutcomeType.TEXT;
    }

    private static boolean isBoolean(String value) {
        return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
    }

    private static Optional<JsonNode> number(String value) {
        try {
            JsonNode node = JSON.readTree(value);
            return Optional.of(node).filter(JsonNode::isNumber);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private String cell(Cells line, String column) {
        int at = header.indexOf(column);
        return at < 0 ? "" : line.values().get(at);
    }

    private Outcome ofCells(Cells line) {
        String index = cell(line, INDEX).strip();
        try {
            return new Outcome(
                    cell(line, REQUEST_ID).strip(),
                    index.isEmpty() ? 0 : Integer.parseInt(index),
                    value(line),
                    Optional.of(cell(line, TIME).strip())
                            .filter(text -> !text.isEmpty())
                            .map(text -> time(line, text)));
        } catch (NumberFormatException e) {
            throw bad(line.line(), "the index is '%s', expected a whole number".formatted(index));
        }
    }

    private static Instant time(Cells line, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw bad(
                    line.line(),
                    "the time is '%s', expected such as 2026-11-01T10:15:30Z".formatted(text));
        }
    }

    private JsonNode value(Cells line) {
        String text = cell(line, OUTCOME);
        Optional<JsonNode> value =
                switch (type.orElseThrow()) {
                    case TEXT -> Optional.of(JsonNodeFactory.instance.textNode(text));
                    case NUMBER -> number(text.strip());
                    case BOOLEAN ->
                            isBoolean(text.strip())
                                    ? Optional.of(
                                            JsonNodeFactory.instance.booleanNode(
                                                    Boolean.parseBoolean(text.strip())))
                                    : Optional.empty();
                };
        return value.orElseThrow(
                () ->
                        bad(
                                line.line(),
                                "the outcome is '%s', expected a %s as before; see --type"
                                        .formatted(
                                                text, type.get().name().toLowerCase(Locale.ROOT))));
    }
}
