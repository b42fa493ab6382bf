package dev.heddle.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.streams.DeadLetter;
import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.RetryRule;
import dev.heddle.client.streams.StartAt;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.client.streams.WorkerStatus.State;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a stream promises that is a queue, on a real broker. */
@Timeout(120)
class StreamQueueIT extends ConsumerFixture {
    StreamQueueIT() {
        super(1);
    }

    @Test
    void shouldProcessEveryEventOnceWhileNothingFails() {
        send(0, 20_000);

        StreamConsumer consumer = start(spec(8, 200), TestProgram.copyTo(output), "worker");
        await(() -> consumer.status().processed() == 20_000);
        await(() -> lag() == 0);
        consumer.close();

        assertThat(numbers()).isEqualTo(range(20_000));
        assertThat(consumer.status().state()).isEqualTo(State.STOPPED);
        assertThat(log).isEmpty();
    }

    @Test
    void shouldShareOnePartitionAmongProcesses() {
        List<StreamConsumer> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            members.add(start(spec(2, 10), slowly(5), "worker-" + i));
        }
        await(() -> members.stream().allMatch(m -> m.status().state() == State.RUNNING));
        send(0, 3_000);
        await(() -> lag() == 0);
        members.forEach(StreamConsumer::close);

        assertThat(numbers()).isEqualTo(range(3_000));
        members.forEach(m -> assertThat(m.status().processed()).isGreaterThan(300));
    }

    @Test
    void shouldLoseNothingWhenAMemberIsGoneWithoutAWord() {
        StreamSpec spec = spec(4, 10);
        admin.prepare(spec);
        lockFor(spec, Duration.ofSeconds(2));
        send(0, 100);
        // As a process that was killed: what it has locked is neither acknowledged nor released.
        try (KafkaShareConsumer<byte[], byte[]> gone = member(spec, 30)) {
            assertThat(poll(gone).count()).isEqualTo(30);
            StreamConsumer consumer = start(spec, TestProgram.copyTo(output), "worker");
            await(() -> consumer.status().processed() == 100);
        }

        assertThat(numbers()).isEqualTo(range(100));
    }

    @Test
    void shouldKeepWhatItIsSlowWith() {
        StreamSpec spec = spec(2, 1);
        admin.prepare(spec);
        lockFor(spec, Duration.ofMillis(1_500));
        Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
        TestProgram.Body body =
                (events, out) -> {
                    String value = events.get(0).value();
                    calls.computeIfAbsent(value, v -> new AtomicInteger()).incrementAndGet();
                    if (value.equals("3")) {
                        Thread.sleep(6_000);
                    }
                    out.add(TestProgram.emission(output, events.get(0), value));
                };
        StreamConsumer one = start(spec, new TestProgram(body), "one");
        StreamConsumer other = start(spec, new TestProgram(body), "other");
        send(0, 200);
        // The others do not wait for it.
        await(() -> one.status().processed() + other.status().processed() == 199);
        assertThat(calls.get("3")).hasValue(1);
        await(() -> lag() == 0);

        assertThat(calls.values()).allSatisfy(count -> assertThat(count).hasValue(1));
        assertThat(numbers()).isEqualTo(range(200));
    }

    @Test
    void shouldFindThePoisonInABatchAndLetTheRestGoOn() {
        for (int i = 0; i < 3_000; i++) {
            broker.send(topic, "key", i % 1_000 == 500 ? "poison " + i : "" + i);
        }
        broker.send(topic, "key", "unreadable");
        broker.flush();

        StreamConsumer consumer =
                start(
                        spec(8, 200),
                        new TestProgram(
                                (events, out) ->
                                        events.forEach(
                                                event -> {
                                                    if (event.value().startsWith("poison")) {
                                                        throw new IllegalArgumentException(
                                                                "no " + event.value());
                                                    }
                                                    out.add(
                                                            TestProgram.emission(
                                                                    output, event, event.value()));
                                                })),
                        "worker");
        await(() -> consumer.status().processed() == 3_001);
        await(() -> lag() == 0);

        assertThat(numbers())
                .isEqualTo(range(3_000).stream().filter(i -> i % 1_000 != 500).toList());
        List<DeadLetter> letters = admin.deadLetters(spec(8, 200), 100);
        assertThat(letters)
                .extracting(letter -> letter.value().orElseThrow())
                .containsExactlyInAnyOrder(
                        "poison 500", "poison 1500", "poison 2500", "unreadable");
        assertThat(letters)
                .filteredOn(letter -> letter.value().get().equals("poison 500"))
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.error()).isEqualTo("no poison 500");
                            assertThat(letter.topic()).isEqualTo(topic);
                            assertThat(letter.offset()).isEqualTo(500);
                            assertThat(letter.function()).isEqualTo("test@1");
                        });
    }

    @Test
    void shouldPauseBetweenAttemptsForLongerThanALock() {
        RetryRule rule = new RetryRule(7, Duration.ofMillis(700), Duration.ofMillis(700), false);
        StreamSpec spec =
                TestStreams.with(
                        spec(2, 10),
                        Duration.ZERO,
                        Map.of("java.lang.IllegalStateException", rule));
        admin.prepare(spec);
        lockFor(spec, Duration.ofMillis(1_500));
        AtomicInteger attempts = new AtomicInteger();
        send(0, 50);

        StreamConsumer consumer =
                start(
                        spec,
                        new TestProgram(
                                (events, out) -> {
                                    if (events.stream().anyMatch(e -> e.value().equals("7"))) {
                                        if (events.size() == 1) {
                                            attempts.incrementAndGet();
                                        }
                                        throw new IllegalStateException("not yet");
                                    }
                                }),
                        "worker");
        await(() -> consumer.status().processed() == 50);

        assertThat(attempts).hasValue(7);
        assertThat(admin.deadLetters(spec, 10))
                .singleElement()
                .satisfies(letter -> assertThat(letter.attempts()).isEqualTo(7));
    }

    @Test
    void shouldNotLeaveItToTheBrokersToDropAnEvent() {
        StreamSpec spec = spec(2, 10);
        admin.prepare(spec);
        send(0, 1);
        try (KafkaShareConsumer<byte[], byte[]> failing = member(spec, 10)) {
            for (int i = 0; i < 5; i++) {
                for (ConsumerRecord<byte[], byte[]> record : poll(failing)) {
                    failing.acknowledge(record, AcknowledgeType.RELEASE);
                }
                failing.commitSync();
            }
        }

        StreamConsumer consumer = start(spec, TestProgram.copyTo(output), "worker");
        await(() -> consumer.status().deadLetters() == 1);

        assertThat(admin.deadLetters(spec, 10))
                .singleElement()
                .satisfies(
                        letter ->
                                assertThat(letter.error())
                                        .startsWith("the event was given to processes 5 times"));
        assertThat(broker.texts(output)).isEmpty();
    }

    @Test
    void shouldReleaseWhatItHasNotBegunWhenItStops() {
        send(0, 400);
        StreamConsumer first = start(spec(2, 20), slowly(300), "first");
        await(() -> first.status().processed() > 0);
        first.close();
        long done = first.status().processed();
        StreamConsumer second = start(spec(2, 20), TestProgram.copyTo(output), "second");
        await(() -> lag() == 0);

        assertThat(done).isLessThan(400);
        assertThat(second.status().processed()).isEqualTo(400 - done);
        assertThat(numbers()).isEqualTo(range(400));
    }

    @Test
    void shouldLetAnotherVersionTakeOverWithoutAGap() {
        TestProgram one = slowly(2);
        StreamConsumer consumer = start(spec(4, 20), one, "worker");
        send(0, 2_000);
        await(() -> consumer.status().processed() > 100);
        consumer.use(
                new TestProgram(
                        2,
                        (events, out) ->
                                events.forEach(
                                        e -> out.add(TestProgram.emission(output, e, e.value())))));
        send(2_000, 3_000);
        await(() -> consumer.status().processed() == 3_000);
        await(one::isClosed);

        assertThat(numbers()).isEqualTo(range(3_000));
        assertThat(log).contains("test@2 takes over from test@1");
    }

    @Test
    void shouldTakeNothingWhileItIsPaused() {
        StreamConsumer consumer = start(spec(4, 20), TestProgram.copyTo(output), "worker");
        send(0, 10);
        await(() -> consumer.status().processed() == 10);
        consumer.pause();
        await(() -> consumer.status().state() == State.PAUSED);
        send(10, 20);
        await(() -> lag() == 10);
        consumer.resume();
        await(() -> lag() == 0);

        assertThat(numbers()).isEqualTo(range(20));
    }

    @Test
    void shouldWaitForABrokerThatIsKilled() {
        send(0, 1_000);
        StreamConsumer consumer = start(spec(4, 10), slowly(5), "worker");
        await(() -> consumer.status().processed() > 50);
        broker.kill();
        broker.start();
        await(() -> lag() == 0);

        assertThat(numbers().stream().distinct().toList()).isEqualTo(range(1_000));
    }

    @Test
    void shouldBeginAtTheEndIfItIsToldSo() {
        send(0, 10);
        StreamSpec spec = from(StartAt.LATEST);
        StreamConsumer consumer = start(spec, TestProgram.copyTo(output), "worker");
        // When it is at the end can only be told by what it gets.
        AtomicInteger next = new AtomicInteger(10);
        await(
                () -> {
                    send(next.get(), next.incrementAndGet());
                    return consumer.status().processed() > 0;
                });

        assertThat(numbers()).isNotEmpty().allMatch(number -> number >= 10);
    }

    @Test
    void shouldStartElsewhereWhenItIsStopped() {
        assertThat(lags())
                .singleElement()
                .isEqualTo(new PartitionLag(topic, 0, OptionalLong.empty(), 0, 0));
        send(0, 10);
        assertThat(lag()).isEqualTo(10);
        StreamConsumer consumer = start(spec(2, 10), TestProgram.copyTo(output), "worker");
        await(() -> lag() == 0);
        assertThatThrownBy(() -> admin.reset(spec(2, 10), ResetPlace.parse("earliest")))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("has members: stop the stream first");
        consumer.close();

        List<PartitionLag> lags = admin.reset(spec(2, 10), ResetPlace.parse("4"));

        assertThat(lags).containsExactly(new PartitionLag(topic, 0, OptionalLong.of(4), 10, 6));
        StreamConsumer again = start(spec(2, 10), TestProgram.copyTo(output), "worker");
        await(() -> again.status().processed() == 6);
    }

    @Test
    void shouldSayWhatIsWrongWithTheGroup() throws Exception {
        StreamSpec ordered = TestStreams.with(spec(2, 10), Delivery.AT_LEAST_ONCE);
        send(0, 10);
        StreamConsumer consumer = start(ordered, TestProgram.copyTo(output), "worker");
        await(() -> consumer.status().processed() == 10);
        consumer.close();

        assertThatThrownBy(() -> admin.prepare(spec(2, 10)))
                .hasMessage(
                        "group is '%s', which is a consumer group on the brokers, expected a share group or a new name"
                                .formatted(ordered.group()));

        shareVersion(0);
        try {
            assertThatThrownBy(() -> admin.prepare(spec(2, 10)))
                    .hasMessage(
                            "the Kafka brokers have no share groups, which a queue needs: their feature"
                                    + " share.version is 0, expected 1, with Kafka 4.2 or newer");
        } finally {
            shareVersion(1);
        }
    }

    private static void shareVersion(int level) throws Exception {
        FeatureUpdate.UpgradeType type =
                level == 0
                        ? FeatureUpdate.UpgradeType.UNSAFE_DOWNGRADE
                        : FeatureUpdate.UpgradeType.UPGRADE;
        try (Admin kafka = Admin.create(broker.settings().admin())) {
            kafka.updateFeatures(
                            Map.of("share.version", new FeatureUpdate((short) level, type)),
                            new UpdateFeaturesOptions())
                    .all()
                    .get();
        }
    }

    private StreamSpec spec(int threads, int batch) {
        StreamSpec spec = StreamSpec.of(topic, "test/1", topic, topic + "-group");
        return TestStreams.with(TestStreams.with(spec, threads, batch), Delivery.QUEUE);
    }

    private StreamSpec from(StartAt start) {
        StreamSpec spec = spec(2, 10);
        return new StreamSpec(
                spec.name(),
                spec.model(),
                spec.topics(),
                spec.group(),
                Optional.empty(),
                spec.delivery(),
                start,
                2,
                10,
                null,
                0,
                0,
                Map.of());
    }

    private TestProgram slowly(int millis) {
        return new TestProgram(
                (events, out) -> {
                    Thread.sleep(millis);
                    events.forEach(e -> out.add(TestProgram.emission(output, e, e.value())));
                });
    }

    private static KafkaShareConsumer<byte[], byte[]> member(StreamSpec spec, int most) {
        KafkaShareConsumer<byte[], byte[]> member =
                new KafkaShareConsumer<>(
                        broker.settings().shareMember(spec.group(), most, 1 << 20));
        member.subscribe(spec.topics());
        return member;
    }

    private static ConsumerRecords<byte[], byte[]> poll(KafkaShareConsumer<byte[], byte[]> member) {
        ConsumerRecords<byte[], byte[]> records = ConsumerRecords.empty();
        while (records.isEmpty()) {
            records = member.poll(Duration.ofMillis(100));
        }
        return records;
    }

    private static void lockFor(StreamSpec spec, Duration time) {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, spec.group());
        ConfigEntry entry =
                new ConfigEntry("share.record.lock.duration.ms", Long.toString(time.toMillis()));
        try (Admin kafka = Admin.create(broker.settings().admin())) {
            kafka.incrementalAlterConfigs(
                            Map.of(
                                    group,
                                    List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(int from, int end) {
        for (int i = from; i < end; i++) {
            broker.send(topic, "key", Integer.toString(i));
        }
        broker.flush();
    }

    private List<PartitionLag> lags() {
        return admin.lag(spec(2, 10));
    }

    private long lag() {
        return lag(spec(2, 10));
    }
}
