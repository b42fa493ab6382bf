package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.Event;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Loadable;
import dev.heddle.model.Metrics;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import dev.heddle.model.Signature;
import dev.heddle.model.StreamContext;
import dev.heddle.model.StreamFunction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A version over events that is ready to process. Safe for use by many threads; after {@link
 * #close} no call may begin, and none may be running.
 */
public final class LoadedStream implements AutoCloseable {
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final Struct NOTHING = new Struct(List.of());

    private final VersionContext context;
    private final Loadable owner;
    private final StreamFunction<Object> function;
    private final FunctionCode code;
    private final Struct event;
    private final RecordBinding binding;
    private final JsonRows json;
    private final Map<Class<?>, RecordWriter> writers = new ConcurrentHashMap<>();

    private LoadedStream(Loadable function, VersionContext context, FunctionCode code) {
        this.owner = function;
        this.function = streamFunction(function);
        this.context = context;
        this.code = code;
        Class<?> type = SignatureInference.eventOf(function.getClass());
        boolean isRaw = type == byte[].class;
        this.event = isRaw ? rawEvent() : SignatureInference.struct(type);
        this.binding = isRaw ? null : new RecordBinding(type, event);
        // Producers say more than one reader wants to know, and may say still more tomorrow.
        this.json = isRaw ? null : new JsonRows(event, true);
    }

    @SuppressWarnings("unchecked")
    private static StreamFunction<Object> streamFunction(Loadable function) {
        if (function instanceof StreamFunction<?> stream) {
            return (StreamFunction<Object>) stream;
        }
        throw Envelopes.invalid(
                "class %s is no StreamFunction".formatted(function.getClass().getName()));
    }

    private static Struct rawEvent() {
        return new Struct(List.of(Field.required("value", Scalar.BINARY)));
    }

    static LoadedStream load(
            Envelope envelope,
            ModelIdentity identity,
            Map<String, String> tags,
            Metrics metrics,
            OnnxSessions sessions) {
        FunctionCode code = FunctionCode.open(envelope, identity);
        try {
            return of(code.function(), code, envelope, identity, tags, metrics, sessions);
        } catch (RuntimeException | Error e) {
            code.close();
            throw e;
        }
    }

    /** A version of a function that is there already. */
    static LoadedStream of(
            Loadable function,
            FunctionCode code,
            Envelope envelope,
            ModelIdentity identity,
            Map<String, String> tags,
            Metrics metrics,
            OnnxSessions sessions) {
        VersionContext context =
                new VersionContext(envelope, identity, tags, Mode.STREAM, metrics, sessions);
        try {
            LoadedStream stream = new LoadedStream(function, context, code);
            FunctionCode.prepare(function, context);
            return stream;
        } catch (RuntimeException | Error e) {
            context.close();
            throw e;
        }
    }

    /** Which version this is. */
    public ModelIdentity identity() {
        return context.model();
    }

    /** What it takes: an event's fields, or the one field {@code value} of raw bytes. */
    public Signature signature() {
        return new Signature(event, NOTHING);
    }

    /** Reads an event's value of JSON as the function takes it. */
    public Object read(byte[] value) {
        return read(value, EventCodec.JSON);
    }

    /**
     * Reads an event's value as the function takes it; raw bytes stay as they are.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if it is not of the function's record; as
     *     the codec says
     */
    public Object read(byte[] value, EventCodec codec) {
        return binding == null ? value : record(codec.read(value, json));
    }

    private Object record(Row row) {
        try {
            return binding.toRecord(row);
        } catch (HeddleException e) {
            throw e;
        } catch (Throwable e) {
            // A record's constructor says which values it takes.
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT,
                    "%s refuses the event: %s"
                            .formatted(binding.recordName(), FunctionCode.describe(e)),
                    e);
        }
    }

    /** The JSON of an event's value, as its producers write it. */
    byte[] write(Object value) {
        return binding == null ? (byte[]) value : json.write(binding.toRow(value));
    }

    /** Events without a topic, of a sample: one object or an array of them. */
    List<Event<Object>> sampleEvents(byte[] sample) {
        if (binding == null) {
            return List.of(new GivenEvent<>(Optional.empty(), sample));
        }
        List<Event<Object>> events = new ArrayList<>();
        for (Row row : json.read(sample).rows()) {
            events.add(new GivenEvent<>(Optional.empty(), record(row)));
        }
        return events;
    }

    /** Lets the function take events, and writes the records that it emits as JSON. */
    public List<Emission> process(List<? extends Event<?>> events) throws Exception {
        return process(events, EventCodec.JSON);
    }

    /**
     * Lets the function take events.
     *
     * @param events values of {@link #read}
     * @param output writes the records that it emits
     * @return what it has emitted, in order; to be sent by the caller
     * @throws Exception what the function has thrown; nothing may be sent then
     */
    public List<Emission> process(List<? extends Event<?>> events, EventCodec output)
            throws Exception {
        Effects effects = new Effects(this, output);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(function.getClass().getClassLoader());
        try {
            function.process(effects, Collections.unmodifiableList(cast(events)));
            return effects.emissions;
        } catch (LinkageError | StackOverflowError | AssertionError e) {
            throw new HeddleException(
                    ErrorCode.MODEL_FAILED, "the function failed: " + FunctionCode.describe(e), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Event<Object>> cast(List<? extends Event<?>> events) {
        return (List<Event<Object>>) events;
    }

    private byte[] bytes(String topic, Object value, EventCodec codec) {
        if (value instanceof byte[] raw) {
            return raw;
        }
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (value instanceof Record record) {
            RecordWriter writer = writers.computeIfAbsent(record.getClass(), RecordWriter::of);
            return codec.write(topic, writer.binding().toRow(record), writer.json());
        }
        throw new HeddleException(
                ErrorCode.INVALID_INPUT,
                "%s was emitted, expected a record, a String or a byte[]"
                        .formatted(value == null ? "null" : value.getClass().getName()));
    }

    /** Closes the function, its graphs and its class loader. */
    @Override
    public void close() {
        FunctionCode.end(owner);
        context.close();
        if (code != null) {
            code.close();
        }
    }

    private record RecordWriter(RecordBinding binding, JsonRows json) {
        static RecordWriter of(Class<?> type) {
            Struct struct = SignatureInference.struct(type);
            return new RecordWriter(new RecordBinding(type, struct), new JsonRows(struct));
        }
    }

    /** Keeps what one call emits until it has returned. */
    private static final class Effects extends VersionContext.Call implements StreamContext {
        private final LoadedStream stream;
        private final EventCodec codec;
        private final List<Emission> emissions = new ArrayList<>();

        Effects(LoadedStream stream, EventCodec codec) {
            super(stream.context, Optional.empty());
            this.stream = stream;
            this.codec = codec;
        }

        @Override
        public void emit(String topic, String key, Object value, Map<String, String> headers) {
            if (topic == null || !TOPIC.matcher(topic).matches()) {
                throw new HeddleException(
                        ErrorCode.INVALID_INPUT,
                        "the topic is '%s', expected 1 to 249 letters, digits, '.', '_' or '-'"
                                .formatted(topic));
            }
            headers.forEach(Effects::check);
            emissions.add(
                    new Emission(
                            topic,
                            Optional.ofNullable(key),
                            stream.bytes(topic, value, codec),
                            headers));
        }

        private static void check(String name, String text) {
            if (name == null || text == null) {
                throw new HeddleException(
                        ErrorCode.INVALID_INPUT,
                        "header '%s' is '%s', expected a name and a text".formatted(name, text));
            }
        }
    }
}
