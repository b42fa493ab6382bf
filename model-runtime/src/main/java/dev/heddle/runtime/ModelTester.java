package dev.heddle.runtime;

import dev.heddle.model.BatchModelFunction;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Loadable;
import dev.heddle.model.ModelFunction;
import dev.heddle.model.ModelIdentity;
import dev.heddle.model.Signature;
import dev.heddle.runtime.Envelope.Flavor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs a function in a plain unit test as the platform runs it: its records go through the same
 * mapping to JSON and back, and the same output must come for the same input.
 *
 * <pre>{@code
 * try (var tester = ModelTester.of(new Churn()).parameter("threshold", "0.4")) {
 *     assertEquals(true, tester.predict(new Customer(3, 1.5)).atRisk());
 * }
 * }</pre>
 *
 * <p>The function is loaded at the first prediction. For one thread.
 *
 * @param <I> the input record
 * @param <O> the output record
 */
public final class ModelTester<I, O> implements AutoCloseable {
    private final Loadable function;
    private final Map<String, String> parameters = new HashMap<>();
    private final Map<String, String> artifacts = new HashMap<>();
    private final Map<String, String> tags = new HashMap<>();
    private final Map<String, List<Double>> metrics = new HashMap<>();
    private final OnnxSessions sessions = new OnnxSessions();
    private LoadedModel model;
    private RecordBinding input;
    private RecordBinding output;

    private ModelTester(Loadable function) {
        this.function = Objects.requireNonNull(function, "function");
    }

    /** Tests a function. */
    public static <I, O> ModelTester<I, O> of(ModelFunction<I, O> function) {
        return new ModelTester<>(function);
    }

    /** Tests a function of batches. */
    public static <I, O> ModelTester<I, O> of(BatchModelFunction<I, O> function) {
        return new ModelTester<>(function);
    }

    /** Gives the function a parameter, as {@code --param} does. */
    public ModelTester<I, O> parameter(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /** Gives the function an artifact, as {@code --artifact} does. */
    public ModelTester<I, O> artifact(String name, Path path) {
        artifacts.put(name, path.toAbsolutePath().normalize().toString());
        return this;
    }

    /** Gives the version a tag, as {@code --tag} does. */
    public ModelTester<I, O> tag(String key, String value) {
        tags.put(key, value);
        return this;
    }

    /** The signature that the platform infers. */
    public Signature signature() {
        return loaded().signature();
    }

    /**
     * Scores one record.
     *
     * @throws HeddleException what a caller of the platform would be told
     */
    public O predict(I record) {
        return predict(List.of(record)).get(0);
    }

    /**
     * Scores records in one batch.
     *
     * @throws HeddleException what a caller of the platform would be told
     * @throws AssertionError if the same inputs give another output the second time
     */
    public List<O> predict(List<I> records) {
        LoadedModel loaded = loaded();
        List<Row> rows = new ArrayList<>();
        for (I record : records) {
            rows.add(input.toRow(record));
        }
        byte[] json = loaded.writeInputs(rows);
        byte[] first = loaded.predict(json, Optional.empty());
        byte[] second = loaded.predict(json, Optional.empty());
        loaded.sampleComparison()
                .difference(first, second)
                .ifPresent(
                        difference -> {
                            throw new AssertionError(
                                    "the function gives another output for the same input: "
                                            + difference);
                        });
        List<O> outputs = new ArrayList<>();
        for (Row row : new JsonRows(loaded.signature().output()).read(first).rows()) {
            outputs.add(record(row));
        }
        return outputs;
    }

    /**
     * Answers a JSON call as the platform does, such as a sample file's content.
     *
     * @throws HeddleException what a caller of the platform would be told
     */
    public String predictJson(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new String(loaded().predict(bytes, Optional.empty()), StandardCharsets.UTF_8);
    }

    /** What the function has recorded under a name, in order. */
    public List<Double> recorded(String metric) {
        return List.copyOf(metrics.getOrDefault(metric, List.of()));
    }

    @SuppressWarnings("unchecked")
    private O record(Row row) {
        try {
            return (O) output.toRecord(row);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private LoadedModel loaded() {
        if (model == null) {
            SignatureInference.Records records = SignatureInference.recordsOf(function.getClass());
            input = new RecordBinding(records.input(), records.signature().input());
            output = new RecordBinding(records.output(), records.signature().output());
            Envelope envelope =
                    new Envelope(
                            Path.of("/"),
                            List.of(Flavor.HEDDLE_JAVA.wireName()),
                            Optional.of(Flavor.HEDDLE_JAVA),
                            Optional.empty(),
                            Optional.of(function.getClass().getName()),
                            List.of(),
                            Optional.empty(),
                            artifacts,
                            parameters,
                            Map.of());
            model =
                    LoadedModel.of(
                            function,
                            envelope,
                            new ModelIdentity("test", 0, ""),
                            tags,
                            (name, value) ->
                                    metrics.computeIfAbsent(name, n -> new ArrayList<>())
                                            .add(value),
                            sessions,
                            OnlineFeatures.NONE);
        }
        return model;
    }

    /** Closes the function. */
    @Override
    public void close() {
        if (model != null) {
            model.close();
            model = null;
        }
    }
}
