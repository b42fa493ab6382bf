package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.Event;
import dev.heddle.model.FeatureView;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Loadable;
import dev.heddle.model.Metrics;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import dev.heddle.model.Signature;
import dev.heddle.model.StreamFunction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A version over events that is ready to process. Safe for use by many threads; after {@link
 * #close} no call may begin, and none may be running.
 */
public final class LoadedStream implements AutoCloseable {
    private static final Struct NOTHING = new Struct(List.of());

    private final VersionContext context;
    private final Loadable owner;
    private final StreamFunction<Object> function;
    private final FunctionCode code;
    private final Struct event;
    private final RecordBinding binding;
    private final Columns columns;
    private final JsonRows json;
    private final OnlineFeatures state;
    private final Map<Class<?>, RecordWriter> writers = new ConcurrentHashMap<>();
    private final Map<Class<?>, Map<FeatureView, ViewRecords>> records = new ConcurrentHashMap<>();

    private LoadedStream(
            Loadable function, VersionContext context, FunctionCode code, OnlineFeatures state) {
        this.owner = function;
        this.function = streamFunction(function);
        this.context = context;
        this.code = code;
        this.state = state;
        Class<?> type = SignatureInference.eventOf(function.getClass());
        boolean isRaw = type == byte[].class;
        this.event = isRaw ? rawEvent() : SignatureInference.struct(type);
        this.binding = isRaw ? null : new RecordBinding(type, event);
        // Producers say more than one reader wants to know, and may say still more tomorrow.
        this.columns = Columns.ofInput(event);
        this.json = isRaw ? null : JsonRows.ofKnownFields(event);
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
            OnnxSessions sessions,
            OnlineFeatures state) {
        FunctionCode code = FunctionCode.open(envelope, identity);
        try {
            return of(code.function(), code, envelope, identity, tags, metrics, sessions, state);
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
            OnnxSessions sessions,
            OnlineFeatures state) {
        VersionContext context =
                new VersionContext(envelope, identity, tags, Mode.STREAM, metrics, sessions);
        try {
            LoadedStream stream = new LoadedStream(function, context, code, state);
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

    /** The values of events as records; empty if the function takes raw bytes. */
    public Optional<Records> inputs(List<? extends Event<?>> events) {
        if (binding == null) {
            return Optional.empty();
        }
        List<Row> rows = new ArrayList<>(events.size());
        events.forEach(taken -> rows.add(binding.toRow(taken.value())));
        return Optional.of(Records.ofRows(columns, rows));
    }

    /** The records of rows that are valid by the signature. */
    public Records records(List<Row> rows) {
        return Records.ofRows(columns, rows);
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
        StreamEffects effects = new StreamEffects(this, context, state, output);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(function.getClass().getClassLoader());
        try {
            function.process(effects, Collections.unmodifiableList(cast(events)));
            return effects.emissions();
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

    /** The records of a class as features of a view. */
    ViewRecords records(FeatureView view, Class<?> type) {
        Map<FeatureView, ViewRecords> ofType =
                records.computeIfAbsent(type, t -> new ConcurrentHashMap<>());
        ViewRecords known = ofType.get(view);
        if (known == null) {
            known = new ViewRecords(view, type);
            ofType.put(view, known);
        }
        return known;
    }

    /** An emitted value as it goes to the topic. */
    byte[] bytes(String topic, Object value, EventCodec codec) {
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
}
