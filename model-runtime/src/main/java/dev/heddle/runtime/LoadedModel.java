package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Loadable;
import dev.heddle.model.Metrics;
import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import dev.heddle.model.Signature;
import dev.heddle.runtime.JsonRows.Records;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version that is ready to score. Safe for use by many threads; after {@link #close} no call may
 * begin, and none may be running.
 */
public final class LoadedModel implements AutoCloseable {
    private final Envelope envelope;
    private final VersionContext context;
    private final Scorer scorer;
    private final ModelClassLoader loader;
    private final JsonRows inputs;
    private final JsonRows outputs;

    private LoadedModel(
            Envelope envelope, VersionContext context, Scorer scorer, ModelClassLoader loader) {
        this.envelope = envelope;
        this.context = context;
        this.scorer = scorer;
        this.loader = loader;
        this.inputs = new JsonRows(scorer.signature().input());
        this.outputs = new JsonRows(scorer.signature().output());
    }

    static LoadedModel load(
            Envelope envelope,
            ModelIdentity identity,
            Map<String, String> tags,
            Mode mode,
            Metrics metrics,
            OnnxSessions sessions) {
        VersionContext context =
                new VersionContext(envelope, identity, tags, mode, metrics, sessions);
        return switch (envelope.runnable()
                .orElseThrow(() -> Envelopes.invalid(notRunnable(envelope)))) {
            case ONNX -> {
                Path graph =
                        Packager.requireFile(
                                envelope.directory(), envelope.graph().orElseThrow(), "graph");
                yield new LoadedModel(
                        envelope, context, new GraphScorer(sessions.open(graph)), null);
            }
            case HEDDLE_JAVA -> loadFunction(envelope, identity, context);
        };
    }

    /** A version of a function that is already there, as a test has it. */
    static LoadedModel of(
            Loadable function,
            Envelope envelope,
            ModelIdentity identity,
            Map<String, String> tags,
            Metrics metrics,
            OnnxSessions sessions) {
        VersionContext context =
                new VersionContext(envelope, identity, tags, Mode.ONLINE, metrics, sessions);
        FunctionScorer scorer = new FunctionScorer(function);
        scorer.load(context);
        return new LoadedModel(envelope, context, scorer, null);
    }

    private static LoadedModel loadFunction(
            Envelope envelope, ModelIdentity identity, VersionContext context) {
        ModelClassLoader loader = new ModelClassLoader(identity.toString(), jars(envelope));
        try {
            FunctionScorer scorer =
                    new FunctionScorer(instance(loader, envelope.functionClass().orElseThrow()));
            scorer.load(context);
            return new LoadedModel(envelope, context, scorer, loader);
        } catch (RuntimeException | Error e) {
            context.close();
            closeLoader(loader);
            throw e;
        }
    }

    private static Loadable instance(ClassLoader loader, String name) {
        try {
            Object function = loader.loadClass(name).getConstructor().newInstance();
            if (function instanceof Loadable loadable) {
                return loadable;
            }
            throw Envelopes.invalid(
                    "class %s is neither a ModelFunction nor a BatchModelFunction".formatted(name));
        } catch (ClassNotFoundException e) {
            throw Envelopes.invalid("class %s is in none of the jars".formatted(name));
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw Envelopes.invalid(
                    "class %s is not public with a public constructor without arguments"
                            .formatted(name));
        } catch (InvocationTargetException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_PACKAGE,
                    "the constructor of %s failed: %s"
                            .formatted(name, FunctionScorer.describe(e.getCause())),
                    e.getCause());
        } catch (LinkageError e) {
            throw new HeddleException(
                    ErrorCode.INVALID_PACKAGE,
                    "class %s needs %s, which none of the jars holds"
                            .formatted(name, FunctionScorer.describe(e)),
                    e);
        }
    }

    private static URL[] jars(Envelope envelope) {
        List<URL> urls = new ArrayList<>();
        for (String jar : envelope.code()) {
            try {
                urls.add(Packager.requireFile(envelope.directory(), jar, "jar").toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalStateException("a file has a URL", e);
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static String notRunnable(Envelope envelope) {
        return "the version has the flavors %s; Heddle runs heddle_java and onnx"
                .formatted(envelope.flavors());
    }

    /** Which version this is. */
    public ModelIdentity identity() {
        return context.model();
    }

    /** What the model means, from {@code @Doc} on its function; empty where that says nothing. */
    public Optional<String> doc() {
        return scorer.doc();
    }

    /** What it takes and gives. */
    public Signature signature() {
        return scorer.signature();
    }

    /**
     * Answers a JSON call: an object with an object, an array of objects with an array.
     *
     * @param json UTF-8
     * @param requestId the call's id, for the function's context
     * @throws HeddleException with {@code INVALID_INPUT} if the input breaks the signature, with
     *     {@code MODEL_FAILED} if the model fails
     */
    public Prediction predict(byte[] json, Optional<String> requestId) {
        Records records = inputs.read(json);
        ModelContext call = context.forCall(requestId);
        if (!records.isArray()) {
            return new Prediction(outputs.write(scorer.score(call, records.rows().get(0))), 1);
        }
        List<Row> rows = records.rows().isEmpty() ? List.of() : scorer.score(call, records.rows());
        return new Prediction(outputs.writeArray(rows), rows.size());
    }

    /**
     * An answer.
     *
     * @param json UTF-8
     * @param records how many records it holds
     */
    public record Prediction(byte[] json, int records) {}

    /** Scores rows that are valid by the signature; as many come back, in order. */
    public List<Row> score(List<Row> rows, Optional<String> requestId) {
        return rows.isEmpty() ? List.of() : scorer.score(context.forCall(requestId), rows);
    }

    /** Scores each row by itself. */
    List<Row> scoreEach(List<Row> rows) {
        return rows.stream().map(row -> scorer.score(context, row)).toList();
    }

    /** Reads inputs from JSON. */
    public Records readInputs(byte[] json) {
        return inputs.read(json);
    }

    byte[] writeInputs(List<Row> rows) {
        return inputs.writeArray(rows);
    }

    byte[] writeOutputs(List<Row> rows) {
        return outputs.writeArray(rows);
    }

    SampleComparison sampleComparison() {
        return new SampleComparison(outputs, scorer instanceof GraphScorer || context.usesGraph());
    }

    /** The recorded sample's inputs as a JSON array; empty if none was recorded. */
    public Optional<byte[]> sampleInput() {
        return sampleFile(Envelope.SAMPLE_INPUT);
    }

    /**
     * Runs the recorded sample and compares: this is what makes engines agree.
     *
     * @return how the output differs from the recorded one; empty if it does not, or no sample was
     *     recorded
     * @throws HeddleException if the sample cannot be scored
     */
    public Optional<String> checkSample() {
        Optional<byte[]> input = sampleInput();
        Optional<byte[]> output = sampleFile(Envelope.SAMPLE_OUTPUT);
        if (input.isEmpty() || output.isEmpty()) {
            return Optional.empty();
        }
        List<Row> rows = scoreEach(inputs.read(input.get()).rows());
        return sampleComparison().difference(output.get(), outputs.writeArray(rows));
    }

    private Optional<byte[]> sampleFile(String name) {
        Path file = envelope.directory().resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Closes the function, its graphs and its class loader. */
    @Override
    public void close() {
        scorer.close();
        context.close();
        if (loader != null) {
            closeLoader(loader);
        }
    }

    private static void closeLoader(ModelClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a class loader", e);
        }
    }
}
