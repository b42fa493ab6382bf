package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Kind;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * Reads one value of a data frame into its field, as pandas would: null and NaN are missing, and a
 * missing floating-point number that is required is NaN; whole numbers may come as {@code 4.0}, as
 * they do from a column with missing values; moments without an offset are in UTC.
 */
final class FrameCell {
    /** What pandas takes for a missing value in a CSV file, of what is no text. */
    private static final Set<String> MISSING =
            Set.of("", "na", "n/a", "nan", "null", "none", "<na>", "#n/a");

    private final Field field;
    private final Kind kind;
    private final ValueReader reader;
    private final ColumnText text;

    FrameCell(Field field) {
        this.field = field;
        this.kind = field.type().kind();
        this.reader = ValueReader.of(field.type());
        this.text = ColumnText.of(field.type());
    }

    /** What may stand there, in words. */
    String expected() {
        return reader.expected();
    }

    boolean isRequired() {
        return !field.mayBeLeftOut();
    }

    /** Reads the value whose first token the parser stands on, and leaves it on the last. */
    void read(JsonParser parser, JsonToken token, Row row, int index, Violations violations)
            throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            if (!setMissing(row, index)) {
                reader.wrong(parser, violations);
            }
            return;
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN()) {
            readNotFinite(parser, row, index, violations);
            return;
        }
        switch (kind) {
            case INTEGER, LONG -> {
                if (token == JsonToken.VALUE_NUMBER_FLOAT
                        && setWhole(parser.getDecimalValue(), row, index)) {
                    return;
                }
            }
            case DATE, TIMESTAMP -> {
                if (token == JsonToken.VALUE_STRING && setTime(parser.getText(), row, index)) {
                    return;
                }
            }
            case BOOLEAN, FLOAT, DOUBLE, STRING, BINARY, LIST, MAP, STRUCT, TENSOR -> {
                // Read as in any other call.
            }
        }
        if (token == JsonToken.START_ARRAY && isNumber()) {
            readSingle(parser, row, index, violations);
        } else {
            reader.read(parser, token, row, index, violations);
        }
    }

    private boolean isNumber() {
        return switch (kind) {
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE -> true;
            case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR -> false;
        };
    }

    /** Reads a number in an array of its own, as an entry of a tensor of shape [n, 1] is. */
    private void readSingle(JsonParser parser, Row row, int index, Violations violations)
            throws IOException {
        String path = violations.path(parser);
        JsonToken first = parser.nextToken();
        if (first.isScalarValue()) {
            read(parser, first, row, index, violations);
            if (parser.nextToken() == JsonToken.END_ARRAY) {
                return;
            }
        }
        violations.add(path, "an array", expected());
        throw violations.exception();
    }

    private void readNotFinite(JsonParser parser, Row row, int index, Violations violations)
            throws IOException {
        double value = parser.getDoubleValue();
        boolean isTaken =
                Double.isNaN(value)
                        ? setMissing(row, index)
                        : kind == Kind.DOUBLE || kind == Kind.FLOAT;
        if (!isTaken) {
            reader.wrong(parser, violations);
        } else if (Double.isInfinite(value)) {
            setFloat(value, row, index);
        }
    }

    /** Whether the value may be missing. */
    private boolean setMissing(Row row, int index) {
        if (field.mayBeLeftOut()) {
            row.setValue(index, null);
            return true;
        }
        if (kind == Kind.DOUBLE || kind == Kind.FLOAT) {
            setFloat(Double.NaN, row, index);
            return true;
        }
        return false;
    }

    private void setFloat(double value, Row row, int index) {
        if (kind == Kind.FLOAT) {
            row.set(index, (float) value);
        } else {
            row.set(index, value);
        }
    }

    private boolean setWhole(BigDecimal value, Row row, int index) {
        try {
            if (kind == Kind.INTEGER) {
                row.set(index, value.intValueExact());
            } else {
                row.set(index, value.longValueExact());
            }
            return true;
        } catch (ArithmeticException e) {
            return false;
        }
    }

    private boolean setTime(String given, Row row, int index) {
        String iso = given.strip().replace(' ', 'T');
        try {
            if (kind == Kind.TIMESTAMP) {
                row.setValue(index, moment(iso));
                return true;
            }
            LocalDateTime time = iso.contains("T") ? localTime(iso) : null;
            LocalDate date = time == null ? LocalDate.parse(iso) : time.toLocalDate();
            if (time != null && !time.equals(date.atStartOfDay())) {
                return false;
            }
            row.setValue(index, date);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Instant moment(String iso) {
        if (!iso.contains("T")) {
            return LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        return hasOffset(iso) ? Instant.parse(iso) : localTime(iso).toInstant(ZoneOffset.UTC);
    }

    private static LocalDateTime localTime(String iso) {
        return hasOffset(iso)
                ? LocalDateTime.ofInstant(Instant.parse(iso), ZoneOffset.UTC)
                : LocalDateTime.parse(iso);
    }

    private static boolean hasOffset(String iso) {
        String time = iso.substring(iso.indexOf('T') + 1);
        return time.endsWith("Z") || time.contains("+") || time.contains("-");
    }

    /** Reads the text of a cell of a CSV file. */
    void readText(String given, Row row, int index, int record, Violations violations) {
        String word = given.strip();
        boolean isText = kind == Kind.STRING;
        boolean isMissing =
                isText
                        ? given.isEmpty() && field.mayBeLeftOut()
                        : MISSING.contains(word.toLowerCase(Locale.ROOT));
        boolean isTaken =
                isMissing
                        ? setMissing(row, index)
                        : setText(isText ? given : word, row, index, record);
        if (!isTaken) {
            String found =
                    given.isEmpty() ? "nothing" : "string \"" + Violations.shorten(given) + "\"";
            violations.add("[" + record + "]." + field.name(), found, expected());
        }
    }

    private boolean setText(String word, Row row, int index, int record) {
        try {
            switch (kind) {
                case BOOLEAN -> {
                    boolean isTrue = word.equalsIgnoreCase("true");
                    row.set(index, isTrue);
                    return isTrue || word.equalsIgnoreCase("false");
                }
                case INTEGER, LONG -> {
                    return word.length() < 400 && setWhole(new BigDecimal(word), row, index);
                }
                case FLOAT, DOUBLE -> {
                    double value = number(word);
                    setFloat(value, row, index);
                    boolean isOverflow =
                            Double.isFinite(value)
                                    && kind == Kind.FLOAT
                                    && Float.isInfinite((float) value);
                    return !isOverflow;
                }
                case STRING -> row.setValue(index, word);
                case BINARY -> row.setValue(index, Base64.getMimeDecoder().decode(word));
                case DATE, TIMESTAMP -> {
                    return setTime(word, row, index);
                }
                case LIST, MAP, STRUCT, TENSOR ->
                        row.setBoxed(index, text.read(word, field.name(), record));
            }
            return true;
        } catch (IllegalArgumentException | HeddleException e) {
            return false;
        }
    }

    private static double number(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "inf", "infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> {
                double value = Double.parseDouble(word);
                if (Double.isInfinite(value)) {
                    throw new NumberFormatException(word);
                }
                yield value;
            }
        };
    }
}
