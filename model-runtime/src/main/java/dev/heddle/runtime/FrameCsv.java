package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonParser;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Violation;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the rows of a CSV file (RFC 4180) whose first line names the columns. */
final class FrameCsv {
    private FrameCsv() {}

    /**
     * The rows, in order.
     *
     * @throws HeddleException with {@code INVALID_INPUT} and what is wrong
     */
    static List<Row> read(FrameColumns frame, byte[] csv) {
        CsvLines lines = new CsvLines(new StringReader(text(csv)));
        Optional<List<String>> header = lines.next();
        if (header.isEmpty()) {
            throw wrong("nothing", "a CSV file whose first line names the columns");
        }
        Violations violations = new Violations();
        boolean areTensors = frame.linesAreTensors(header);
        int[] fields = areTensors ? null : frame.fieldsOf(header, violations);
        List<Row> rows = new ArrayList<>();
        for (Optional<List<String>> line = lines.next(); line.isPresent(); line = lines.next()) {
            Row row = row(frame, line.get(), header.get().size(), fields, rows.size(), violations);
            rows.add(row);
            if (rows.size() > JsonRows.MAX_RECORDS) {
                throw wrong("more records", "at most " + JsonRows.MAX_RECORDS);
            }
            if (violations.isFull()) {
                throw violations.exception();
            }
        }
        violations.throwIfAny();
        return rows;
    }

    /**
     * One row.
     *
     * @param columns how many cells there should be
     * @param fields the field of each column, -1 where it is passed over; null if a line is a
     *     tensor
     * @param record the row's number, for what is wrong with it
     */
    static Row row(
            FrameColumns frame,
            List<String> cells,
            int columns,
            int[] fields,
            int record,
            Violations violations) {
        if (cells.size() != columns) {
            violations.add(
                    "[" + record + "]",
                    cells.size() + " values",
                    columns + ", one for each column");
        }
        Row row = frame.newRow();
        if (fields == null) {
            readTensor(frame, cells, row, record, violations);
            return row;
        }
        for (int i = 0; i < Math.min(cells.size(), fields.length); i++) {
            if (fields[i] >= 0) {
                frame.cell(fields[i]).readText(cells.get(i), row, fields[i], record, violations);
            }
        }
        return row;
    }

    private static void readTensor(
            FrameColumns frame, List<String> cells, Row row, int record, Violations violations) {
        byte[] json = ("[" + String.join(",", cells) + "]").getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = JsonRows.parser(json)) {
            frame.cell(0).read(parser, parser.nextToken(), row, 0, violations);
        } catch (IOException e) {
            violations.add("[" + record + "]", "values that are no numbers", "numbers");
        }
    }

    private static String text(byte[] csv) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(csv)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw wrong("bytes that are no UTF-8", "a CSV file in UTF-8");
        }
    }

    static HeddleException wrong(String found, String expected) {
        return HeddleException.invalidInput(List.of(new Violation("", found, expected)));
    }
}
