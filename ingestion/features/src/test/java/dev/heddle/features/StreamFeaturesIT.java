package dev.heddle.features;

import static dev.heddle.features.TestViews.await;
import static dev.heddle.features.TestViews.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.StartAt;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.model.Event;
import dev.heddle.model.FeatureView;
import dev.heddle.model.ModelIdentity;
import dev.heddle.runtime.Emission;
import dev.heddle.runtime.FeatureValues;
import dev.heddle.runtime.FeatureWrite;
import dev.heddle.runtime.KnownFeatures;
import dev.heddle.streams.Effects;
import dev.heddle.streams.StreamConsumer;
import dev.heddle.streams.StreamProgram;
import dev.heddle.streams.StreamState;
import dev.heddle.streams.TestBroker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Functions that keep state in a view, while members come and go: each has a store of its own. */
@Timeout(180)
class StreamFeaturesIT {
    private static final int KEYS = 40;

    @TempDir private Path folder;
    private TestBroker broker;
    private final TestViews views = new TestViews();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final List<LiveFeatures> all = new ArrayList<>();
    private FeatureView view;

    @BeforeEach
    void start() {
        broker = TestBroker.start(folder.resolve("kafka"));
        broker.createTopic("clicks", 4);
        view = views.define(TestViews.view("clicks"), broker);
    }

    @AfterEach
    void stop() {
        all.forEach(LiveFeatures::close);
        broker.close();
    }

    /** Counts the events of each key in the view. */
    private record Counting(FeatureView view, StreamState state) implements StreamProgram {
        @Override
        public ModelIdentity identity() {
            return new ModelIdentity("counting", 1, "");
        }

        @Override
        public Object read(byte[] value) {
            return value;
        }

        @Override
        public Effects process(List<? extends Event<?>> events) {
            Map<String, Long> own = new HashMap<>();
            List<Emission> emissions = new ArrayList<>();
            for (Event<?> event : events) {
                String key = event.key().orElseThrow();
                long before =
                        own.computeIfAbsent(
                                key,
                                k ->
                                        Optional.ofNullable(state.read(view, k))
                                                .map(known -> known.values().longAt(0))
                                                .orElse(0L));
                own.put(key, before + 1);
                KnownFeatures known = TestViews.known(view, Instant.now(), before + 1);
                emissions.add(
                        new Emission(
                                new FeatureWrite(view, key, known),
                                new FeatureValues(view)
                                        .write(
                                                TestViews.entity(view, Long.parseLong(key)),
                                                known)));
            }
            return new Effects(emissions);
        }

        @Override
        public void sent(Emission emission, int partition, long offset) {
            state.written(emission.features().orElseThrow(), partition, offset);
        }

        @Override
        public void takenOver() {
            state.takenOver();
        }

        @Override
        public void abandoned() {
            state.abandoned();
        }

        @Override
        public void close() {}
    }

    private StreamConsumer member(Delivery delivery, int number) {
        LiveFeatures features =
                views.start(broker::settings, folder.resolve("member-" + number), true);
        all.add(features);
        StreamConsumer member =
                new StreamConsumer(
                        new StreamSpec(
                                "counting",
                                "counting/1",
                                List.of("clicks"),
                                "counting",
                                Optional.empty(),
                                delivery,
                                StartAt.EARLIEST,
                                0,
                                0,
                                null,
                                0,
                                0,
                                Map.of()),
                        "member-" + number,
                        broker.settings(),
                        new Counting(view, new StreamFeatures(features)),
                        (isProblem, message) -> log.add(message));
        member.start();
        return member;
    }

    private void send(int events) {
        for (int i = 0; i < events; i++) {
            broker.send("clicks", Integer.toString(i % KEYS), "{}");
        }
        broker.flush();
    }

    private boolean hasCounted(LiveFeatures features, long each) {
        for (int key = 0; key < KEYS; key++) {
            if (count(features, view, key) < each) {
                return false;
            }
        }
        return true;
    }

    private void assertCounts(LiveFeatures features, long each) {
        await(() -> hasCounted(features, each), () -> "%s %s".formatted(counts(features), log));
        assertThat(counts(features)).containsOnly(each);
    }

    private List<Long> counts(LiveFeatures features) {
        List<Long> counts = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            counts.add(count(features, view, key));
        }
        return counts;
    }

    private void shouldCount(Delivery delivery) {
        Deque<StreamConsumer> members = new ArrayDeque<>();
        members.add(member(delivery, 0));
        for (int round = 1; round <= 4; round++) {
            send(KEYS * 50);
            members.add(member(delivery, round));
            long before = members.peek().status().processed();
            await(
                    () ->
                            members.peek().status().processed() > before
                                    || members.peekLast().status().processed() > 0
                                    || hasCounted(all.get(0), 50L),
                    () -> log);
            members.poll().close();
        }
        LiveFeatures reader = all.get(0);
        assertCounts(reader, 200);
        members.forEach(StreamConsumer::close);
    }

    @Test
    void shouldCountEachEventOnceThoughMembersComeAndGo() {
        shouldCount(Delivery.AT_LEAST_ONCE);
    }

    @Test
    void shouldCountEachEventOnceInTransactions() {
        shouldCount(Delivery.EXACTLY_ONCE);
    }

    @Test
    void shouldCountOnThoughTheBrokerIsKilledUnderTransactions() {
        StreamConsumer member = member(Delivery.EXACTLY_ONCE, 0);
        send(KEYS * 50);
        await(() -> member.status().processed() > 0, () -> log);

        broker.kill();
        broker.start();
        send(KEYS * 50);

        assertCounts(all.get(0), 100);
        member.close();
    }
}
