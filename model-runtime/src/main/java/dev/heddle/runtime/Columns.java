package dev.heddle.runtime;

import dev.heddle.model.DataType;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Tensor;
import dev.heddle.model.Violation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The fields of one struct as tensors: what stands in a field of many rows stands in one tensor,
 * whose first dimension counts the rows. A graph that takes no batches has one row, whose fields
 * are its tensors. Safe for use by many threads.
 */
final class Columns {
    private final Struct struct;
    private final boolean batched;
    private final Column[] columns;
    private final List<TensorField> fields;
    private final boolean fixed;

    private Columns(Struct struct, boolean batched, Column[] columns) {
        this.struct = struct;
        this.batched = batched;
        this.columns = columns;
        this.fields = Arrays.stream(columns).map(Column::field).toList();
        this.fixed = batched && fields.stream().allMatch(f -> f.shape().lastIndexOf(-1L) <= 0);
    }

    /** What a function takes: a field that may be left out is left out for all records. */
    static Columns ofInput(Struct struct) {
        return new Columns(
                struct,
                true,
                struct.fields().stream()
                        .map(field -> Column.of(field, false))
                        .toArray(Column[]::new));
    }

    /** What a function gives: a field that may be missing has a way to say so. */
    static Columns ofOutput(Struct struct) {
        return new Columns(
                struct,
                true,
                struct.fields().stream()
                        .map(field -> Column.of(field, !field.required()))
                        .toArray(Column[]::new));
    }

    /** The tensors of a graph, in the order of the struct's fields. */
    static Columns ofGraph(Struct struct, List<TensorOf> tensors, boolean batched) {
        Column[] columns = new Column[tensors.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = Column.ofGraph(struct.fields().get(i), tensors.get(i), batched);
        }
        return new Columns(struct, batched, columns);
    }

    List<TensorField> fields() {
        return fields;
    }

    /** Whether all shapes but the batch dimension are fixed, so that all records fit together. */
    boolean areFixed() {
        return fixed;
    }

    /**
     * Checks what a caller gave: one tensor a field, null for what was left out.
     *
     * @return the same, each in its column's own shape
     * @throws HeddleException with {@code INVALID_INPUT} if it does not fit
     */
    Tensor[] check(Tensor[] given) {
        List<Violation> violations = new ArrayList<>();
        Tensor[] tensors = new Tensor[columns.length];
        long count = -1;
        String counted = "";
        for (int i = 0; i < columns.length; i++) {
            TensorField field = fields.get(i);
            if (given[i] == null) {
                if (field.required()) {
                    violations.add(new Violation(field.name(), "nothing", described(field)));
                }
                continue;
            }
            tensors[i] = columns[i].fitted(given[i]);
            if (tensors[i] == null) {
                violations.add(
                        new Violation(
                                field.name(),
                                "a tensor of %s and shape %s"
                                        .formatted(
                                                given[i].type().wireName(),
                                                Arrays.toString(given[i].shape())),
                                described(field)));
            } else if (batched) {
                long records = tensors[i].shape()[0];
                if (count >= 0 && records != count) {
                    violations.add(
                            new Violation(
                                    field.name(),
                                    records + " records",
                                    "%d, as in '%s'".formatted(count, counted)));
                } else if (count < 0) {
                    count = records;
                    counted = field.name();
                }
            }
        }
        if (violations.isEmpty() && batched && count < 0) {
            violations.add(new Violation("", "no tensor at all", "one at least"));
        }
        if (!violations.isEmpty()) {
            throw HeddleException.invalidInput(violations);
        }
        return tensors;
    }

    private static String described(TensorField field) {
        return "a tensor of %s and shape %s".formatted(field.type().wireName(), field.shape());
    }

    /** How many records tensors hold that fit. */
    int count(Tensor[] tensors) {
        if (batched) {
            for (Tensor tensor : tensors) {
                if (tensor != null) {
                    return (int) tensor.shape()[0];
                }
            }
        }
        return 1;
    }

    /** Turns tensors that fit into rows. */
    List<Row> rows(Tensor[] tensors, int count) {
        List<Row> rows = new ArrayList<>(count);
        for (int r = 0; r < count; r++) {
            rows.add(new Row(struct));
        }
        for (int i = 0; i < columns.length; i++) {
            if (tensors[i] != null) {
                columns[i].toRows(tensors[i], i, rows);
            }
        }
        return rows;
    }

    /** One record's part of a field's tensor, as a row would hold it. */
    Object boxed(Tensor tensor, int record, int field) {
        return columns[field].boxed(tensor, record);
    }

    /** Turns rows into tensors. */
    Tensor[] tensors(List<Row> rows) {
        Tensor[] tensors = new Tensor[columns.length];
        for (int i = 0; i < columns.length; i++) {
            Column column = columns[i];
            if (rows.isEmpty() || isLeftOut(column.field(), rows, i)) {
                tensors[i] = rows.isEmpty() ? column.empty() : null;
                continue;
            }
            long[] shape = shape(i, rows);
            if (column.isText()) {
                List<String> texts = new ArrayList<>();
                rows.forEach(texts(i, texts));
                tensors[i] = Tensor.of(texts, texts.size()).reshape(shape);
            } else {
                long bytes = Tensor.elementCount(shape) * column.field().type().bytes();
                ByteBuffer data =
                        ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
                write(i, rows, data);
                tensors[i] = Tensor.wrap(column.field().type(), shape, data.flip());
            }
        }
        return tensors;
    }

    private static boolean isLeftOut(TensorField field, List<Row> rows, int index) {
        if (field.required() || rows.get(0).isPresent(index)) {
            return false;
        }
        if (rows.stream().anyMatch(row -> row.isPresent(index))) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT,
                    "field '%s' is there in some records only, which makes no tensor"
                            .formatted(field.name()));
        }
        return true;
    }

    private Consumer<Row> texts(int index, List<String> texts) {
        return row -> columns[index].addTexts(row, index, texts);
    }

    /** Writes one field of all rows, which fit together, as little-endian elements. */
    void write(int index, List<Row> rows, ByteBuffer target) {
        for (Row row : rows) {
            columns[index].write(row, index, target);
        }
    }

    /** The texts of one field of all rows. */
    void addTexts(int index, List<Row> rows, List<String> texts) {
        rows.forEach(texts(index, texts));
    }

    /** The shape of the tensor that one field of rows makes. */
    long[] shape(int index, List<Row> rows) {
        long[] entry = columns[index].entryShape(rows.get(0), index);
        for (Row row : rows) {
            if (!Arrays.equals(entry, columns[index].entryShape(row, index))) {
                throw new HeddleException(
                        ErrorCode.INVALID_INPUT,
                        "the tensors in field '%s' differ in shape between records; send them in calls of their own"
                                .formatted(fields.get(index).name()));
            }
        }
        return batched ? prepend(rows.size(), entry) : entry;
    }

    /** The shape of one record's part of a field. */
    long[] entryShape(int index, Records records) {
        if (!records.hasTensors()) {
            return columns[index].entryShape(records.rows().get(0), index);
        }
        long[] shape = records.tensor(index).shape();
        return batched ? Arrays.copyOfRange(shape, 1, shape.length) : shape;
    }

    /** Whether two parts, neither of them empty, agree in all but the batch dimension. */
    boolean fit(Records left, Records right) {
        if (!batched || left.count() == 0 || right.count() == 0) {
            return false;
        }
        for (int i = 0; i < columns.length; i++) {
            boolean hasLeft = !left.hasTensors() || left.tensor(i) != null;
            boolean hasRight = !right.hasTensors() || right.tensor(i) != null;
            if (hasLeft != hasRight
                    || (hasLeft
                            && columns[i].varies()
                            && !Arrays.equals(entryShape(i, left), entryShape(i, right)))) {
                return false;
            }
        }
        return areAlike(left) && areAlike(right);
    }

    /** Whether rows agree with each other in the shapes of their tensors. */
    boolean areAlike(Records records) {
        if (fixed || records.hasTensors()) {
            return true;
        }
        List<Row> rows = records.rows();
        for (int i = 0; i < columns.length; i++) {
            if (!columns[i].varies()) {
                continue;
            }
            long[] first = columns[i].entryShape(rows.get(0), i);
            for (Row row : rows) {
                if (!Arrays.equals(first, columns[i].entryShape(row, i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Some of the records. */
    Tensor[] slice(Tensor[] tensors, int from, int to) {
        Tensor[] parts = new Tensor[tensors.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = tensors[i] == null ? null : slice(tensors[i], from, to);
        }
        return parts;
    }

    /** The same tensors in memory of their own. */
    Tensor[] copy(Tensor[] tensors) {
        Tensor[] copies = new Tensor[tensors.length];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = tensors[i] == null ? null : copy(tensors[i]);
        }
        return copies;
    }

    private static Tensor copy(Tensor tensor) {
        if (tensor.type() == DataType.STRING) {
            List<String> texts = List.copyOf(tensor.strings());
            return Tensor.of(texts, texts.size()).reshape(tensor.shape());
        }
        ByteBuffer data = tensor.data();
        ByteBuffer own = ByteBuffer.allocate(data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        return Tensor.wrap(tensor.type(), tensor.shape(), own.put(data).flip());
    }

    /** Entries of a tensor, without a copy. */
    static Tensor slice(Tensor tensor, int from, int to) {
        long[] shape = tensor.shape();
        int entry = shape[0] == 0 ? 0 : (int) (tensor.size() / shape[0]);
        shape[0] = to - from;
        if (tensor.type() == DataType.STRING) {
            List<String> part = tensor.strings().subList(from * entry, to * entry);
            return Tensor.of(part, part.size()).reshape(shape);
        }
        int bytes = entry * tensor.type().bytes();
        return Tensor.wrap(
                tensor.type(), shape, tensor.data().slice(from * bytes, (to - from) * bytes));
    }

    /** The tensors of several parts that fit together, one after the other. */
    Tensor[] join(List<Records> parts) {
        Tensor[] joined = new Tensor[columns.length];
        for (int i = 0; i < joined.length; i++) {
            int field = i;
            if (parts.get(0).tensor(field) != null) {
                joined[i] = concatenated(parts.stream().map(part -> part.tensor(field)).toList());
            }
        }
        return joined;
    }

    private static Tensor concatenated(List<Tensor> parts) {
        long[] shape = parts.get(0).shape();
        shape[0] = parts.stream().mapToLong(part -> part.shape()[0]).sum();
        if (parts.get(0).type() == DataType.STRING) {
            List<String> texts = new ArrayList<>();
            parts.forEach(part -> texts.addAll(part.strings()));
            return Tensor.of(texts, texts.size()).reshape(shape);
        }
        DataType type = parts.get(0).type();
        ByteBuffer data =
                ByteBuffer.allocate(Math.toIntExact(Tensor.elementCount(shape) * type.bytes()));
        parts.forEach(part -> data.put(part.data()));
        return Tensor.wrap(type, shape, data.flip());
    }

    long bytes(Records records) {
        long bytes = 64;
        if (records.hasTensors()) {
            for (Tensor tensor : records.tensors()) {
                if (tensor != null) {
                    bytes += 96 + Column.bytes(tensor);
                }
            }
            return bytes;
        }
        for (Row row : records.rows()) {
            bytes += 48 + 16L * columns.length;
            for (int i = 0; i < columns.length; i++) {
                bytes += Column.bytes(row.valueAt(i));
            }
        }
        return bytes;
    }

    static long[] prepend(long first, long[] rest) {
        long[] shape = new long[rest.length + 1];
        shape[0] = first;
        System.arraycopy(rest, 0, shape, 1, rest.length);
        return shape;
    }
}
