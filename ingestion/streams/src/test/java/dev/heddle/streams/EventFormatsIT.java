package dev.heddle.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.EventFormat;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.model.Event;
import dev.heddle.model.StreamContext;
import dev.heddle.model.StreamFunction;
import dev.heddle.recording.Recording;
import dev.heddle.runtime.EventCodec;
import dev.heddle.runtime.ModelRuntime;
import dev.heddle.streams.formats.Encoded;
import dev.heddle.streams.formats.EventCodecs;
import dev.heddle.streams.formats.TestRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events in a registry's wire format, on a real broker. */
@Timeout(120)
class EventFormatsIT {
    private static final String LESS =
            """
            {"type": "record", "name": "Click", "fields": [{"name": "customer", "type": "long"}]}
            """;

    private static final String MORE =
            """
            {"type": "record", "name": "Click", "fields": [
              {"name": "session", "type": "string"},
              {"name": "customer", "type": "long"},
              {"name": "page", "type": ["null", "string"], "default": null}]}
            """;

    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static TestBroker broker;
    private static StreamAdmin admin;
    private static ModelRuntime runtime;

    private final TestRegistry registry = new TestRegistry();
    private final EventCodecs codecs = new EventCodecs(Optional.of(registry.client()));
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private StreamConsumer consumer;
    private String topic;

    @TempDir private Path folder;

    @BeforeAll
    static void start(@TempDir Path kafka) {
        broker = TestBroker.start(kafka);
        admin = new StreamAdmin(broker.settings());
        runtime = new ModelRuntime();
        broker.createTopic(Visits.TOPIC, 1);
    }

    @AfterAll
    static void stop() {
        runtime.close();
        admin.close();
        broker.close();
    }

    @BeforeEach
    void topics(TestInfo test) {
        topic = test.getTestMethod().orElseThrow().getName() + "-" + TOPICS.incrementAndGet();
        broker.createTopic(topic, 1);
    }

    @AfterEach
    void close() {
        consumer.close();
        registry.close();
    }

    /** Emits a visit for each click, as a CloudEvent in binary mode. */
    public static final class Visits implements StreamFunction<Visits.Click> {
        static final String TOPIC = "visits";

        /** What it takes. */
        public record Click(long customer, Optional<String> page) {}

        /** What it emits. */
        public record Visit(long customer, String page, Instant at) {}

        @Override
        public void process(StreamContext context, List<Event<Click>> events) {
            for (Event<Click> event : events) {
                Map<String, String> attributes = new LinkedHashMap<>();
                attributes.put("ce_specversion", "1.0");
                attributes.put("ce_id", event.topic() + "-" + event.offset());
                attributes.put("ce_source", "/tests/zürich");
                attributes.put("ce_type", "acme.visit");
                Click click = event.value();
                context.emit(
                        TOPIC,
                        event.topic(),
                        new Visit(click.customer(), click.page().orElse("-"), event.time()),
                        attributes);
            }
        }
    }

    private static byte[] click(TestRegistry registry, int id, Map<String, Object> fields) {
        GenericRecordBuilder record = new GenericRecordBuilder(registry.avro(id));
        fields.forEach(record::set);
        return Encoded.avro(id, record.build());
    }

    private void send(byte[]... values) {
        for (byte[] value : values) {
            broker.send(topic, "key", value);
        }
        broker.flush();
    }

    private void start(EventFormat format, EventFormat outputFormat) {
        start(format, outputFormat, Delivery.AT_LEAST_ONCE);
    }

    private void start(EventFormat format, EventFormat outputFormat, Delivery delivery) {
        StreamSpec spec = TestStreams.with(spec().withFormats(format, outputFormat), delivery);
        EventCodec input = codecs.of(spec.format());
        EventCodec output = codecs.of(spec.outputFormat());
        admin.prepare(spec);
        consumer =
                new StreamConsumer(
                        spec,
                        "worker",
                        broker.settings(),
                        new FunctionProgram(
                                TestFunctions.load(runtime, folder, Visits.class),
                                StreamState.NONE,
                                input,
                                output,
                                Recording.NONE),
                        (isProblem, message) -> log.add(message));
        consumer.start();
    }

    private StreamSpec spec() {
        return StreamSpec.of(topic, "test/1", topic, topic + "-group");
    }

    private void await(BooleanSupplier condition) {
        TestStreams.await(condition, () -> consumer.status() + " " + log);
    }

    /** What this test's function has emitted. */
    private List<ConsumerRecord<byte[], byte[]>> visits() {
        return broker.read(Visits.TOPIC).stream()
                .filter(r -> new String(r.key(), StandardCharsets.UTF_8).equals(topic))
                .toList();
    }

    private List<String> pages() {
        return visits().stream()
                .map(r -> new String(r.value(), StandardCharsets.UTF_8))
                .map(json -> json.substring(0, json.indexOf(",\"at\"")))
                .toList();
    }

    private List<byte[]> dead() {
        List<byte[]> values = new ArrayList<>();
        broker.read(spec().deadLetters(topic)).forEach(record -> values.add(record.value()));
        return values;
    }

    @Test
    void shouldReadAvroOfWritersThatSayMoreAndLess() {
        int less = registry.avro("clicks-value", LESS);
        int more = registry.avro("clicks-value", MORE);
        send(
                click(registry, less, Map.of("customer", 1L)),
                click(registry, more, Map.of("customer", 2L, "page", "/", "session", "s")),
                click(registry, less, Map.of("customer", 3L)));

        start(EventFormat.AVRO, EventFormat.JSON);
        await(() -> consumer.status().processed() == 3);

        assertThat(pages())
                .containsExactly(
                        "{\"customer\":1,\"page\":\"-\"",
                        "{\"customer\":2,\"page\":\"/\"",
                        "{\"customer\":3,\"page\":\"-\"");
    }

    @Test
    void shouldKeepWhatCannotBeDecodedAsItWas() {
        int id = registry.avro("clicks-value", MORE);
        byte[] whole = click(registry, id, Map.of("customer", 2L, "session", "s"));
        byte[] json = "{\"customer\": 1}".getBytes(StandardCharsets.UTF_8);
        byte[] unknown = Encoded.with(7, new byte[] {2});
        byte[] garbage = Encoded.with(id, new byte[] {-1, -1, -1, -1, -1, -1, 3});
        send(json, unknown, garbage, whole);

        start(EventFormat.AVRO, EventFormat.JSON);
        await(() -> consumer.status().processed() == 4);

        assertThat(dead()).containsExactly(json, unknown, garbage);
        assertThat(pages()).hasSize(1);
        assertThat(admin.deadLetters(spec(), 10))
                .extracting(letter -> letter.error().split(",")[0])
                .containsExactly(
                        "expected 0x00 and a schema's id",
                        "the schema registry knows no schema 7",
                        "expected Avro of schema %d".formatted(id));
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void shouldWaitForARegistryThatIsAway(Delivery delivery) {
        int id = registry.avro("clicks-value", LESS);
        byte[] value = click(registry, id, Map.of("customer", 1L));
        registry.close();
        send(value, value, value);

        start(EventFormat.AVRO, EventFormat.JSON, delivery);
        await(() -> consumer.status().retried() >= 4);
        assertThat(consumer.status().lastError().orElseThrow()).contains(registry.url());
        assertThat(consumer.status().processed()).isZero();
        registry.start();
        await(() -> pages().size() == 3);

        assertThat(consumer.status().processed()).isEqualTo(3);
        assertThat(consumer.status().deadLetters()).isZero();
    }

    @Test
    void shouldEmitAvroOnceTheRegistryIsThere() {
        send(
                "{\"customer\": 1, \"page\": \"/a\"}".getBytes(StandardCharsets.UTF_8),
                "{\"customer\": 2}".getBytes(StandardCharsets.UTF_8));
        registry.close();

        start(EventFormat.JSON, EventFormat.AVRO);
        await(() -> consumer.status().retried() >= 4);
        assertThat(visits()).isEmpty();
        registry.start();
        await(() -> consumer.status().processed() == 2);

        List<GenericRecord> read =
                visits().stream().map(r -> Encoded.read(registry, r.value())).toList();
        assertThat(read).extracting(r -> r.get("page").toString()).containsExactly("/a", "-");
        assertThat(read).extracting(r -> r.get("customer")).containsExactly(1L, 2L);
        assertThat(registry.versions("visits-value")).hasSize(1);
    }

    @Test
    void shouldSayThatASubjectDoesNotTakeWhatIsEmitted() {
        registry.avro(
                "visits-value",
                """
                {"type": "record", "name": "visits", "fields": [{"name": "page", "type": "int"}]}
                """);
        send("{\"customer\": 1}".getBytes(StandardCharsets.UTF_8));

        start(EventFormat.JSON, EventFormat.AVRO);
        await(() -> consumer.status().deadLetters() == 1);

        assertThat(admin.deadLetters(spec(), 10).get(0).error())
                .startsWith("the schema registry does not take the schema {")
                .contains("for subject 'visits-value': HTTP 409");
    }

    @Test
    void shouldReadProtobuf() throws IOException {
        int id =
                registry.protobuf(
                        "clicks-value",
                        """
                        syntax = "proto3";
                        message Click { int64 customer = 1; optional string page = 2; }
                        """);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(data);
        out.writeRawByte(0);
        out.writeInt64(1, 5);
        out.writeString(2, "/p");
        out.flush();
        byte[] garbage = Encoded.with(id, new byte[] {0, 10, 100, 1});
        send(Encoded.with(id, data.toByteArray()), garbage);

        start(EventFormat.PROTOBUF, EventFormat.JSON);
        await(() -> consumer.status().processed() == 2);

        assertThat(pages()).containsExactly("{\"customer\":5,\"page\":\"/p\"");
        assertThat(dead()).containsExactly(garbage);
    }

    @Test
    void shouldSendHeadersAsKafkas() {
        send("{\"customer\": 1}".getBytes(StandardCharsets.UTF_8));

        start(EventFormat.JSON, EventFormat.JSON);
        await(() -> consumer.status().processed() == 1);

        Map<String, String> headers = new LinkedHashMap<>();
        visits().get(0)
                .headers()
                .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
        assertThat(headers)
                .containsExactly(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_id", topic + "-0"),
                        Map.entry("ce_source", "/tests/zürich"),
                        Map.entry("ce_type", "acme.visit"));
        assertThat(admin.lag(spec())).extracting(PartitionLag::lag).containsExactly(0L);
    }
}
