package dev.heddle.dashboard.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.runs.Confusion;
import dev.heddle.client.runs.Curve;
import dev.heddle.dashboard.Chart;
import dev.heddle.dashboard.Chart.Role;
import dev.heddle.dashboard.Chart.Series;
import dev.heddle.dashboard.Display;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides by its shape what a file is shown as: a curve, a confusion matrix, a table, or text. What
 * it holds is data, and never markup.
 */
final class Shapes {
    /** Of larger files, only the beginning is read. */
    static final int MOST_BYTES = 1 << 20;

    private static final int MOST_TEXT = 100_000;
    private static final int MOST_ROWS = 200;
    private static final int MOST_COLUMNS = 50;
    private static final int MOST_POINTS = 2_000;
    private static final int MOST_LABELS = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Shapes() {}

    /**
     * What a file is shown as.
     *
     * @param path its path, whose ending tells JSON and comma-separated values
     * @param content its bytes, at most {@link #MOST_BYTES} of them
     * @param isCut whether the file has more
     */
    static Preview of(String path, byte[] content, boolean isCut) {
        Optional<String> text = text(content, isCut);
        if (text.isEmpty()) {
            return Preview.NONE;
        }
        String lower = path.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".json") && !isCut) {
            return json(text.get());
        }
        if (lower.endsWith(".csv") || lower.endsWith(".tsv")) {
            return separated(text.get(), lower.endsWith(".csv") ? ',' : '\t', isCut);
        }
        return plain(text.get(), isCut);
    }

    /** Bytes as text; empty if they are none. */
    private static Optional<String> text(byte[] content, boolean isCut) {
        for (byte b : content) {
            if (b == 0) {
                return Optional.empty();
            }
        }
        // The last character may be cut in its midst.
        for (int less = 0; less <= (isCut ? 3 : 0) && less <= content.length; less++) {
            try {
                return Optional.of(
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)
                                .decode(ByteBuffer.wrap(content, 0, content.length - less))
                                .toString());
            } catch (CharacterCodingException e) {
                continue;
            }
        }
        return Optional.empty();
    }

    private static Preview plain(String text, boolean isCut) {
        return text.length() <= MOST_TEXT
                ? Preview.text(text, isCut)
                : Preview.text(text.substring(0, MOST_TEXT), true);
    }

    private static Preview json(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return plain(text, false);
        }
        for (Curve.Kind kind : Curve.Kind.values()) {
            Optional<Chart> curve =
                    curve(kind, numbers(json.path(kind.x())), numbers(json.path(kind.y())));
            if (curve.isPresent()) {
                return Preview.chart(curve.get());
            }
        }
        Optional<Chart> confusion = confusion(texts(json.path("labels")), json.path("matrix"));
        if (confusion.isPresent()) {
            return Preview.chart(confusion.get());
        }
        return table(json).orElseGet(() -> plain(json.toPrettyString(), false));
    }

    /** What {@code mlflow.log_table} writes: columns, and lines of as many values. */
    private static Optional<Preview> table(JsonNode json) {
        List<String> columns = texts(json.path("columns"));
        JsonNode data = json.path("data");
        if (columns.isEmpty() || !data.isArray()) {
            return Optional.empty();
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode line : data) {
            if (!line.isArray() || line.size() != columns.size()) {
                return Optional.empty();
            }
            if (rows.size() < MOST_ROWS) {
                rows.add(texts(line));
            }
        }
        return Optional.of(table(columns, rows, data.size() > MOST_ROWS));
    }

    private static Preview table(List<String> columns, List<List<String>> rows, boolean isCut) {
        boolean isWide = columns.size() > MOST_COLUMNS;
        return Preview.table(
                isWide ? columns.subList(0, MOST_COLUMNS) : columns,
                rows.stream()
                        .map(row -> row.subList(0, Math.min(row.size(), MOST_COLUMNS)))
                        .map(row -> row.stream().map(RunTable::cut).toList())
                        .toList(),
                isCut || isWide);
    }

    private static Preview separated(String text, char separator, boolean isCut) {
        List<List<String>> lines = Csv.read(text, separator, MOST_ROWS + 2);
        if (lines.isEmpty()) {
            return Preview.NONE;
        }
        List<String> head = lines.get(0);
        List<List<String>> rows = lines.subList(1, lines.size());
        if (!isCut) {
            for (Curve.Kind kind : Curve.Kind.values()) {
                // A curve may have more lines than a table shows.
                Optional<Chart> curve =
                        head.contains(kind.x()) && head.contains(kind.y())
                                ? curve(kind, Csv.read(text, separator, 100_000))
                                : Optional.empty();
                if (curve.isPresent()) {
                    return Preview.chart(curve.get());
                }
            }
            Optional<Chart> confusion = confusion(head, rows);
            if (confusion.isPresent()) {
                return Preview.chart(confusion.get());
            }
        }
        boolean isLong = rows.size() > MOST_ROWS;
        return table(head, isLong ? rows.subList(0, MOST_ROWS) : rows, isCut || isLong);
    }

    private static Optional<Chart> curve(Curve.Kind kind, List<List<String>> lines) {
        int x = lines.get(0).indexOf(kind.x());
        int y = lines.get(0).indexOf(kind.y());
        List<Double> right = new ArrayList<>();
        List<Double> up = new ArrayList<>();
        for (List<String> line : lines.subList(1, lines.size())) {
            if (line.size() <= Math.max(x, y)) {
                return Optional.empty();
            }
            number(line.get(x)).ifPresent(right::add);
            number(line.get(y)).ifPresent(up::add);
        }
        return curve(kind, right, up);
    }

    private static Optional<Chart> curve(Curve.Kind kind, List<Double> x, List<Double> y) {
        if (x.size() < 2) {
            return Optional.empty();
        }
        Curve curve;
        try {
            curve = new Curve(kind, x, y);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        boolean isRoc = kind == Curve.Kind.ROC;
        Series series = Series.of(isRoc ? "ROC" : "precision", Role.PLAIN);
        int points = Math.min(x.size(), MOST_POINTS);
        for (int i = 0; i < points; i++) {
            int at = (int) ((long) i * (x.size() - 1) / (points - 1));
            series.add(x.get(at), y.get(at));
        }
        List<Series> all = new ArrayList<>(List.of(series));
        if (isRoc) {
            all.add(Series.of("chance", Role.BASELINE).add(0, 0.0).add(1, 1.0));
        }
        return Optional.of(
                Chart.curves(
                        isRoc ? "Receiver operating characteristic" : "Precision over recall",
                        "area " + Display.number(curve.area()),
                        Optional.of(isRoc ? "false positive rate" : "recall"),
                        false,
                        all));
    }

    /** A square of counts with its labels in the first line and the first column. */
    private static Optional<Chart> confusion(List<String> head, List<List<String>> rows) {
        List<String> labels = head.subList(1, head.size());
        if (labels.size() < 2 || rows.size() != labels.size()) {
            return Optional.empty();
        }
        List<List<Number>> values = new ArrayList<>();
        for (int y = 0; y < rows.size(); y++) {
            List<String> row = rows.get(y);
            if (row.size() != head.size() || !row.get(0).equals(labels.get(y))) {
                return Optional.empty();
            }
            for (int x = 0; x < labels.size(); x++) {
                Optional<Double> count = number(row.get(x + 1));
                if (count.isEmpty()) {
                    return Optional.empty();
                }
                values.add(List.of(x, y, count.get()));
            }
        }
        return matrix(labels, values);
    }

    private static Optional<Chart> confusion(List<String> labels, JsonNode matrix) {
        if (labels.isEmpty() || !matrix.isArray() || matrix.size() != labels.size()) {
            return Optional.empty();
        }
        List<List<Number>> values = new ArrayList<>();
        for (int y = 0; y < labels.size(); y++) {
            List<Double> line = numbers(matrix.get(y));
            if (line.size() != labels.size() || labels.size() > Confusion.MOST) {
                return Optional.empty();
            }
            for (int x = 0; x < line.size(); x++) {
                values.add(List.of(x, y, line.get(x)));
            }
        }
        return matrix(labels, values);
    }

    private static Optional<Chart> matrix(List<String> labels, List<List<Number>> values) {
        if (labels.size() > MOST_LABELS) {
            return Optional.empty();
        }
        List<String> names = labels.stream().map(RunTable::cut).toList();
        return Optional.of(
                Chart.matrix(
                        "Confusion matrix",
                        labels.size() + " classes",
                        "predicted",
                        "actual",
                        names,
                        names,
                        values));
    }

    /** The numbers of a list; none if it is no list of finite numbers. */
    private static List<Double> numbers(JsonNode list) {
        List<Double> numbers = new ArrayList<>();
        if (list == null || !list.isArray()) {
            return numbers;
        }
        for (JsonNode value : list) {
            if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
                return List.of();
            }
            numbers.add(value.asDouble());
        }
        return numbers;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        if (list.isArray()) {
            for (JsonNode value : list) {
                texts.add(
                        value.isNull()
                                ? ""
                                : value.isContainerNode() ? value.toString() : value.asText());
            }
        }
        return texts;
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.valueOf(text.strip())).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
