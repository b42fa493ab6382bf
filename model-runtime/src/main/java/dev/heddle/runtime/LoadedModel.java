package dev.heddle.runtime;

import dev.heddle.model.HeddleException;
import dev.heddle.model.Loadable;
import dev.heddle.model.Metrics;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import dev.heddle.model.Signature;
import dev.heddle.model.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private final FunctionCode code;
    private final JsonRows inputs;
    private final JsonRows outputs;
    private final FeatureFill features;
    private volatile MlflowScoring mlflow;

    private LoadedModel(
            Envelope envelope,
            VersionContext context,
            Scorer scorer,
            FunctionCode code,
            OnlineFeatures online) {
        this.envelope = envelope;
        this.context = context;
        this.scorer = scorer;
        this.code = code;
        this.inputs = JsonRows.ofInputs(scorer.signature().input());
        this.features = FeatureFill.of(scorer.signature().input(), online);
        this.outputs = new JsonRows(scorer.signature().output());
    }

    static LoadedModel load(
            Envelope envelope,
            ModelIdentity identity,
            Map<String, String> tags,
            Mode mode,
            Metrics metrics,
            OnnxSessions sessions,
            OnlineFeatures online) {
        VersionContext context =
                new VersionContext(envelope, identity, tags, mode, metrics, sessions);
        return switch (envelope.runnable()
                .orElseThrow(() -> Envelopes.invalid(notRunnable(envelope)))) {
            case ONNX -> {
                Path graph =
                        Packager.requireFile(
                                envelope.directory(), envelope.graph().orElseThrow(), "graph");
                yield new LoadedModel(
                        envelope, context, new GraphScorer(sessions.open(graph)), null, online);
            }
            case HEDDLE_JAVA -> loadFunction(envelope, identity, context, online);
            case HEDDLE_STREAM ->
                    throw Envelopes.invalid(
                            "%s takes the events of a topic and answers no calls: deploy it with heddle stream deploy"
                                    .formatted(envelope.functionClass().orElse("the version")));
        };
    }

    /** A version of a function that is already there, as a test has it. */
    static LoadedModel of(
            Loadable function,
            Envelope envelope,
            ModelIdentity identity,
            Map<String, String> tags,
            Metrics metrics,
            OnnxSessions sessions,
            OnlineFeatures online) {
        VersionContext context =
                new VersionContext(envelope, identity, tags, Mode.ONLINE, metrics, sessions);
        FunctionScorer scorer = new FunctionScorer(function);
        FunctionCode.prepare(function, context);
        return new LoadedModel(envelope, context, scorer, null, online);
    }

    private static LoadedModel loadFunction(
            Envelope envelope,
            ModelIdentity identity,
            VersionContext context,
            OnlineFeatures online) {
        FunctionCode code = FunctionCode.open(envelope, identity);
        try {
            FunctionScorer scorer = new FunctionScorer(code.function());
            FunctionCode.prepare(code.function(), context);
            return new LoadedModel(envelope, context, scorer, code, online);
        } catch (RuntimeException | Error e) {
            context.close();
            code.close();
            throw e;
        }
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

    /** The fields of an input as tensors: a graph's own, or one for each field of a record. */
    public List<TensorField> tensorInputs() {
        return scorer.inputs().fields();
    }

    /** The fields of an output as tensors. */
    public List<TensorField> tensorOutputs() {
        return scorer.outputs().fields();
    }

    /** Whether it is better to score the records of several callers together than one by one. */
    public boolean takesBatches() {
        return scorer.takesBatches();
    }

    /** Whether it computes on tensors, so that records are best given as such: it is a graph. */
    public boolean runsTensors() {
        return scorer instanceof GraphScorer;
    }

    /** Records of rows that are valid by the signature. */
    public Records records(List<Row> rows) {
        return Records.ofRows(scorer.inputs(), rows);
    }

    /** Results of rows that are valid by the signature. */
    public Records outputs(List<Row> rows) {
        return Records.ofRows(scorer.outputs(), rows);
    }

    /**
     * Records of tensors.
     *
     * @param tensors in the order of {@link #tensorInputs}, null for an optional one left out
     * @throws HeddleException with {@code INVALID_INPUT} if one is missing or does not fit
     */
    public Records records(Tensor[] tensors) {
        return Records.ofTensors(scorer.inputs(), scorer.inputs().check(tensors));
    }

    /**
     * Scores what each of some callers wants.
     *
     * @param callers at least one; run together where the model takes batches and they fit
     * @param requestId the id of the one call, for the function's context; empty for several
     * @return the results, in order
     * @throws HeddleException with {@code INVALID_INPUT} or {@code MODEL_FAILED}; of several
     *     callers one may be the reason, and the others succeed without it
     */
    public List<Records> score(List<Records> callers, Optional<String> requestId) {
        return scorer.score(context.forCall(requestId), callers);
    }

    /**
     * Answers a JSON call: an object with an object, an array of objects with an array.
     *
     * @param json UTF-8
     * @param requestId the call's id, for the function's context
     * @return UTF-8
     * @throws HeddleException with {@code INVALID_INPUT} if the input breaks the signature, with
     *     {@code MODEL_FAILED} if the model fails
     */
    public byte[] predict(byte[] json, Optional<String> requestId) {
        JsonRows.Input input = inputs.read(json);
        Records records = complete(records(input.rows()));
        return writeOutputs(score(records, requestId), input.isArray());
    }

    /**
     * Fills in the features that a caller has left out, with what is known of their entities now;
     * what a caller sends stays. To be called with what was read before it is scored.
     *
     * @return the same records, or others in their place
     * @throws HeddleException with {@code INVALID_INPUT} if nothing is known of a feature that the
     *     model cannot do without; with {@code NOT_READY} or {@code UNAVAILABLE} if it cannot be
     *     told
     */
    public Records complete(Records records) {
        return features == null ? records : features.complete(scorer.inputs(), records);
    }

    /** Whether {@link #complete} may wait for another machine. */
    public boolean mayBlock() {
        return features != null && features.mayBlock();
    }

    /** Scores one caller's records. */
    public Records score(Records caller, Optional<String> requestId) {
        return score(List.of(caller), requestId).get(0);
    }

    /**
     * The fastest way to score many records, one after the other on one thread.
     *
     * @return empty for graphs and functions of batches, to which records are better given together
     */
    public Optional<RowScorer> rowScorer() {
        return scorer.rowScorer(context.forCall(Optional.empty()));
    }

    /** Scores each row by itself. */
    List<Row> scoreEach(List<Row> rows) {
        return rows.stream()
                .map(row -> score(records(List.of(row)), Optional.empty()).rows().get(0))
                .toList();
    }

    /** Reads inputs from JSON. */
    public JsonRows.Input readInputs(byte[] json) {
        return inputs.read(json);
    }

    /**
     * Reads an event's value as one record to score.
     *
     * @throws HeddleException as the codec says
     */
    public Records readEvent(byte[] value, EventCodec codec) {
        return records(List.of(codec.read(value, inputs)));
    }

    /** Writes one output as an event's value; fails as the codec says. */
    public byte[] writeEvent(String topic, Records output, EventCodec codec) {
        return codec.write(topic, output.rows().get(0), outputs);
    }

    /** Its inputs and outputs in MLflow's scoring protocol. */
    public MlflowScoring mlflow() {
        MlflowScoring present = mlflow;
        if (present == null) {
            present =
                    new MlflowScoring(
                            signature(),
                            scorer.inputs(),
                            scorer.outputs(),
                            scorer instanceof GraphScorer,
                            scorer instanceof GraphScorer
                                    ? Envelopes.hasTensorSignature(envelope.directory())
                                    : Optional.empty());
            mlflow = present;
        }
        return present;
    }

    /** Writes outputs as JSON: an array of objects, or one object. */
    public byte[] writeOutputs(Records records, boolean asArray) {
        return asArray ? outputs.writeArray(records.rows()) : outputs.write(records.rows().get(0));
    }

    /** Writes inputs as a JSON array of objects. */
    public byte[] writeInputs(Records records) {
        return inputs.writeArray(records.rows());
    }

    byte[] writeInputs(List<Row> rows) {
        return inputs.writeArray(rows);
    }

    byte[] writeOutputs(List<Row> rows) {
        return outputs.writeArray(rows);
    }

    /**
     * How two outputs differ: not at all, bit by bit, for functions; for graphs, whose arithmetic
     * depends on how many records run together, by no more than rounding does.
     *
     * @param expected JSON, as {@link #writeOutputs} gives it
     * @param actual JSON
     * @return the first difference; empty if there is none
     */
    public Optional<String> difference(byte[] expected, byte[] actual) {
        return sampleComparison().difference(expected, actual);
    }

    SampleComparison sampleComparison() {
        return new SampleComparison(outputs, scorer instanceof GraphScorer || context.usesGraph());
    }

    /** The recorded sample's inputs as a JSON array; empty if none was recorded. */
    public Optional<byte[]> sampleInput() {
        return sampleFile(Envelope.SAMPLE_INPUT);
    }

    /**
     * Runs the recorded sample and compares: this is what makes engines agree. From then on it is
     * known, too, whether a graph can take the records of several callers together.
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
        List<Row> sample = new JsonRows(signature().input()).read(input.get()).rows();
        List<Row> rows = scoreEach(sample);
        scorer.probe(sample);
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
        if (code != null) {
            code.close();
        }
    }
}
