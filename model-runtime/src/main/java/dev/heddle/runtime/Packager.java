package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.Event;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Metrics;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import dev.heddle.model.StreamFunction;
import dev.heddle.runtime.Envelope.Flavor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an envelope of a folder of files: finds out what it is, infers its signature, runs its
 * sample and keeps what came out. Runs the model's code. Safe for use by many threads.
 */
public final class Packager {
    private static final Logger LOG = LoggerFactory.getLogger(Packager.class);
    private static final int MAX_SAMPLE_RECORDS = 1_000;

    /** The input example as MLflow's scoring server would be sent it. */
    private static final String EXAMPLE = "serving_input_example.json";

    private static final long MAX_EXAMPLE_BYTES = 16 << 20;
    private static final ModelIdentity UNREGISTERED = new ModelIdentity("unregistered", 0, "");

    private final OnnxSessions sessions;
    private final OnlineFeatures views;

    /** A packager that opens graphs in the given sessions. */
    public Packager(OnnxSessions sessions) {
        this(sessions, OnlineFeatures.NONE);
    }

    /**
     * A packager that knows of feature views, for functions over events that read and write them.
     * To a sample nothing is known of any entity, so that it gives the same at any time.
     */
    public Packager(OnnxSessions sessions, OnlineFeatures features) {
        this.sessions = Objects.requireNonNull(sessions, "sessions");
        this.views = new OnlyDefined(features);
    }

    /**
     * Makes the folder an envelope. It holds jars below {@code code/} and artifacts for a function,
     * one {@code .onnx} file for a graph, or {@code MLmodel} and what it names for an envelope that
     * is ready. Without a sample, the input example that MLflow's client has logged is one, if it
     * can be read and scored.
     *
     * @return the envelope, its signature set if Heddle runs it
     * @throws HeddleException with {@code INVALID_PACKAGE} if the folder cannot become one, with
     *     {@code INVALID_INPUT} if the sample breaks the signature
     */
    public Envelope pack(Path directory, PackageContents contents) {
        return pack(directory, contents, (name, value) -> {});
    }

    /**
     * The same.
     *
     * @param metrics takes what the function reports of itself while its sample runs
     */
    public Envelope pack(Path directory, PackageContents contents, Metrics metrics) {
        boolean ready = Files.exists(directory.resolve(Envelope.FILE));
        Envelope envelope = ready ? ready(directory, contents) : describe(directory, contents);
        if (envelope.runnable().isEmpty()) {
            return envelope;
        }
        if (envelope.runnable().get() == Flavor.HEDDLE_STREAM) {
            return packStream(envelope, contents, ready, metrics);
        }
        try (LoadedModel model =
                LoadedModel.load(
                        envelope,
                        UNREGISTERED,
                        Map.of(),
                        Mode.ONLINE,
                        metrics,
                        sessions,
                        OnlineFeatures.NONE)) {
            if (!ready) {
                Envelopes.write(envelope, model.signature());
            }
            contents.sampleJson()
                    .ifPresentOrElse(
                            sample -> runSample(directory, model, sample),
                            () -> runExample(directory, model));
            return envelope.with(model.signature());
        }
    }

    private Envelope packStream(
            Envelope envelope, PackageContents contents, boolean ready, Metrics metrics) {
        try (LoadedStream stream =
                LoadedStream.load(envelope, UNREGISTERED, Map.of(), metrics, sessions, views)) {
            if (!ready) {
                Envelopes.write(envelope, stream.signature());
            }
            contents.sampleJson().ifPresent(sample -> runSample(envelope, stream, sample));
            return envelope.with(stream.signature());
        }
    }

    /** The effects of a sample are thrown away: only that it is taken is found out. */
    private static void runSample(Envelope envelope, LoadedStream stream, byte[] json) {
        List<Event<Object>> events = stream.sampleEvents(json);
        requireSampleSize(events.size());
        try {
            stream.process(events);
        } catch (HeddleException e) {
            throw e;
        } catch (Exception e) {
            throw new HeddleException(
                    ErrorCode.INVALID_PACKAGE,
                    "the sample could not be processed: " + FunctionCode.describe(e),
                    e);
        }
        write(envelope.directory().resolve(Envelope.SAMPLE_INPUT), json);
    }

    /** An example that MLflow took need not be one that Heddle takes: then there is no sample. */
    private static void runExample(Path directory, LoadedModel model) {
        Path example = directory.resolve(EXAMPLE);
        try {
            if (Files.exists(directory.resolve(Envelope.SAMPLE_INPUT))
                    || !Files.isRegularFile(example)
                    || Files.size(example) > MAX_EXAMPLE_BYTES) {
                return;
            }
            Records records = model.mlflow().readJson(Files.readAllBytes(example)).records();
            runSample(directory, model, model.writeInputs(records));
        } catch (HeddleException e) {
            LOG.debug("An input example is no sample. problem=\"{}\"", e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + example, e);
        }
    }

    private static void requireSampleSize(int records) {
        if (records == 0 || records > MAX_SAMPLE_RECORDS) {
            throw Envelopes.invalid(
                    "the sample has %d records, expected 1 to %d"
                            .formatted(records, MAX_SAMPLE_RECORDS));
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the sample", e);
        }
    }

    private static Envelope ready(Path directory, PackageContents contents) {
        if (contents.functionClass().isPresent()
                || !contents.parameters().isEmpty()
                || !contents.artifacts().isEmpty()) {
            throw Envelopes.invalid(
                    "the package has its own MLmodel, which already names its function, parameters"
                            + " and artifacts; give none beside it");
        }
        Envelope envelope = Envelopes.read(directory);
        envelope.graph().ifPresent(graph -> requireFile(directory, graph, "graph"));
        envelope.code().forEach(jar -> requireFile(directory, jar, "jar"));
        return envelope;
    }

    private static Envelope describe(Path directory, PackageContents contents) {
        contents.artifacts()
                .forEach((name, path) -> requireFile(directory, path, "artifact '" + name + "'"));
        List<String> jars = list(directory.resolve("code"), ".jar");
        List<String> graphs = list(directory, ".onnx");
        boolean isFunction = contents.functionClass().isPresent();
        if (isFunction && jars.isEmpty()) {
            throw Envelopes.invalid("a function class was named, and no jar came with it");
        }
        if (!isFunction && !jars.isEmpty()) {
            throw Envelopes.invalid("the package holds jars, and no function class was named");
        }
        if (!isFunction && graphs.size() != 1) {
            throw Envelopes.invalid(
                    "the package holds %s .onnx files at its top, expected jars with a function class, one graph, or an MLmodel file"
                            .formatted(graphs.isEmpty() ? "no" : graphs.size()));
        }
        Envelope envelope =
                envelope(
                        directory,
                        isFunction ? Flavor.HEDDLE_JAVA : Flavor.ONNX,
                        jars.stream().map(jar -> "code/" + jar).toList(),
                        isFunction ? Optional.empty() : Optional.of(graphs.get(0)),
                        contents);
        return isFunction && isStream(envelope)
                ? envelope(
                        directory,
                        Flavor.HEDDLE_STREAM,
                        envelope.code(),
                        Optional.empty(),
                        contents)
                : envelope;
    }

    private static Envelope envelope(
            Path directory,
            Flavor flavor,
            List<String> code,
            Optional<String> graph,
            PackageContents contents) {
        return new Envelope(
                directory,
                List.of(flavor.wireName()),
                Optional.of(flavor),
                Optional.empty(),
                contents.functionClass(),
                code,
                graph,
                contents.artifacts(),
                contents.parameters(),
                contents.metadata());
    }

    private static boolean isStream(Envelope envelope) {
        try (FunctionCode code = FunctionCode.open(envelope, UNREGISTERED)) {
            return code.function() instanceof StreamFunction<?>;
        }
    }

    private static void runSample(Path directory, LoadedModel model, byte[] json) {
        JsonRows.Input sample = model.readInputs(json);
        requireSampleSize(sample.rows().size());
        model.complete(model.records(sample.rows()));
        List<Row> first = score(model, sample.rows());
        SampleComparison comparison = model.sampleComparison();
        comparison
                .difference(first, score(model, sample.rows()))
                .ifPresent(
                        difference -> {
                            throw Envelopes.invalid(
                                    "the function gives another output for the same input: "
                                            + difference);
                        });
        write(directory.resolve(Envelope.SAMPLE_INPUT), model.writeInputs(sample.rows()));
        write(directory.resolve(Envelope.SAMPLE_OUTPUT), model.writeOutputs(first));
    }

    /** Views of which nothing is known. */
    private record OnlyDefined(OnlineFeatures views) implements OnlineFeatures {
        @Override
        public Optional<FeatureView> view(String name) {
            return views.view(name);
        }

        @Override
        public KnownFeatures read(FeatureView view, String key) {
            return null;
        }

        @Override
        public boolean mayBlock() {
            return false;
        }
    }

    private static List<Row> score(LoadedModel model, List<Row> rows) {
        try {
            return model.scoreEach(rows);
        } catch (HeddleException e) {
            if (e.code() != ErrorCode.MODEL_FAILED) {
                throw e;
            }
            String cause = e.getCause() == null ? "" : ": " + FunctionCode.describe(e.getCause());
            throw new HeddleException(
                    ErrorCode.INVALID_PACKAGE,
                    "the sample could not be scored: " + e.getMessage() + cause,
                    e);
        }
    }

    private static List<String> list(Path directory, String suffix) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }

    /** A path that the package's author wrote must name something inside the folder. */
    static Path requireFile(Path directory, String path, String what) {
        Path resolved = directory.resolve(path).normalize();
        if (!resolved.startsWith(directory.normalize())
                || !Files.exists(resolved, LinkOption.NOFOLLOW_LINKS)) {
            throw Envelopes.invalid(
                    "%s is at '%s', which is not in the package".formatted(what, path));
        }
        return resolved;
    }
}
