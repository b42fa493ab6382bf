package dev.heddle.runtime;

import dev.heddle.model.BatchModelFunction;
import dev.heddle.model.Doc;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Loadable;
import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;
import dev.heddle.model.Signature;
import dev.heddle.model.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Scores rows with a Java function. */
final class FunctionScorer implements Scorer {
    private final Loadable function;
    private final ModelFunction<Object, Object> single;
    private final BatchModelFunction<Object, Object> batch;
    private final Signature signature;
    private final RecordBinding input;
    private final RecordBinding output;
    private final Columns inputColumns;
    private final Columns outputColumns;
    private final ClassLoader loader;

    /**
     * Binds a function that {@link Loadable#load} has not yet been called on.
     *
     * @throws HeddleException with {@code INVALID_PACKAGE} if its types are not what a signature
     *     can hold
     */
    FunctionScorer(Loadable function) {
        this.function = function;
        this.loader = function.getClass().getClassLoader();
        SignatureInference.Records records = SignatureInference.recordsOf(function.getClass());
        this.signature = records.signature();
        this.input = new RecordBinding(records.input(), signature.input());
        this.output = new RecordBinding(records.output(), signature.output());
        this.inputColumns = Columns.ofInput(signature.input());
        this.outputColumns = Columns.ofOutput(signature.output());
        this.single = function instanceof ModelFunction<?, ?> f ? cast(f) : null;
        this.batch = function instanceof BatchModelFunction<?, ?> f ? cast(f) : null;
    }

    @SuppressWarnings("unchecked")
    private static <T> T cast(Object function) {
        return (T) function;
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Optional<String> doc() {
        return Optional.ofNullable(function.getClass().getAnnotation(Doc.class)).map(Doc::value);
    }

    @Override
    public Columns inputs() {
        return inputColumns;
    }

    @Override
    public Columns outputs() {
        return outputColumns;
    }

    @Override
    public boolean takesBatches() {
        return batch != null;
    }

    @Override
    public List<Records> score(ModelContext context, List<Records> callers) {
        if (batch == null || callers.size() == 1) {
            List<Records> results = new ArrayList<>(callers.size());
            for (Records caller : callers) {
                results.add(Records.ofRows(outputColumns, score(context, caller)));
            }
            return results;
        }
        List<Row> all = new ArrayList<>();
        callers.forEach(caller -> all.addAll(caller.rows()));
        Records together = Records.ofRows(outputColumns, all.isEmpty() ? all : run(context, all));
        List<Records> results = new ArrayList<>(callers.size());
        int from = 0;
        for (Records caller : callers) {
            results.add(together.slice(from, from + caller.count()));
            from += caller.count();
        }
        return results;
    }

    private List<Row> score(ModelContext context, Records caller) {
        return caller.count() == 0 ? List.of() : run(context, caller.rows());
    }

    private List<Row> run(ModelContext context, List<Row> rows) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return batch == null ? runEach(context, rows) : runBatch(context, rows);
        } catch (HeddleException e) {
            throw e;
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw failed(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public Optional<RowScorer> rowScorer(ModelContext context) {
        if (batch != null) {
            return Optional.empty();
        }
        Row result = new Row(signature.output());
        return Optional.of(
                row -> {
                    Thread thread = Thread.currentThread();
                    ClassLoader before = thread.getContextClassLoader();
                    thread.setContextClassLoader(loader);
                    try {
                        output.toRow(single.predict(context, record(row, -1)), result);
                        return result;
                    } catch (HeddleException e) {
                        throw e;
                    } catch (Exception | LinkageError | StackOverflowError e) {
                        throw failed(e);
                    } finally {
                        thread.setContextClassLoader(before);
                    }
                });
    }

    private List<Row> runEach(ModelContext context, List<Row> rows) throws Exception {
        if (rows.size() == 1) {
            return List.of(output.toRow(single.predict(context, record(rows.get(0), -1))));
        }
        List<Row> results = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            results.add(output.toRow(single.predict(context, record(rows.get(i), i))));
        }
        return results;
    }

    private List<Row> runBatch(ModelContext context, List<Row> rows) throws Exception {
        List<Object> records = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            records.add(record(rows.get(i), rows.size() == 1 ? -1 : i));
        }
        List<Object> outputs = batch.predict(context, Collections.unmodifiableList(records));
        if (outputs == null || outputs.size() != rows.size()) {
            throw new HeddleException(
                    ErrorCode.MODEL_FAILED,
                    "the function returned %s for %d inputs, expected as many outputs"
                            .formatted(
                                    outputs == null ? "null" : outputs.size() + " outputs",
                                    rows.size()));
        }
        List<Row> results = new ArrayList<>(rows.size());
        for (Object value : outputs) {
            results.add(output.toRow(value));
        }
        return results;
    }

    /** A record; what its constructor refuses is the caller's mistake. */
    private Object record(Row row, int index) {
        try {
            return input.toRecord(row);
        } catch (HeddleException e) {
            throw e;
        } catch (RuntimeException e) {
            throw HeddleException.invalidInput(
                    List.of(
                            new Violation(
                                    index < 0 ? "" : "[" + index + "]",
                                    "a record that was refused: " + FunctionCode.describe(e),
                                    "a valid " + input.recordName())));
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private HeddleException failed(Throwable cause) {
        return new HeddleException(
                ErrorCode.MODEL_FAILED,
                "the function %s failed".formatted(function.getClass().getSimpleName()),
                cause);
    }

    @Override
    public void close() {
        FunctionCode.end(function);
    }
}
