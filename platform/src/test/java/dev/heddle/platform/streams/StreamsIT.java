package dev.heddle.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Registration;
import dev.heddle.client.streams.DeadLetter;
import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.StreamLogLine;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.client.streams.StreamSummary;
import dev.heddle.client.streams.TopicEvent;
import dev.heddle.client.streams.WorkerStatus;
import dev.heddle.client.streams.WorkerStatus.State;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.platform.ClassJar;
import dev.heddle.platform.Doubler;
import dev.heddle.platform.PlatformProcess;
import dev.heddle.streams.TestBroker;
import dev.heddle.streams.TestStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams through the platform's doors: the real process and a real broker. */
class StreamsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TestBroker broker;
    private static Path relay;
    private static Path doubler;

    @BeforeAll
    static void start(@TempDir Path folder) {
        broker = TestBroker.start(folder.resolve("kafka"));
        relay =
                ClassJar.of(
                        folder.resolve("relay.jar"),
                        Relay.class,
                        Relay.Number.class,
                        Relay.Relayed.class);
        doubler =
                ClassJar.of(
                        folder.resolve("doubler.jar"),
                        Doubler.class,
                        Doubler.Number.class,
                        Doubler.Result.class);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void shouldRunAFunctionAndLookAfterIt(@TempDir Path folder) {
        try (PlatformProcess platform = dev(folder);
                Heddle heddle = Heddle.connect(platform.url())) {
            heddle.topics().create("numbers", 3);
            heddle.topics().create("relayed", 1);
            StreamSpec spec = deploy(heddle, "numbers", "relayed", 0, same -> same);
            send(heddle, "numbers", 0, 100);
            send(heddle, "numbers", -1, 0);
            platform.await("events are relayed", () -> texts("relayed").size() == 100);
            platform.await("the lag is told", () -> lag(heddle, spec) == 0);

            List<DeadLetter> letters = heddle.streams().deadLetters("relay-numbers", 10);
            assertThat(letters).singleElement().satisfies(StreamsIT::isOfMinusOne);
            assertThat(heddle.streams().redrive("relay-numbers", 10)).isEqualTo(1);
            platform.await(
                    "it is a dead letter again",
                    () -> heddle.streams().deadLetters("relay-numbers", 10).size() == 1);

            deploy(heddle, "numbers", "relayed", 1, same -> same);
            send(heddle, "numbers", 100, 200);
            platform.await("all are relayed", () -> texts("relayed").size() == 200);
            assertThat(numbers("relayed", "value")).isEqualTo(range(200));
            platform.await(
                    "the next version is told of",
                    () ->
                            heddle.streams().log("relay-numbers", 0).stream()
                                    .map(StreamLogLine::message)
                                    .anyMatch(m -> m.startsWith("relay-numbers@2 takes over")));

            assertThatThrownBy(() -> heddle.streams().reset("relay-numbers", "earliest"))
                    .hasMessageContaining("stop it first");
            heddle.streams().stop("relay-numbers");
            platform.await(
                    "it has stopped",
                    () ->
                            heddle.streams().stream("relay-numbers").workers().stream()
                                    .allMatch(worker -> worker.state() == State.STOPPED));
            heddle.streams().reset("relay-numbers", "earliest");
            // Those that were sent, the one put back, and the mark of the transaction that did so.
            assertThat(lag(heddle, spec)).isEqualTo(201 + 1 + 1);
            heddle.streams().remove("relay-numbers");
            assertThat(heddle.streams().list()).isEmpty();
        }
    }

    private static void isOfMinusOne(DeadLetter letter) {
        assertThat(letter.value()).contains("{\"value\": -1}");
        assertThat(letter.error()).isEqualTo("value is -1");
        assertThat(letter.function()).isEqualTo("relay-numbers@1");
    }

    @Test
    void shouldScoreEventsWithWhateverAnAliasNames(@TempDir Path folder) {
        try (PlatformProcess platform = dev(folder);
                Heddle heddle = Heddle.connect(platform.url())) {
            heddle.topics().create("asked", 1);
            heddle.topics().create("scored", 1);
            ModelVersion first =
                    heddle.register(Registration.function("doubler", name(Doubler.class), doubler));
            heddle.alias("doubler", "champion", first.version());
            StreamSpec spec =
                    new StreamSpec(
                            "scores",
                            "doubler@champion",
                            List.of("asked"),
                            "scores",
                            Optional.of("scored"),
                            null,
                            null,
                            0,
                            0,
                            null,
                            0,
                            0,
                            Map.of());
            heddle.streams().deploy(spec);
            send(heddle, "asked", 0, 10);
            platform.await("events are scored", () -> texts("scored").size() == 10);
            assertThat(numbers("scored", "doubled"))
                    .isEqualTo(IntStream.range(0, 10).map(i -> 2 * i).boxed().toList());

            ModelVersion second =
                    heddle.register(
                            Registration.function("doubler", name(Doubler.class), doubler)
                                    .parameter("another", "version"));
            heddle.alias("doubler", "champion", second.version());
            platform.await("the alias is followed", () -> runs(heddle, "scores", "doubler@2"));

            heddle.alias("doubler", "champion", first.version());
            platform.await("it goes back", () -> runs(heddle, "scores", "doubler@1"));
            heddle.streams().deploy(spec.withModel("endpoint:doubler"));
            platform.await(
                    "the endpoint is followed, which serves the newest",
                    () -> runs(heddle, "scores", "doubler@2"));
            assertThatThrownBy(() -> heddle.streams().deploy(spec.withModel("endpoint:nothing")))
                    .hasMessage("there is no endpoint 'nothing'");

            assertThatThrownBy(
                            () ->
                                    heddle.streams()
                                            .deploy(
                                                    StreamSpec.of(
                                                            "other", "doubler", "asked", "other")))
                    .isInstanceOfSatisfying(
                            HeddleException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                    .hasMessageContaining("name the topic that its scores go to");
        }
    }

    @Test
    void shouldLoseNothingWhenTheProcessIsKilled(@TempDir Path folder) {
        int events = 6_000;
        heddleTopics();
        PlatformProcess platform = dev(folder);
        try (Heddle heddle = Heddle.connect(platform.url())) {
            deploy(heddle, "killed", "killed-least", 5, StreamsIT::slow);
            deploy(
                    heddle,
                    "killed",
                    "killed-exact",
                    5,
                    spec -> TestStreams.with(slow(spec), Delivery.EXACTLY_ONCE),
                    "exact-killed");
            deploy(
                    heddle,
                    "killed",
                    "killed-queue",
                    5,
                    spec -> TestStreams.with(slow(spec), Delivery.QUEUE),
                    "queue-killed");
        }
        for (int i = 0; i < events; i++) {
            broker.send("killed", "key-" + i % 40, "{\"value\": " + i + "}");
        }
        broker.flush();
        for (int kill = 0; kill < 3; kill++) {
            int before = texts("killed-least").size();
            platform.await("it works", () -> texts("killed-least").size() > before + 300);
            platform.kill();
            platform = dev(folder);
        }
        try (PlatformProcess last = platform;
                Heddle heddle = Heddle.connect(last.url())) {
            last.await(
                    "all is done",
                    () ->
                            heddle.streams().list().stream()
                                    .allMatch(s -> !s.lag().isEmpty() && s.totalLag() == 0));
        }

        assertThat(numbers("killed-exact", "value")).isEqualTo(range(events));
        List<Integer> least = numbers("killed-least", "value");
        assertThat(new HashSet<>(least)).hasSize(events);
        assertThat(new HashSet<>(numbers("killed-queue", "value"))).hasSize(events);
        // Each kill repeats what was finished since the last commit, and what was running.
        assertThat(least.size() - events).isLessThan(3 * 1_000);
    }

    private static void heddleTopics() {
        broker.createTopic("killed", 3);
        broker.createTopic("killed-least", 1);
        broker.createTopic("killed-exact", 1);
        broker.createTopic("killed-queue", 1);
    }

    @Test
    void shouldRunStreamsInProcessesOfTheirOwn(@TempDir Path folder) throws IOException {
        broker.createTopic("apart", 4);
        broker.createTopic("apart-out", 1);
        String secret = PlatformProcess.token(folder, "contributor");
        Map<String, String> kafka = Map.of("HEDDLE_KAFKA_BOOTSTRAP_SERVERS", broker.address());
        try (PlatformProcess registry = PlatformProcess.inRole(folder, "registry", secret, kafka);
                Heddle heddle = Heddle.connect(registry.url(), secret)) {
            deploy(heddle, "apart", "apart-out", 0, same -> same);
            try (PlatformProcess one = ingestion(folder, "one", registry, secret);
                    PlatformProcess two = ingestion(folder, "two", registry, secret)) {
                registry.await(
                        "both have partitions", () -> partitions(heddle).equals(List.of(2, 2)));
                send(heddle, "apart", 0, 200);
                registry.await("events are relayed", () -> texts("apart-out").size() == 200);

                one.terminate();
                one.exitCode();
                registry.await("the other has all", () -> partitions(heddle).contains(4));
                send(heddle, "apart", 200, 300);
                registry.await("events are relayed", () -> texts("apart-out").size() == 300);
                assertThat(two.get("/api/v1/streams").body())
                        .contains("the registry is at " + registry.url());
            }
            assertThat(numbers("apart-out", "value")).isEqualTo(range(300));
        }
    }

    private static PlatformProcess ingestion(
            Path folder, String name, PlatformProcess registry, String secret) throws IOException {
        return PlatformProcess.beside(
                registry,
                Files.createDirectory(folder.resolve(name)),
                "ingestion",
                secret,
                Map.of("HEDDLE_KAFKA_BOOTSTRAP_SERVERS", broker.address()));
    }

    private static List<Integer> partitions(Heddle heddle) {
        return heddle.streams().list().stream()
                .flatMap(stream -> stream.workers().stream())
                .map(WorkerStatus::partitions)
                .map(Map::size)
                .toList();
    }

    private static boolean runs(Heddle heddle, String stream, String version) {
        return heddle.streams().stream(stream).workers().stream()
                .anyMatch(worker -> worker.version().equals(Optional.of(version)));
    }

    /** A change of a specification. */
    private interface Change {
        StreamSpec of(StreamSpec spec);
    }

    private static StreamSpec deploy(
            Heddle heddle, String from, String to, int millis, Change change) {
        return deploy(heddle, from, to, millis, change, "relay-" + from);
    }

    private static StreamSpec deploy(
            Heddle heddle, String from, String to, int millis, Change change, String name) {
        ModelVersion version =
                heddle.register(
                        Registration.function(name, name(Relay.class), relay)
                                .parameter("topic", to)
                                .parameter("millis", Integer.toString(millis)));
        StreamSpec spec =
                change.of(
                        StreamSpec.of(name, name + "/" + version.version(), from, name + "-group"));
        StreamSummary summary = heddle.streams().deploy(spec);
        assertThat(summary.problem()).isEmpty();
        return spec;
    }

    private static StreamSpec slow(StreamSpec spec) {
        return TestStreams.with(spec, 2, 10);
    }

    private static PlatformProcess dev(Path folder) {
        return PlatformProcess.run(
                        folder,
                        Map.of("HEDDLE_KAFKA_BOOTSTRAP_SERVERS", broker.address()),
                        "dev",
                        "--port",
                        "0")
                .awaitReady();
    }

    private static void send(Heddle heddle, String topic, int from, int until) {
        heddle.topics()
                .send(topic, IntStream.range(from, until).mapToObj(StreamsIT::event).toList());
    }

    private static TopicEvent event(int number) {
        return new TopicEvent(
                Optional.of("key-" + number % 7),
                "{\"value\": " + number + "}",
                Map.of(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty());
    }

    private static long lag(Heddle heddle, StreamSpec spec) {
        return heddle.streams().stream(spec.name()).totalLag();
    }

    private static List<String> texts(String topic) {
        return broker.texts(topic);
    }

    private static List<Integer> numbers(String topic, String field) {
        ToIntFunction<JsonNode> number = node -> node.get(field).asInt();
        return texts(topic).stream().map(StreamsIT::json).map(number::applyAsInt).sorted().toList();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    private static String name(Class<?> type) {
        return type.getName();
    }
}
