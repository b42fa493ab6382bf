package dev.heddle.runtime;

import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Violation;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The records of a training sample, read as they are asked for: a CSV file whose first line names
 * the columns, or JSON lines, one record a line. What is no input is passed over, so that outputs
 * and labels may stand beside the inputs. Features must be there: what is known of them now is not
 * what was known in training. For one thread.
 */
public final class BaselineRows implements Closeable {
    private final Struct input;
    private final BufferedReader text;
    private final Lines lines;

    private BaselineRows(Struct input, BufferedReader text, boolean isCsv) {
        this.input = input;
        this.text = text;
        this.lines = isCsv ? new Csv(new FrameColumns(input), text) : new JsonLines(input, text);
    }

    /**
     * A record.
     *
     * @param number the line of the file that it begins at, from 1
     * @param row its fields
     */
    public record Line(long number, Row row) {}

    /** Some way to write records. */
    private interface Lines {
        /** The next record; null after the last. */
        Line next() throws IOException;
    }

    /**
     * Opens a file.
     *
     * @param input what a version takes
     * @throws HeddleException with {@code INVALID_INPUT} if its first line does not name what the
     *     version needs
     */
    public static BaselineRows open(Path file, Struct input, boolean isCsv) {
        try {
            BufferedReader text =
                    new BufferedReader(
                            new InputStreamReader(
                                    Files.newInputStream(file),
                                    StandardCharsets.UTF_8
                                            .newDecoder()
                                            .onMalformedInput(CodingErrorAction.REPORT)));
            try {
                passOverMark(text);
                return new BaselineRows(input, text, isCsv);
            } catch (RuntimeException | IOException e) {
                text.close();
                throw e;
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Some programs begin a text with a byte order mark. */
    private static void passOverMark(Reader text) throws IOException {
        text.mark(1);
        if (text.read() != '\uFEFF') {
            text.reset();
        }
    }

    /**
     * The next records, in order.
     *
     * @return at most {@code most}; none after the last
     * @throws HeddleException with {@code INVALID_INPUT}, the line, the field, what stands there
     *     and what may, for the first record that cannot be read
     */
    public List<Line> next(int most) {
        List<Line> next = new ArrayList<>(most);
        try {
            while (next.size() < most) {
                Line line = lines.next();
                if (line == null) {
                    break;
                }
                requireFeatures(line);
                next.add(line);
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return next;
    }

    private void requireFeatures(Line line) {
        for (int i = 0; i < input.fields().size(); i++) {
            Field field = input.fields().get(i);
            if (field.required() && !line.row().isPresent(i)) {
                throw at(
                        line.number(),
                        HeddleException.invalidInput(
                                List.of(
                                        new Violation(
                                                field.name(),
                                                "nothing",
                                                ValueReader.of(field.type()).expected()))));
            }
        }
    }

    /** What is wrong with a record, told by its line. */
    private static HeddleException at(long line, HeddleException wrong) {
        return HeddleException.invalidInput(
                wrong.violations().stream()
                        .map(
                                violation ->
                                        new Violation(
                                                path(line, violation.path()),
                                                violation.found(),
                                                violation.expected()))
                        .toList());
    }

    private static String path(long line, String path) {
        String inRecord = path.startsWith("[0]") ? path.substring("[0]".length()) : path;
        String field = inRecord.startsWith(".") ? inRecord.substring(1) : inRecord;
        return "baseline line " + line + (field.isEmpty() ? "" : ", " + field);
    }

    private static RuntimeException failed(IOException e) {
        return e instanceof CharacterCodingException
                ? FrameCsv.wrong("bytes that are no UTF-8", "a baseline in UTF-8")
                : new UncheckedIOException("cannot read the baseline", e);
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    private static final class JsonLines implements Lines {
        private final JsonRows records;
        private final BufferedReader text;
        private long number;

        JsonLines(Struct input, BufferedReader text) {
            this.records = JsonRows.ofKnownFields(input);
            this.text = text;
        }

        @Override
        public Line next() throws IOException {
            String line = text.readLine();
            for (number++; line != null && line.isBlank(); number++) {
                line = text.readLine();
            }
            return line == null ? null : new Line(number, row(line));
        }

        private Row row(String line) {
            JsonRows.Input read;
            try {
                read = records.read(line.getBytes(StandardCharsets.UTF_8));
            } catch (HeddleException e) {
                throw at(number, e);
            }
            if (read.isArray()) {
                throw at(number, FrameCsv.wrong("an array", "an object"));
            }
            return read.rows().get(0);
        }
    }

    private static final class Csv implements Lines {
        private final FrameColumns frame;
        private final CsvLines lines;
        private final int columns;
        private final int[] fields;

        Csv(FrameColumns frame, Reader text) {
            this.frame = frame;
            this.lines = new CsvLines(text);
            Optional<List<String>> header = line(1);
            if (header.isEmpty()) {
                throw at(
                        1,
                        FrameCsv.wrong("nothing", "a line that names the columns of a CSV file"));
            }
            this.columns = header.get().size();
            try {
                this.fields =
                        frame.linesAreTensors(header)
                                ? null
                                : frame.fieldsOf(header, new Violations());
            } catch (HeddleException e) {
                throw at(lines.line(), e);
            }
        }

        private Optional<List<String>> line(long expected) {
            try {
                return lines.next();
            } catch (HeddleException e) {
                throw at(Math.max(expected, lines.line()), e);
            }
        }

        @Override
        public Line next() {
            Optional<List<String>> cells = line(0);
            if (cells.isEmpty()) {
                return null;
            }
            Violations violations = new Violations();
            Row row = FrameCsv.row(frame, cells.get(), columns, fields, 0, violations);
            try {
                violations.throwIfAny();
            } catch (HeddleException e) {
                throw at(lines.line(), e);
            }
            return new Line(lines.line(), row);
        }
    }
}
