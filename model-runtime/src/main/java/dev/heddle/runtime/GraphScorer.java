package dev.heddle.runtime;

import dev.heddle.model.DataType;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelContext;
import dev.heddle.model.OnnxGraph;
import dev.heddle.model.Signature;
import dev.heddle.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores rows with an ONNX graph.
 *
 * <p>A graph whose inputs and outputs all begin with a variable dimension takes a batch: a row is
 * one entry of it, and that dimension is not part of the row. What is left of a shape makes the
 * field: nothing or {@code [1]} makes a single value, anything else a tensor. A graph of any other
 * form takes one row a run, with the whole tensors as fields.
 */
final class GraphScorer implements Scorer {
    private static final int MAX_BATCH = 1024;

    private final OnnxGraphSession graph;
    private final boolean batched;
    private final List<String> inputNames;
    private final List<String> outputNames;
    private final Signature signature;

    GraphScorer(OnnxGraphSession graph) {
        this.graph = graph;
        this.batched = isBatched(graph);
        this.inputNames = List.copyOf(graph.inputs().keySet());
        this.outputNames = List.copyOf(graph.outputs().keySet());
        this.signature = new Signature(struct(graph.inputs()), struct(graph.outputs()));
    }

    private static boolean isBatched(OnnxGraph graph) {
        List<TensorOf> all = new ArrayList<>(graph.inputs().values());
        all.addAll(graph.outputs().values());
        return !graph.inputs().isEmpty()
                && all.stream().allMatch(t -> !t.shape().isEmpty() && t.shape().get(0) == -1);
    }

    private Struct struct(Map<String, TensorOf> tensors) {
        List<Field> fields = new ArrayList<>();
        tensors.forEach((name, type) -> fields.add(Field.required(name, fieldType(type))));
        return new Struct(fields);
    }

    private FieldType fieldType(TensorOf type) {
        List<Long> shape = batched ? type.shape().subList(1, type.shape().size()) : type.shape();
        boolean single = shape.isEmpty() || (batched && shape.equals(List.of(1L)));
        Scalar scalar = single ? scalar(type.elements()) : null;
        return scalar != null ? scalar : new TensorOf(type.elements(), shape);
    }

    private static Scalar scalar(DataType type) {
        return switch (type) {
            case BOOL -> Scalar.BOOLEAN;
            case INT32 -> Scalar.INTEGER;
            case INT64 -> Scalar.LONG;
            case FLOAT32 -> Scalar.FLOAT;
            case FLOAT64 -> Scalar.DOUBLE;
            case STRING -> Scalar.STRING;
            case INT8, INT16, UINT8, UINT16, UINT32, UINT64, FLOAT16 -> null;
        };
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Row score(ModelContext context, Row row) {
        return run(List.of(row)).get(0);
    }

    @Override
    public List<Row> score(ModelContext context, List<Row> rows) {
        List<Row> results = new ArrayList<>(rows.size());
        int from = 0;
        while (from < rows.size()) {
            int to = from + 1;
            while (batched
                    && to < rows.size()
                    && to - from < MAX_BATCH
                    && fitTogether(rows.get(from), rows.get(to))) {
                to++;
            }
            results.addAll(run(rows.subList(from, to)));
            from = to;
        }
        return results;
    }

    private boolean fitTogether(Row first, Row other) {
        for (int i = 0; i < inputNames.size(); i++) {
            if (first.valueAt(i) instanceof Tensor a
                    && other.valueAt(i) instanceof Tensor b
                    && !Arrays.equals(a.shape(), b.shape())) {
                return false;
            }
        }
        return true;
    }

    private List<Row> run(List<Row> rows) {
        Map<String, Tensor> inputs = new HashMap<>();
        for (int i = 0; i < inputNames.size(); i++) {
            inputs.put(inputNames.get(i), gather(rows, i));
        }
        Map<String, Tensor> outputs = graph.run(inputs);
        List<Row> results = new ArrayList<>(rows.size());
        for (int r = 0; r < rows.size(); r++) {
            results.add(new Row(signature.output()));
        }
        for (int i = 0; i < outputNames.size(); i++) {
            scatter(outputNames.get(i), outputs.get(outputNames.get(i)), i, results);
        }
        return results;
    }

    private Tensor gather(List<Row> rows, int index) {
        TensorOf type = graph.inputs().get(inputNames.get(index));
        boolean isTensor = rows.get(0).valueAt(index) instanceof Tensor;
        long[] entry = isTensor ? ((Tensor) rows.get(0).valueAt(index)).shape() : scalarShape(type);
        long[] shape = entry;
        if (batched) {
            shape = new long[entry.length + 1];
            shape[0] = rows.size();
            System.arraycopy(entry, 0, shape, 1, entry.length);
        }
        if (type.elements() == DataType.STRING) {
            List<String> strings = new ArrayList<>();
            for (Row row : rows) {
                if (isTensor) {
                    strings.addAll(((Tensor) row.valueAt(index)).strings());
                } else {
                    strings.add((String) row.valueAt(index));
                }
            }
            return Tensor.of(strings, strings.size()).reshape(shape);
        }
        int bytes = Math.toIntExact(Tensor.elementCount(shape) * type.elements().bytes());
        ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (Row row : rows) {
            if (isTensor) {
                data.put(((Tensor) row.valueAt(index)).data());
            } else {
                putScalar(data, type.elements(), row, index);
            }
        }
        return Tensor.wrap(type.elements(), shape, data.flip());
    }

    private long[] scalarShape(TensorOf type) {
        return batched && type.shape().size() == 2 ? new long[] {1} : new long[0];
    }

    private static void putScalar(ByteBuffer data, DataType type, Row row, int index) {
        switch (type) {
            case BOOL -> data.put((byte) (row.booleanAt(index) ? 1 : 0));
            case INT32 -> data.putInt(row.intAt(index));
            case INT64 -> data.putLong(row.longAt(index));
            case FLOAT32 -> data.putFloat(row.floatAt(index));
            case FLOAT64 -> data.putDouble(row.doubleAt(index));
            case STRING, INT8, INT16, UINT8, UINT16, UINT32, UINT64, FLOAT16 ->
                    throw new IllegalStateException(type + " is no single number");
        }
    }

    private void scatter(String name, Tensor tensor, int index, List<Row> rows) {
        long[] shape = tensor.shape();
        if (batched && (shape.length == 0 || shape[0] != rows.size())) {
            throw new HeddleException(
                    ErrorCode.MODEL_FAILED,
                    "output '%s' of the graph has shape %s for %d rows"
                            .formatted(name, Arrays.toString(shape), rows.size()));
        }
        long[] entry = batched ? Arrays.copyOfRange(shape, 1, shape.length) : shape;
        boolean single = !(signature.output().fields().get(index).type() instanceof TensorOf);
        int count = Math.toIntExact(Tensor.elementCount(entry));
        for (int r = 0; r < rows.size(); r++) {
            Row row = rows.get(r);
            if (tensor.type() == DataType.STRING) {
                List<String> part = tensor.strings().subList(r * count, (r + 1) * count);
                row.setValue(
                        index, single ? part.get(0) : Tensor.of(part, part.size()).reshape(entry));
            } else if (single) {
                setScalar(tensor.data(), tensor.type(), r, row, index);
            } else {
                int bytes = count * tensor.type().bytes();
                row.setValue(
                        index,
                        Tensor.wrap(tensor.type(), entry, tensor.data().slice(r * bytes, bytes)));
            }
        }
    }

    private static void setScalar(ByteBuffer data, DataType type, int at, Row row, int index) {
        switch (type) {
            case BOOL -> row.set(index, data.get(at) != 0);
            case INT32 -> row.set(index, data.getInt(at * 4));
            case INT64 -> row.set(index, data.getLong(at * 8));
            case FLOAT32 -> row.set(index, data.getFloat(at * 4));
            case FLOAT64 -> row.set(index, data.getDouble(at * 8));
            case STRING, INT8, INT16, UINT8, UINT16, UINT32, UINT64, FLOAT16 ->
                    throw new IllegalStateException(type + " is no single number");
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
