package dev.heddle.streams;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.Event;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelIdentity;
import dev.heddle.runtime.Emission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A program of a test: texts in, and what the test says out. */
class TestProgram implements StreamProgram {
    private final int version;
    private final Body body;
    private volatile boolean closed;

    TestProgram(Body body) {
        this(1, body);
    }

    TestProgram(int version, Body body) {
        this.version = version;
        this.body = body;
    }

    /** What it does with events. */
    @FunctionalInterface
    interface Body {
        void process(List<Event<String>> events, List<Emission> out) throws Exception;
    }

    static Emission emission(String topic, Event<?> event, String value) {
        return new Emission(topic, event.key(), value.getBytes(StandardCharsets.UTF_8));
    }

    /** A program that sends every event on, as it is. */
    static TestProgram copyTo(String topic) {
        return new TestProgram(
                (events, out) ->
                        events.forEach(event -> out.add(emission(topic, event, event.value()))));
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public ModelIdentity identity() {
        return new ModelIdentity("test", version, "");
    }

    @Override
    public Object read(byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8);
        if (text.equals("unreadable")) {
            throw new HeddleException(ErrorCode.INVALID_INPUT, "the text is unreadable");
        }
        return text;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Effects process(List<? extends Event<?>> events) throws Exception {
        List<Emission> out = new ArrayList<>();
        body.process((List<Event<String>>) events, out);
        return new Effects(out);
    }

    @Override
    public void close() {
        closed = true;
    }
}
