package dev.heddle.batch.scoring;

import dev.heddle.model.DataType;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.Tensor;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.Records;
import dev.heddle.runtime.TensorField;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/**
 * A batch for a graph, column by column: values go from Spark's rows straight to where a tensor has
 * them, and from the results' tensors straight into rows. For graphs whose records have a fixed
 * size in numbers and booleans that Spark has, too; others go by records.
 */
final class TensorBatch {
    /** The best batches are those whose input stays in a core's cache. */
    private static final int CACHED_BYTES = 128 * 1024;

    private static final int SMALLEST = 64;

    private final LoadedModel model;
    private final int offset;
    private final int size;
    private final TensorInput[] inputs;
    private final Output[] outputs;

    private TensorBatch(
            LoadedModel model, int offset, int size, TensorInput[] inputs, Output[] outputs) {
        this.model = model;
        this.offset = offset;
        this.size = size;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /**
     * A batch for a model.
     *
     * @param offset the place of the model's first field in a row
     * @param most how many rows at most
     * @return empty if the model is no such graph
     */
    static Optional<TensorBatch> of(LoadedModel model, int offset, int most) {
        if (!model.runsTensors() || !model.takesBatches()) {
            return Optional.empty();
        }
        List<TensorField> from = model.tensorInputs();
        List<TensorField> to = model.tensorOutputs();
        if (!from.stream().allMatch(TensorBatch::isPlain)
                || !to.stream().allMatch(TensorBatch::isPlain)) {
            return Optional.empty();
        }
        int bytes = from.stream().mapToInt(field -> width(field) * field.type().bytes()).sum();
        int size = Math.min(most, Math.max(SMALLEST, CACHED_BYTES / Math.max(1, bytes)));
        return Optional.of(
                new TensorBatch(
                        model,
                        offset,
                        size,
                        from.stream()
                                .map(field -> new TensorInput(field, size))
                                .toArray(TensorInput[]::new),
                        to.stream().map(Output::new).toArray(Output[]::new)));
    }

    /** How many rows make a batch. */
    int size() {
        return size;
    }

    /** Single values and vectors of the types that tensors and Spark have alike. */
    private static boolean isPlain(TensorField field) {
        return switch (field.type()) {
            case FLOAT32, FLOAT64, INT32, INT64, BOOL ->
                    field.shape().size() <= 2
                            && field.shape().stream().skip(1).allMatch(length -> length >= 0);
            case INT8, INT16, UINT8, UINT16, UINT32, UINT64, FLOAT16, STRING -> false;
        };
    }

    /**
     * Scores the first rows of an array.
     *
     * @param columns the columns that these rows look into, one after the other; null for copies
     * @param recording what is told of the records that were scored
     * @return false if a value is missing, or of another length, and nothing was scored
     */
    boolean score(InternalRow[] rows, int count, ColumnarBatch columns, TaskRecording recording) {
        Tensor[] tensors = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            int column = offset + i;
            boolean filled =
                    columns != null
                            && inputs[i].fill(
                                    columns.column(column),
                                    ((ColumnarBatchRow) rows[0]).rowId,
                                    count);
            if (!filled && !inputs[i].fill(rows, count, column)) {
                return false;
            }
            tensors[i] = inputs[i].tensor(count);
        }
        Records given = model.records(tensors);
        Records scored = model.score(given, Optional.empty());
        recording.record(given, scored);
        List<Tensor> results = scored.tensors();
        for (int i = 0; i < outputs.length; i++) {
            outputs[i].take(results.get(i));
        }
        return true;
    }

    /** Writes the results of a row of the batch. */
    void write(int row, InternalRow into) {
        for (int i = 0; i < outputs.length; i++) {
            outputs[i].write(row, into, i);
        }
    }

    /** How many elements of a field a row has. */
    static int width(TensorField field) {
        return field.shape().size() == 1 ? 1 : Math.toIntExact(field.shape().get(1));
    }

    private static final class Output {
        private final DataType type;
        private final int width;
        private final ArrayTensors arrays;
        private Tensor tensor;
        private ByteBuffer bytes;

        Output(TensorField field) {
            type = field.type();
            width = width(field);
            arrays = new ArrayTensors(new TensorOf(type, List.of((long) width)));
        }

        void take(Tensor result) {
            tensor = result;
            bytes = result.data();
        }

        void write(int row, InternalRow into, int column) {
            if (width != 1) {
                into.update(column, arrays.write(tensor, row * width, width));
                return;
            }
            switch (type) {
                case FLOAT32 -> into.setFloat(column, bytes.getFloat(row * 4));
                case FLOAT64 -> into.setDouble(column, bytes.getDouble(row * 8));
                case INT32 -> into.setInt(column, bytes.getInt(row * 4));
                case INT64 -> into.setLong(column, bytes.getLong(row * 8));
                case BOOL -> into.setBoolean(column, bytes.get(row) != 0);
                case INT8, INT16, UINT8, UINT16, UINT32, UINT64, FLOAT16, STRING ->
                        throw new IllegalStateException(type + " goes by records");
            }
        }
    }
}
