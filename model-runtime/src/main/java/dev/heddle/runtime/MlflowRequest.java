package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one JSON request of MLflow's scoring protocol, in one pass. */
final class MlflowRequest {
    private static final String FORMS =
            "exactly one of dataframe_split, dataframe_records, instances and inputs";

    private final Columns inputs;
    private final FrameColumns frame;
    private final boolean isGraph;
    private final Violations violations = new Violations();

    MlflowRequest(Columns inputs, FrameColumns frame, boolean isGraph) {
        this.inputs = inputs;
        this.frame = frame;
        this.isGraph = isGraph;
    }

    MlflowScoring.Input read(byte[] json) throws IOException {
        try (JsonParser parser = JsonRows.parser(json)) {
            parser.enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature());
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("", violations.found(parser), "an object with " + FORMS);
            }
            MlflowScoring.Input input = null;
            String name;
            while ((name = parser.nextFieldName()) != null) {
                JsonToken token = parser.nextToken();
                MlflowScoring.Input form = readForm(parser, name, token);
                if (form != null && input != null) {
                    throw wrong("", "'" + name + "' beside another", FORMS);
                }
                input = form == null ? input : form;
                violations.throwIfAny();
            }
            if (parser.nextToken() != null) {
                throw wrong("", "more after its end", "one JSON value");
            }
            if (input == null) {
                throw wrong("", "none of them", FORMS);
            }
            return input;
        }
    }

    /** Null if the name is none of a form. */
    private MlflowScoring.Input readForm(JsonParser parser, String name, JsonToken token)
            throws IOException {
        return switch (name) {
            case "dataframe_split" -> {
                if (token != JsonToken.START_OBJECT) {
                    throw wrong(name, violations.found(parser), "an object");
                }
                yield ofRows(readSplit(parser), true);
            }
            case "dataframe_records" -> {
                if (token != JsonToken.START_ARRAY) {
                    throw wrong(name, violations.found(parser), "an array of records");
                }
                yield ofRows(readRecords(parser, parser.nextToken()), true);
            }
            case "instances", "inputs" -> readTensors(parser, name, token);
            case "params" -> {
                if (token != JsonToken.START_OBJECT && token != JsonToken.VALUE_NULL) {
                    throw wrong(name, violations.found(parser), "an object");
                }
                parser.skipChildren();
                yield null;
            }
            default -> {
                parser.skipChildren();
                yield null;
            }
        };
    }

    private MlflowScoring.Input ofRows(List<Row> rows, boolean isFrame) {
        violations.throwIfAny();
        return new MlflowScoring.Input(Records.ofRows(inputs, rows), isFrame);
    }

    private RuntimeException wrong(String path, String found, String expected) {
        violations.add(path, found, expected);
        return violations.exception();
    }

    private List<Row> readSplit(JsonParser parser) throws IOException {
        Optional<List<String>> columns = Optional.empty();
        List<Row> rows = null;
        TokenBuffer early = null;
        String name;
        while ((name = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "columns" -> columns = readColumns(parser, token);
                case "index" -> parser.skipChildren();
                case "data" -> {
                    if (token != JsonToken.START_ARRAY) {
                        throw wrong(
                                "dataframe_split.data",
                                violations.found(parser),
                                "an array of arrays");
                    }
                    if (columns.isPresent()) {
                        rows = readLines(parser, columns);
                    } else {
                        early = new TokenBuffer(parser);
                        early.copyCurrentStructure(parser);
                    }
                }
                default ->
                        throw wrong(
                                "dataframe_split." + name,
                                "an unknown field",
                                "one of columns, data, index");
            }
        }
        if (early != null) {
            try (JsonParser copy = early.asParser()) {
                copy.nextToken();
                rows = readLines(copy, columns);
            }
        }
        if (rows == null) {
            throw wrong("dataframe_split", "no data", "the field data");
        }
        return rows;
    }

    private Optional<List<String>> readColumns(JsonParser parser, JsonToken token)
            throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        if (token != JsonToken.START_ARRAY) {
            throw wrong("dataframe_split.columns", violations.found(parser), "an array of names");
        }
        List<String> names = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isScalarValue()) {
                throw wrong(violations.path(parser), violations.found(parser), "a name");
            }
            names.add(parser.getText());
        }
        return Optional.of(names);
    }

    /** Reads the array of arrays whose start the parser stands on. */
    private List<Row> readLines(JsonParser parser, Optional<List<String>> columns)
            throws IOException {
        boolean areTensors = frame.linesAreTensors(columns);
        int[] fields = areTensors ? new int[0] : frame.fieldsOf(columns, violations);
        List<Row> rows = new ArrayList<>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            if (token != JsonToken.START_ARRAY) {
                violations.add(
                        violations.path(parser), violations.found(parser), "an array of values");
                parser.skipChildren();
            } else if (areTensors) {
                Row row = frame.newRow();
                frame.cell(0).read(parser, token, row, 0, violations);
                rows.add(row);
            } else {
                rows.add(frame.readLine(parser, fields, violations));
            }
            checkBounds(rows);
        }
        return rows;
    }

    private void checkBounds(List<Row> rows) {
        if (rows.size() > JsonRows.MAX_RECORDS) {
            throw wrong("", "more records", "at most " + JsonRows.MAX_RECORDS);
        }
        if (violations.isFull()) {
            throw violations.exception();
        }
    }

    /** Reads objects up to the end of their array, beginning with a token that was read. */
    private List<Row> readRecords(JsonParser parser, JsonToken first) throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> order = null;
        for (JsonToken token = first; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token != JsonToken.START_OBJECT) {
                violations.add(
                        violations.path(parser), violations.found(parser), "an object of fields");
                parser.skipChildren();
            } else if (frame.linesAreTensors(Optional.empty())) {
                TokenBuffer object = new TokenBuffer(parser);
                object.copyCurrentStructure(parser);
                order = order == null ? names(object) : order;
                rows.add(
                        frame.linesAreTensors(Optional.of(order))
                                ? readTensorLine(object, order)
                                : readObject(object));
            } else {
                rows.add(frame.readObject(parser, violations));
            }
            checkBounds(rows);
        }
        return rows;
    }

    private Row readObject(TokenBuffer object) throws IOException {
        try (JsonParser copy = object.asParser()) {
            copy.nextToken();
            return frame.readObject(copy, violations);
        }
    }

    private static List<String> names(TokenBuffer object) throws IOException {
        List<String> names = new ArrayList<>();
        try (JsonParser copy = object.asParser()) {
            copy.nextToken();
            while (copy.nextToken() == JsonToken.FIELD_NAME) {
                names.add(copy.currentName());
                copy.nextToken();
                copy.skipChildren();
            }
        }
        return names;
    }

    /** The values of an object as the one tensor; they stand as in the first such object. */
    private Row readTensorLine(TokenBuffer object, List<String> order) throws IOException {
        if (!names(object).equals(order)) {
            throw wrong(
                    "",
                    "records whose fields differ or differ in their order",
                    "those of the first record, since together they make '%s'"
                            .formatted(frame.name(0)));
        }
        Row row = frame.newRow();
        try (TokenBuffer line = new TokenBuffer(object.getCodec(), false);
                JsonParser copy = object.asParser()) {
            line.writeStartArray();
            copy.nextToken();
            while (copy.nextToken() == JsonToken.FIELD_NAME) {
                copy.nextToken();
                line.copyCurrentStructure(copy);
            }
            line.writeEndArray();
            try (JsonParser values = line.asParser()) {
                frame.cell(0).read(values, values.nextToken(), row, 0, violations);
            }
        }
        return row;
    }

    /** An array of records or of single values, or an object of columns. */
    private MlflowScoring.Input readTensors(JsonParser parser, String name, JsonToken token)
            throws IOException {
        if (token == JsonToken.START_OBJECT) {
            return isGraph ? ofTensors(readNamed(parser)) : ofRows(readColumns(parser), false);
        }
        boolean isArray = token == JsonToken.START_ARRAY;
        JsonToken first = isArray ? parser.nextToken() : token;
        if (isArray && (first == JsonToken.START_OBJECT || first == JsonToken.END_ARRAY)) {
            return ofRows(readRecords(parser, first), false);
        }
        if (frame.size() != 1) {
            throw wrong(
                    name,
                    isArray ? "values without names" : violations.found(parser),
                    "objects or columns with the names of the model's %d inputs"
                            .formatted(frame.size()));
        }
        if (isGraph && isArray) {
            Tensor tensor = reader(0).readEntries(parser, first, violations);
            return ofTensors(new Tensor[] {tensor});
        }
        List<Row> rows = new ArrayList<>();
        for (JsonToken value = first;
                value != JsonToken.END_ARRAY;
                value = isArray ? parser.nextToken() : JsonToken.END_ARRAY) {
            Row row = frame.newRow();
            frame.cell(0).read(parser, value, row, 0, violations);
            rows.add(row);
            checkBounds(rows);
        }
        return ofRows(rows, false);
    }

    private TensorReader reader(int input) {
        TensorField field = inputs.fields().get(input);
        return new TensorReader(new TensorOf(field.type(), field.shape()));
    }

    private MlflowScoring.Input ofTensors(Tensor[] tensors) {
        violations.throwIfAny();
        return new MlflowScoring.Input(Records.ofTensors(inputs, inputs.check(tensors)), false);
    }

    /** The tensors of a graph by their names. */
    private Tensor[] readNamed(JsonParser parser) throws IOException {
        Tensor[] tensors = new Tensor[frame.size()];
        String name;
        while ((name = parser.nextFieldName()) != null) {
            JsonToken token = parser.nextToken();
            int index = frame.indexOf(name);
            if (index < 0) {
                parser.skipChildren();
            } else {
                tensors[index] = (Tensor) reader(index).readBoxed(parser, token, violations);
            }
        }
        return tensors;
    }

    /** Records of columns, each an array with a value for every record, or one value. */
    private List<Row> readColumns(JsonParser parser) throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Set<Integer> present = new HashSet<>();
        String name;
        while ((name = parser.nextFieldName()) != null) {
            names.add(name);
            JsonToken token = parser.nextToken();
            int index = frame.indexOf(name);
            if (index < 0) {
                parser.skipChildren();
                continue;
            }
            boolean isFirst = present.isEmpty();
            if (!present.add(index)) {
                throw wrong(violations.path(parser), "the column twice", "it once");
            }
            String path = violations.path(parser);
            int count = readColumn(parser, token, index, rows, isFirst);
            if (count != rows.size()) {
                throw wrong(path, count + " values", rows.size() + ", as in the first column");
            }
        }
        frame.requireAll(present, names, violations);
        return rows;
    }

    private int readColumn(
            JsonParser parser, JsonToken token, int index, List<Row> rows, boolean isFirst)
            throws IOException {
        boolean isArray = token == JsonToken.START_ARRAY;
        int count = 0;
        for (JsonToken value = isArray ? parser.nextToken() : token;
                value != JsonToken.END_ARRAY;
                value = isArray ? parser.nextToken() : JsonToken.END_ARRAY) {
            if (isFirst) {
                rows.add(frame.newRow());
                checkBounds(rows);
            }
            if (count < rows.size()) {
                frame.cell(index).read(parser, value, rows.get(count), index, violations);
            } else {
                parser.skipChildren();
            }
            count++;
        }
        return count;
    }
}
