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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Scores records with an ONNX graph.
 *
 * <p>A graph whose inputs and outputs all begin with a variable dimension takes a batch: a record
 * is one entry of it, and that dimension is not part of the record. What is left of a shape makes
 * the field: nothing or {@code [1]} makes a single value, anything else a tensor. A graph of any
 * other form takes one record a run, with the whole tensors as fields.
 */
final class GraphScorer implements Scorer {
    private static final int MAX_BATCH = 1024;

    private final OnnxGraphSession graph;
    private final boolean batched;
    private final Signature signature;
    private final Columns inputs;
    private final Columns outputs;
    private volatile boolean independent;

    GraphScorer(OnnxGraphSession graph) {
        this.graph = graph;
        this.batched = isBatched(graph);
        this.independent = batched;
        this.signature = new Signature(struct(graph.inputs()), struct(graph.outputs()));
        this.inputs =
                Columns.ofGraph(signature.input(), List.copyOf(graph.inputs().values()), batched);
        this.outputs =
                Columns.ofGraph(signature.output(), List.copyOf(graph.outputs().values()), batched);
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
    public Columns inputs() {
        return inputs;
    }

    @Override
    public Columns outputs() {
        return outputs;
    }

    @Override
    public boolean takesBatches() {
        return independent;
    }

    /**
     * Finds out whether the graph scores each record of a batch by itself, as one that normalises
     * over the batch does not: such a graph gets every record, or every caller's tensors, alone.
     *
     * @param rows records that it can score
     */
    @Override
    public void probe(List<Row> rows) {
        if (!batched || rows.isEmpty()) {
            return;
        }
        Records one = Records.ofRows(inputs, List.of(rows.get(0)));
        Records other = Records.ofRows(inputs, List.of(changed(rows.get(rows.size() - 1))));
        if (!one.fitsWith(other)) {
            return;
        }
        try {
            List<Records> alone = List.of(run(List.of(one)).get(0), run(List.of(other)).get(0));
            List<Records> together = run(List.of(one, other));
            independent =
                    new SampleComparison(new JsonRows(signature.output()), true)
                            .difference(Records.join(alone).rows(), Records.join(together).rows())
                            .isEmpty();
        } catch (HeddleException e) {
            independent = false;
        }
    }

    private Row changed(Row row) {
        Row changed = new Row(signature.input());
        for (int i = 0; i < inputs.fields().size(); i++) {
            changed.setBoxed(i, row.boxedAt(i));
            switch (signature.input().fields().get(i).type().kind()) {
                case FLOAT -> changed.set(i, row.floatAt(i) * 1.5f + 0.25f);
                case DOUBLE -> changed.set(i, row.doubleAt(i) * 1.5 + 0.25);
                case TENSOR -> changed.setValue(i, changed((Tensor) row.valueAt(i)));
                case BOOLEAN, INTEGER, LONG, STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT -> {
                    // What such a value means is not known: it stays.
                }
            }
        }
        return changed;
    }

    private static Tensor changed(Tensor tensor) {
        if (tensor.type() == DataType.FLOAT32) {
            float[] values = tensor.floats();
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] * 1.5f + 0.25f;
            }
            return Tensor.of(values, values.length).reshape(tensor.shape());
        }
        if (tensor.type() == DataType.FLOAT64) {
            double[] values = tensor.doubles();
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] * 1.5 + 0.25;
            }
            return Tensor.of(values, values.length).reshape(tensor.shape());
        }
        return tensor;
    }

    @Override
    public List<Records> score(ModelContext context, List<Records> callers) {
        List<Records> results = new ArrayList<>(callers.size());
        List<Records> batch = new ArrayList<>(callers.size());
        int records = 0;
        for (Records caller : callers) {
            boolean fits = independent && caller.count() > 0 && caller.count() <= MAX_BATCH;
            if (!batch.isEmpty()
                    && !(fits
                            && records + caller.count() <= MAX_BATCH
                            && batch.get(0).fitsWith(caller))) {
                results.addAll(run(batch));
                batch.clear();
                records = 0;
            }
            if (fits && inputs.areAlike(caller)) {
                batch.add(caller);
                records += caller.count();
            } else {
                results.add(scoreAlone(caller));
            }
        }
        if (!batch.isEmpty()) {
            results.addAll(run(batch));
        }
        return results;
    }

    /** Scores one caller's records in as few runs as the graph allows. */
    private Records scoreAlone(Records caller) {
        if (caller.hasTensors() && (!independent || caller.count() <= MAX_BATCH)) {
            return run(List.of(caller)).get(0);
        }
        if (caller.count() == 0) {
            return Records.ofRows(outputs, List.of());
        }
        List<Records> results = new ArrayList<>();
        int from = 0;
        while (from < caller.count()) {
            int to = from + 1;
            while (independent
                    && to < caller.count()
                    && to - from < MAX_BATCH
                    && (caller.hasTensors()
                            || caller.slice(from, from + 1).fitsWith(caller.slice(to, to + 1)))) {
                to++;
            }
            results.addAll(run(List.of(caller.slice(from, to))));
            from = to;
        }
        return Records.join(results);
    }

    /** Runs the graph once on records that fit together, and gives each caller its part. */
    private List<Records> run(List<Records> callers) {
        int count = 0;
        for (Records caller : callers) {
            count += caller.count();
        }
        int tensors = inputs.fields().size();
        long[][] shapes = new long[tensors][];
        for (int i = 0; i < tensors; i++) {
            long[] entry = inputs.entryShape(i, callers.get(0));
            shapes[i] = batched ? Columns.prepend(count, entry) : entry;
        }
        Tensor[] results = graph.run(shapes, batched ? count : -1, new Gathered(inputs, callers));
        if (callers.size() == 1 && (!batched || callers.get(0).hasTensors())) {
            return List.of(Records.ofTensors(outputs, results));
        }
        for (int i = 0; i < results.length; i++) {
            if (results[i].shape().length == 0 || results[i].shape()[0] != count) {
                throw new HeddleException(
                        ErrorCode.MODEL_FAILED,
                        "output '%s' of the graph has shape %s for %d records"
                                .formatted(
                                        outputs.fields().get(i).name(),
                                        Arrays.toString(results[i].shape()),
                                        count));
            }
        }
        List<Records> parts = new ArrayList<>(callers.size());
        int from = 0;
        for (Records caller : callers) {
            Tensor[] part =
                    callers.size() == 1
                            ? results
                            : outputs.slice(results, from, from + caller.count());
            parts.add(Records.ofTensors(outputs, part));
            from += caller.count();
        }
        return parts;
    }

    /** The inputs of several callers, one after the other. */
    private record Gathered(Columns columns, List<Records> callers)
            implements OnnxGraphSession.Source {
        @Override
        public void write(int input, ByteBuffer target) {
            for (Records caller : callers) {
                if (caller.hasTensors()) {
                    target.put(caller.tensor(input).data());
                } else {
                    columns.write(input, caller.rows(), target);
                }
            }
        }

        @Override
        public List<String> texts(int input) {
            List<String> texts = new ArrayList<>();
            for (Records caller : callers) {
                if (caller.hasTensors()) {
                    texts.addAll(caller.tensor(input).strings());
                } else {
                    columns.addTexts(input, caller.rows(), texts);
                }
            }
            return texts;
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
