package dev.heddle.features;

import static dev.heddle.features.TestViews.await;
import static dev.heddle.features.TestViews.count;
import static dev.heddle.features.TestViews.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.FeatureValues;
import dev.heddle.streams.KafkaSettings;
import dev.heddle.streams.TestBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is written to a view's topic, as a process that follows it knows it. */
@Timeout(180)
class LiveFeaturesIT {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir private Path folder;
    private TestBroker broker;
    private final TestViews views = new TestViews();
    private LiveFeatures features;

    @BeforeEach
    void start() {
        broker = TestBroker.start(folder.resolve("kafka"));
        features = follow("a", true);
    }

    @AfterEach
    void stop() {
        features.close();
        broker.close();
    }

    /** Brokers that are away are told so soon. */
    private KafkaSettings settings() {
        return new KafkaSettings(
                Map.of(
                        "bootstrap.servers",
                        broker.address(),
                        "request.timeout.ms",
                        "2000",
                        "default.api.timeout.ms",
                        "2000"));
    }

    private LiveFeatures follow(String store, boolean writes) {
        return views.start(this::settings, folder.resolve(store), writes);
    }

    private FeatureView define(String name) {
        return views.define(TestViews.view(name), broker);
    }

    private void awaitCount(FeatureView view, long key, long count) {
        await(() -> count(features, view, key) == count, () -> features.progress(view));
    }

    @Test
    void shouldKnowWhatIsWrittenAndItsNewest() {
        FeatureView view = define("activity");
        send(broker, view, 1, NOON, 1);
        send(broker, view, 2, NOON, 7);
        send(broker, view, 1, NOON.plusSeconds(1), 2);
        broker.flush();

        awaitCount(view, 1, 2);
        awaitCount(view, 2, 7);
        assertThat(features.read(view, List.of("2", "3", "1"))).element(1).isNull();
        assertThat(features.progress(view).newest()).isPresent();
        assertThat(features.progress(view).problem()).isEmpty();
    }

    @Test
    void shouldRefuseToAnswerBeforeItKnows() {
        FeatureView view = TestViews.view("activity");
        features.close();
        features = follow("b", true);

        assertThatThrownBy(() -> features.read(view, "1"))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY))
                .hasMessageContaining("feature view 'activity' is not ready");
    }

    @Test
    void shouldKnowAsMuchFromTheTopicAlone() {
        FeatureView view = define("activity");
        for (int i = 0; i < 5_000; i++) {
            send(broker, view, i % 500, NOON.plusSeconds(i), i);
        }
        broker.flush();
        features.close();

        features = follow("another", false);

        await(() -> features.problem().isEmpty(), () -> features.problem());
        for (int key = 0; key < 500; key++) {
            assertThat(count(features, view, key)).isEqualTo(4_500 + key);
        }
    }

    @Test
    void shouldGoOnWhereItWasAfterARestart() {
        FeatureView view = define("activity");
        send(broker, view, 1, NOON, 1);
        broker.flush();
        awaitCount(view, 1, 1);
        features.close();
        send(broker, view, 2, NOON, 2);
        broker.flush();

        features = follow("a", true);

        awaitCount(view, 2, 2);
        awaitCount(view, 1, 1);
        assertThat(features.progress(view).late()).isZero();
    }

    @Test
    void shouldKnowWhenAViewWasWrittenToBeforeItWasStarted() {
        FeatureView view = define("activity");
        send(broker, view, 1, NOON, 1);
        broker.flush();
        awaitCount(view, 1, 1);
        Optional<Instant> before = features.progress(view).newest();
        features.close();

        features = follow("a", true);

        awaitCount(view, 1, 1);
        assertThat(before).isPresent();
        assertThat(features.progress(view).newest()).isEqualTo(before);
    }

    @Test
    void shouldMakeTheTopicEndWithTheNewest() {
        FeatureView view = define("activity");
        send(broker, view, 1, NOON.plusSeconds(9), 9);
        broker.flush();
        awaitCount(view, 1, 9);

        send(broker, view, 1, NOON, 1);
        broker.flush();

        await(() -> records(view).size() == 3, () -> records(view));
        ConsumerRecord<byte[], byte[]> last = records(view).get(2);
        assertThat(new String(last.value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"customerId\":1,\"count\":9,\"at\":\"2026-11-01T12:00:09Z\"}");
        assertThat(last.headers().lastHeader(FeatureValues.REPEATED) != null).isTrue();
        awaitCount(view, 1, 9);
        // Whoever reads it all anew has no reason to say it a third time.
        features.close();
        features = follow("another", true);
        awaitCount(view, 1, 9);
        send(broker, view, 2, NOON, 2);
        broker.flush();
        awaitCount(view, 2, 2);
        assertThat(records(view)).hasSize(4);
    }

    private List<ConsumerRecord<byte[], byte[]>> records(FeatureView view) {
        return broker.read(view.topic());
    }

    @Test
    void shouldForgetAnEntityThatIsDeleted() {
        FeatureView view = define("activity");
        send(broker, view, 1, NOON, 1);
        broker.flush();
        awaitCount(view, 1, 1);

        broker.send(view.topic(), "1", (byte[]) null);
        broker.flush();

        awaitCount(view, 1, -1);
    }

    @Test
    void shouldPassOverWhatIsNoneOfTheView() {
        FeatureView view = define("activity");
        broker.send(view.topic(), "1", "{\"customerId\": \"one\"}");
        broker.send(view.topic(), "1", "no JSON");
        // As a schema registry frames it, which begins like UTF-32.
        broker.send(view.topic(), "1", new byte[] {0, 0, 0, 0, 5, '{', '}'});
        broker.send(view.topic(), "1", new byte[] {0, 'A', 0, 0});
        String longAgo = "{\"customerId\":1,\"count\":1,\"at\":\"-999999999-01-01T00:00:00Z\"}";
        broker.send(view.topic(), "1", longAgo);
        send(broker, view, 1, NOON, 1);
        broker.flush();

        awaitCount(view, 1, 1);
        assertThat(features.progress(view).unreadable()).isEqualTo(5);
        assertThat(features.progress(view).problem().orElseThrow())
                .contains("offset 4", "expected a day of the years 1 to 9999");
    }

    @Test
    void shouldStayReadyWhenAViewGainsAFeature() {
        FeatureView view = define("activity");
        send(broker, view, 1, NOON, 1);
        broker.flush();
        awaitCount(view, 1, 1);
        Map<String, Object> definition = new HashMap<>(view.toMap());
        definition.put("features", List.of(Map.of("count", "long"), Map.of("note", "string")));
        FeatureView wider = FeatureView.fromMap(definition);

        views.remove(view);
        views.define(wider, broker);
        features.look();

        assertThat(count(features, wider, 1)).isEqualTo(1);
        broker.send(
                view.topic(),
                "1",
                "{\"customerId\":1,\"count\":2,\"note\":\"!\",\"at\":\"2026-11-02T00:00:00Z\"}");
        broker.flush();
        awaitCount(wider, 1, 2);
        await(
                () -> features.read(wider, "1").values().isPresent(1),
                () -> features.read(wider, "1"));
    }

    @Test
    void shouldNoticeATopicThatIsMadeAgain() {
        FeatureView view = define("activity");
        send(broker, view, 1, NOON.plusSeconds(60), 1);
        broker.flush();
        awaitCount(view, 1, 1);

        try (FeatureTopics topics = new FeatureTopics(broker.settings())) {
            topics.delete(view);
            await(() -> topics.find(view).isEmpty(), () -> "still there");
            topics.create(view, 4);
        }

        awaitCount(view, 1, -1);
        send(broker, view, 1, NOON, 2);
        broker.flush();
        awaitCount(view, 1, 2);
    }

    @Test
    void shouldKeepWhatWasWrittenOfTheSameMomentBeforeARepetition() {
        FeatureView view = define("activity");
        send(broker, view, 1, NOON, 1);
        send(broker, view, 1, NOON, 2);
        broker.flush();
        awaitCount(view, 1, 2);
        String first = "{\"customerId\":1,\"count\":1,\"at\":\"2026-11-01T12:00:00Z\"}";

        broker.send(view.topic(), "1", first, Map.of(FeatureValues.REPEATED, ""));
        broker.flush();

        // Two that were written, the repetition, and the one that makes it good.
        await(() -> records(view).size() == 4, () -> records(view));
        awaitCount(view, 1, 2);
        assertThat(new String(records(view).get(3).value(), StandardCharsets.UTF_8))
                .contains("\"count\":2");
    }

    @Test
    void shouldBeginAnewWhenAViewIsRemovedAndDefinedAgain() {
        FeatureView view = define("activity");
        send(broker, view, 1, NOON, 1);
        broker.flush();
        awaitCount(view, 1, 1);
        views.remove(view);
        try (FeatureTopics topics = new FeatureTopics(broker.settings())) {
            topics.delete(view);
        }
        await(() -> features.view("activity").isEmpty(), () -> "still there");

        FeatureView again = define("activity");
        send(broker, again, 2, NOON, 2);
        broker.flush();

        awaitCount(again, 2, 2);
        assertThat(count(features, again, 1)).isEqualTo(-1);
    }

    @Test
    void shouldAnswerWhileTheBrokersAreAwayAndGoOnAfterwards() {
        FeatureView view = define("activity");
        send(broker, view, 1, NOON, 1);
        broker.flush();
        awaitCount(view, 1, 1);

        broker.kill();

        assertThat(count(features, view, 1)).isEqualTo(1);
        // A process that starts meanwhile knows what it knew.
        features.close();
        features = follow("a", true);
        awaitCount(view, 1, 1);
        broker.start();
        send(broker, view, 1, NOON.plusSeconds(1), 2);
        broker.flush();
        awaitCount(view, 1, 2);
    }

    @Test
    void shouldReadTheSameByTwoProcesses() {
        FeatureView view = define("activity");
        try (LiveFeatures second = follow("second", true)) {
            send(broker, view, 1, NOON.plusSeconds(5), 5);
            send(broker, view, 1, NOON, 1);
            broker.flush();
            awaitCount(view, 1, 5);
            await(() -> count(second, view, 1) == 5, () -> second.progress(view));
            // Both say the newest once more, and then it is enough.
            await(() -> records(view).size() >= 3, () -> records(view));
            send(broker, view, 2, NOON, 2);
            broker.flush();
            awaitCount(view, 2, 2);
            await(() -> count(second, view, 2) == 2, () -> second.progress(view));
            assertThat(records(view)).hasSizeLessThanOrEqualTo(5);
        }
    }
}
