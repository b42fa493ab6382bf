package dev.heddle.runtime;

import dev.heddle.model.Event;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelIdentity;
import dev.heddle.model.StreamFunction;
import dev.heddle.runtime.Envelope.Flavor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs a function over events in a plain unit test as the platform runs it, without a broker: its
 * records go through the same mapping to JSON and back.
 *
 * <pre>{@code
 * try (var tester = StreamTester.of(new ClickFeatures())) {
 *     List<Emission> emitted = tester.process(tester.event("42", new Click("/home")));
 *     assertEquals("{\"clicks\":1}", emitted.get(0).text());
 * }
 * }</pre>
 *
 * <p>The function is loaded at the first events. For one thread.
 *
 * @param <E> what an event's value is read as
 */
public final class StreamTester<E> implements AutoCloseable {
    private final StreamFunction<E> function;
    private final Map<String, String> parameters = new HashMap<>();
    private final Map<String, String> artifacts = new HashMap<>();
    private final Map<String, String> tags = new HashMap<>();
    private final Map<String, List<Double>> metrics = new HashMap<>();
    private final GivenFeatures features = new GivenFeatures();
    private final OnnxSessions sessions = new OnnxSessions();
    private LoadedStream stream;
    private long offset;

    private StreamTester(StreamFunction<E> function) {
        this.function = Objects.requireNonNull(function, "function");
    }

    /** Tests a function. */
    public static <E> StreamTester<E> of(StreamFunction<E> function) {
        return new StreamTester<>(function);
    }

    /** Gives the function a parameter, as {@code --param} does. */
    public StreamTester<E> parameter(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /** Gives the function an artifact, as {@code --artifact} does. */
    public StreamTester<E> artifact(String name, Path path) {
        artifacts.put(name, path.toAbsolutePath().normalize().toString());
        return this;
    }

    /** Gives the version a tag, as {@code --tag} does. */
    public StreamTester<E> tag(String key, String value) {
        tags.put(key, value);
        return this;
    }

    /**
     * Defines a feature view that the function reads or writes, as a file for the platform does.
     */
    public StreamTester<E> view(Path definition) {
        return view(FeatureViewFile.read(definition));
    }

    /** Defines a feature view that the function reads or writes. */
    public StreamTester<E> view(FeatureView view) {
        features.define(view);
        return this;
    }

    /**
     * What is known of an entity after the events so far.
     *
     * @param key the values of the view's keys
     * @return JSON of the view's features; empty if nothing is known
     */
    public Optional<String> known(String view, Object... key) {
        FeatureView definition =
                features.view(view)
                        .orElseThrow(() -> new IllegalArgumentException("no view " + view));
        String entity = EntityKey.of(EntityKey.row(definition.keys(), List.of(key)));
        return Optional.ofNullable(features.read(definition, entity))
                .map(found -> new JsonRows(definition.features()).write(found.values()))
                .map(json -> new String(json, StandardCharsets.UTF_8));
    }

    /** An event that happens now. */
    public Event<E> event(String key, E value) {
        return event(key, value, Instant.now());
    }

    /**
     * An event.
     *
     * @param key its key; null for none
     * @param value its value, which goes to JSON and back
     * @param time when it happened
     */
    @SuppressWarnings("unchecked")
    public Event<E> event(String key, E value, Instant time) {
        Object read = loaded().read(loaded().write(value));
        return new GivenEvent<>(Optional.ofNullable(key), (E) read, time, Map.of(), offset++);
    }

    /** Lets the function take events in one call; what it has emitted, in order. */
    @SafeVarargs
    public final List<Emission> process(Event<E>... events) throws Exception {
        return process(List.of(events));
    }

    /**
     * Lets the function take events in one call.
     *
     * @return what it has emitted, in order; features that it has written are among it
     * @throws HeddleException if what it has emitted cannot be sent
     * @throws Exception what the function throws
     */
    public List<Emission> process(List<Event<E>> events) throws Exception {
        List<Emission> emissions = loaded().process(events);
        features.take(emissions);
        return emissions;
    }

    /** What the function has recorded under a name, in order. */
    public List<Double> recorded(String metric) {
        return List.copyOf(metrics.getOrDefault(metric, List.of()));
    }

    private LoadedStream loaded() {
        if (stream == null) {
            Envelope envelope =
                    new Envelope(
                            Path.of("/"),
                            List.of(Flavor.HEDDLE_STREAM.wireName()),
                            Optional.of(Flavor.HEDDLE_STREAM),
                            Optional.empty(),
                            Optional.of(function.getClass().getName()),
                            List.of(),
                            Optional.empty(),
                            artifacts,
                            parameters,
                            Map.of());
            stream =
                    LoadedStream.of(
                            function,
                            null,
                            envelope,
                            new ModelIdentity("test", 0, ""),
                            tags,
                            (name, value) ->
                                    metrics.computeIfAbsent(name, n -> new ArrayList<>())
                                            .add(value),
                            sessions,
                            features);
        }
        return stream;
    }

    /** Closes the function. */
    @Override
    public void close() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
