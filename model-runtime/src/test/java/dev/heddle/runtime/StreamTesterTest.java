package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.Event;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelContext;
import dev.heddle.model.StreamContext;
import dev.heddle.model.StreamFunction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamTesterTest {
    /** A click. */
    public record Click(String page, Optional<String> referrer, double seconds) {
        public Click {
            if (seconds < 0) {
                throw new IllegalArgumentException("seconds is 0 or more, got " + seconds);
            }
        }
    }

    /** What is emitted of it. */
    public record Visit(String page, long millis) {}

    /** A function of records. */
    public static final class Visits implements StreamFunction<Click> {
        @Override
        public void process(StreamContext context, List<Event<Click>> events) {
            for (Event<Click> event : events) {
                context.metrics().record("seconds", event.value().seconds());
                context.emit(
                        context.parameters().text("topic"),
                        event.key().orElse(null),
                        new Visit(event.value().page(), (long) (event.value().seconds() * 1_000)));
            }
        }
    }

    /** A function of bytes, which emits everything that can be emitted. */
    public static final class Bytes implements StreamFunction<byte[]> {
        @Override
        public void process(StreamContext context, List<Event<byte[]>> events) {
            for (Event<byte[]> event : events) {
                context.emit("bytes", null, event.value());
                context.emit("texts", "k", new String(event.value(), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void shouldGiveEventsAndReturnWhatIsEmitted() throws Exception {
        try (var tester = StreamTester.of(new Visits()).parameter("topic", "visits")) {
            Instant time = Instant.parse("2026-11-01T00:00:00Z");
            Event<Click> first =
                    tester.event("42", new Click("/home", Optional.empty(), 1.5), time);
            Event<Click> second = tester.event(null, new Click("/buy", Optional.of("ad"), 2), time);

            List<Emission> emitted = tester.process(first, second);

            assertThat(emitted).extracting(Emission::topic).containsOnly("visits");
            assertThat(emitted)
                    .extracting(Emission::key)
                    .containsExactly(Optional.of("42"), Optional.empty());
            assertThat(emitted)
                    .extracting(Emission::text)
                    .containsExactly(
                            "{\"page\":\"/home\",\"millis\":1500}",
                            "{\"page\":\"/buy\",\"millis\":2000}");
            assertThat(tester.recorded("seconds")).containsExactly(1.5, 2.0);
            assertThat(first.time()).isEqualTo(time);
            assertThat(second.offset()).isEqualTo(1);
        }
    }

    @Test
    void shouldTakeBytesAsTheyAre() throws Exception {
        try (var tester = StreamTester.of(new Bytes())) {
            byte[] value = {(byte) 0xc3, (byte) 0xa4};

            List<Emission> emitted = tester.process(tester.event("a", value));

            assertThat(emitted.get(0).value()).isEqualTo(value);
            assertThat(emitted.get(1).text()).isEqualTo("ä");
        }
    }

    /** Emits one CloudEvent in binary mode. */
    public static final class Announcing implements StreamFunction<Click> {
        @Override
        public void process(StreamContext context, List<Event<Click>> events) {
            context.emit("visits", "a", "x", Map.of("ce_type", "acme.visit"));
            Map<String, String> unset = new HashMap<>();
            unset.put("ce_id", null);
            assertThatThrownBy(() -> context.emit("visits", "a", "y", unset))
                    .hasMessage("header 'ce_id' is 'null', expected a name and a text");
        }
    }

    @Test
    void shouldGiveHeadersToWhatIsEmitted() throws Exception {
        try (var tester = StreamTester.of(new Announcing())) {
            List<Emission> emitted =
                    tester.process(tester.event("a", new Click("/", Optional.empty(), 1)));

            assertThat(emitted)
                    .extracting(Emission::headers)
                    .containsExactly(Map.of("ce_type", "acme.visit"));
            assertThat(emitted.get(0)).hasToString("visits a x {ce_type=acme.visit}");
        }
    }

    @Test
    void shouldRefuseWhatCannotBeSent() {
        StreamFunction<Click> wrongTopic = new Emitting("no topic", "x");
        StreamFunction<Click> wrongValue = new Emitting("topic", 5);

        assertThatThrownBy(() -> emit(wrongTopic))
                .hasMessageContaining("the topic is 'no topic', expected 1 to 249 letters");
        assertThatThrownBy(() -> emit(wrongValue))
                .hasMessageContaining("java.lang.Integer was emitted, expected a record");
    }

    private static void emit(StreamFunction<Click> function) throws Exception {
        try (var tester = StreamTester.of(function)) {
            tester.process(tester.event("a", new Click("/", Optional.empty(), 1)));
        }
    }

    /** Emits one thing. */
    public record Emitting(String topic, Object value) implements StreamFunction<Click> {
        @Override
        public void process(StreamContext context, List<Event<Click>> events) {
            assertThat(context.mode()).isEqualTo(ModelContext.Mode.STREAM);
            context.emit(topic, null, value);
        }
    }

    @Test
    void shouldReadEventsThatSayMoreThanTheRecordAndNoneThatSayLess() {
        LoadedStream stream = loaded(new Visits());

        Object click =
                stream.read(bytes("{\"page\": \"/\", \"seconds\": 1, \"campaign\": {\"id\": 7}}"));

        assertThat(click).isEqualTo(new Click("/", Optional.empty(), 1));
        assertThatThrownBy(() -> stream.read(bytes("{\"page\": 5}")))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessage(
                        "page: expected a string, got number 5; seconds: expected a number, got"
                                + " nothing");
        assertThatThrownBy(() -> stream.read(bytes("{\"page\": \"/\", \"seconds\": -1}")))
                .hasMessageContaining("refuses the event: seconds is 0 or more, got -1.0");
        assertThatThrownBy(() -> stream.read(bytes("[]")))
                .hasMessage("the event is an array, expected an object");
    }

    private static LoadedStream loaded(StreamFunction<?> function) {
        return LoadedStream.of(
                function,
                null,
                new Envelope(
                        java.nio.file.Path.of("/"),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        java.util.Map.of(),
                        java.util.Map.of(),
                        java.util.Map.of()),
                new dev.heddle.model.ModelIdentity("test", 0, ""),
                java.util.Map.of(),
                (name, value) -> {},
                new OnnxSessions(),
                OnlineFeatures.NONE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
