package dev.heddle.runtime;

import dev.heddle.model.DataType;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Kind;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.Tensor;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How the values of one field lie in a tensor: numbers and booleans as such, tensors below a
 * dimension that counts the records, anything else as texts (see {@link ColumnText}).
 */
abstract class Column {
    private static final long[] SINGLE = {};

    private final TensorField field;
    private final long[] entry;

    /** A column whose records have that shape each. */
    private Column(TensorField field, long[] entry) {
        this.field = field;
        this.entry = entry;
    }

    /** The column of a function's field; in an output, one that may be missing can say so. */
    static Column of(Field field, boolean isOutput) {
        boolean required = isOutput || !field.mayBeLeftOut();
        boolean mayBeMissing = isOutput && !field.required();
        DataType number = number(field.type().kind());
        boolean isFloat = number == DataType.FLOAT32 || number == DataType.FLOAT64;
        if (number != null && (isFloat || !mayBeMissing)) {
            return new Numbers(named(field, number, List.of(-1L), required), SINGLE);
        }
        if (field.type() instanceof TensorOf tensor && !mayBeMissing) {
            return new Tensors(
                    named(field, tensor.elements(), batch(tensor.shape()), required),
                    sizes(tensor.shape()));
        }
        ColumnText text = ColumnText.of(field.type());
        return new Texts(
                new TensorField(
                        field.name(), DataType.STRING, List.of(-1L), required, text.isBinary()),
                SINGLE,
                text);
    }

    /** The column of a graph's tensor, whose shape may begin with the batch dimension. */
    static Column ofGraph(Field field, TensorOf tensor, boolean batched) {
        TensorField described = named(field, tensor.elements(), tensor.shape(), true);
        List<Long> rest =
                batched ? tensor.shape().subList(1, tensor.shape().size()) : tensor.shape();
        if (field.type() instanceof TensorOf) {
            return new Tensors(described, sizes(rest));
        }
        return tensor.elements() == DataType.STRING
                ? new Texts(described, sizes(rest), ColumnText.of(field.type()))
                : new Numbers(described, sizes(rest));
    }

    private static TensorField named(
            Field field, DataType type, List<Long> shape, boolean required) {
        return new TensorField(field.name(), type, shape, required, false);
    }

    private static List<Long> batch(List<Long> shape) {
        return Stream.concat(Stream.of(-1L), shape.stream()).toList();
    }

    private static long[] sizes(List<Long> shape) {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    private static DataType number(Kind kind) {
        return switch (kind) {
            case BOOLEAN -> DataType.BOOL;
            case INTEGER -> DataType.INT32;
            case LONG -> DataType.INT64;
            case FLOAT -> DataType.FLOAT32;
            case DOUBLE -> DataType.FLOAT64;
            case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR -> null;
        };
    }

    /** How it looks from outside. */
    final TensorField field() {
        return field;
    }

    final boolean isText() {
        return field.type() == DataType.STRING;
    }

    /** Whether records may differ in the shape of this field. */
    final boolean varies() {
        return Arrays.stream(entry).anyMatch(size -> size < 0);
    }

    /** The tensor in the column's own shape; null if it does not fit. */
    final Tensor fitted(Tensor tensor) {
        if (tensor.type() != field.type()) {
            return null;
        }
        long[] shape = tensor.shape();
        List<Long> declared = field.shape();
        if (shape.length == 2 && shape[1] == 1 && declared.equals(List.of(-1L))) {
            return tensor.reshape(shape[0]);
        }
        if (shape.length != declared.size()) {
            return null;
        }
        for (int i = 0; i < shape.length; i++) {
            if (declared.get(i) >= 0 && declared.get(i) != shape[i]) {
                return null;
            }
        }
        return tensor;
    }

    /** The tensor of no records. */
    final Tensor empty() {
        long[] shape = sizes(field.shape());
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Math.max(0, shape[i]);
        }
        return isText()
                ? Tensor.of(List.of(), shape)
                : Tensor.wrap(field.type(), shape, ByteBuffer.allocate(0));
    }

    /** The shape of one row's part. */
    long[] entryShape(Row row, int index) {
        return entry;
    }

    /** Writes one row's part; for texts, {@link #addTexts} does. */
    void write(Row row, int index, ByteBuffer target) {
        throw new IllegalStateException(field.name() + " is kept as texts");
    }

    /** Adds one row's part, of texts. */
    void addTexts(Row row, int index, List<String> texts) {
        throw new IllegalStateException(field.name() + " is not kept as texts");
    }

    /** Puts each record's part into its row. */
    abstract void toRows(Tensor tensor, int index, List<Row> rows);

    /** One record's part, numbers and booleans boxed. */
    abstract Object boxed(Tensor tensor, int record);

    /** A guess of what a value holds in memory. */
    static long bytes(Object value) {
        if (value instanceof Tensor tensor) {
            return tensor.type() == DataType.STRING
                    ? tensor.strings().stream().mapToLong(Column::bytes).sum()
                    : (long) tensor.size() * tensor.type().bytes();
        }
        if (value instanceof String text) {
            return 48 + text.length();
        }
        if (value instanceof byte[] array) {
            return array.length;
        }
        if (value instanceof Row row) {
            long bytes = 48;
            for (int i = 0; i < row.type().fields().size(); i++) {
                bytes += 16 + bytes(row.valueAt(i));
            }
            return bytes;
        }
        if (value instanceof List<?> list) {
            return list.stream().mapToLong(item -> 16 + bytes(item)).sum();
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .mapToLong(entry -> 64 + bytes(entry.getKey()) + bytes(entry.getValue()))
                    .sum();
        }
        return value != null && value.getClass().isArray() ? 8L * Array.getLength(value) : 0;
    }

    private static final class Numbers extends Column {
        Numbers(TensorField field, long[] entry) {
            super(field, entry);
        }

        @Override
        void write(Row row, int index, ByteBuffer target) {
            boolean isPresent = row.isPresent(index);
            switch (field().type()) {
                case BOOL -> target.put((byte) (row.booleanAt(index) ? 1 : 0));
                case INT32 -> target.putInt(row.intAt(index));
                case INT64 -> target.putLong(row.longAt(index));
                case FLOAT32 -> target.putFloat(isPresent ? row.floatAt(index) : Float.NaN);
                case FLOAT64 -> target.putDouble(isPresent ? row.doubleAt(index) : Double.NaN);
                case STRING, INT8, INT16, UINT8, UINT16, UINT32, UINT64, FLOAT16 ->
                        throw new IllegalStateException(field().type() + " is no single number");
            }
        }

        @Override
        void toRows(Tensor tensor, int index, List<Row> rows) {
            ByteBuffer data = tensor.data();
            for (Row row : rows) {
                switch (field().type()) {
                    case BOOL -> row.set(index, data.get() != 0);
                    case INT32 -> row.set(index, data.getInt());
                    case INT64 -> row.set(index, data.getLong());
                    case FLOAT32 -> row.set(index, data.getFloat());
                    case FLOAT64 -> row.set(index, data.getDouble());
                    case STRING, INT8, INT16, UINT8, UINT16, UINT32, UINT64, FLOAT16 ->
                            throw new IllegalStateException(
                                    field().type() + " is no single number");
                }
            }
        }

        @Override
        Object boxed(Tensor tensor, int record) {
            ByteBuffer data = tensor.data();
            return switch (field().type()) {
                case BOOL -> data.get(record) != 0;
                case INT32 -> data.getInt(record * 4);
                case INT64 -> data.getLong(record * 8);
                case FLOAT32 -> data.getFloat(record * 4);
                case FLOAT64 -> data.getDouble(record * 8);
                case STRING, INT8, INT16, UINT8, UINT16, UINT32, UINT64, FLOAT16 ->
                        throw new IllegalStateException(field().type() + " is no single number");
            };
        }
    }

    private static final class Texts extends Column {
        private final ColumnText text;

        Texts(TensorField field, long[] entry, ColumnText text) {
            super(field, entry);
            this.text = text;
        }

        @Override
        void addTexts(Row row, int index, List<String> texts) {
            texts.add(text.write(row.boxedAt(index)));
        }

        @Override
        void toRows(Tensor tensor, int index, List<Row> rows) {
            List<String> texts = tensor.strings();
            for (int i = 0; i < rows.size(); i++) {
                rows.get(i).setBoxed(index, text.read(texts.get(i), field().name(), i));
            }
        }

        @Override
        Object boxed(Tensor tensor, int record) {
            return text.read(tensor.strings().get(record), field().name(), record);
        }
    }

    private static final class Tensors extends Column {
        Tensors(TensorField field, long[] entry) {
            super(field, entry);
        }

        @Override
        long[] entryShape(Row row, int index) {
            return ((Tensor) row.valueAt(index)).shape();
        }

        @Override
        void write(Row row, int index, ByteBuffer target) {
            target.put(((Tensor) row.valueAt(index)).data());
        }

        @Override
        void addTexts(Row row, int index, List<String> texts) {
            texts.addAll(((Tensor) row.valueAt(index)).strings());
        }

        @Override
        void toRows(Tensor tensor, int index, List<Row> rows) {
            for (int i = 0; i < rows.size(); i++) {
                rows.get(i).setValue(index, boxed(tensor, i));
            }
        }

        @Override
        Object boxed(Tensor tensor, int record) {
            if (field().shape().size() == entryRank()) {
                return tensor;
            }
            long[] shape = tensor.shape();
            return Columns.slice(tensor, record, record + 1)
                    .reshape(Arrays.copyOfRange(shape, 1, shape.length));
        }
    }

    final int entryRank() {
        return entry.length;
    }
}
