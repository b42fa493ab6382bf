package dev.heddle.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.streams.DeadLetter;
import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.RetryRule;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.client.streams.WorkerStatus.State;
import dev.heddle.runtime.Emission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the consumer promises, on a real broker. */
@Timeout(120)
class StreamConsumerIT extends ConsumerFixture {
    StreamConsumerIT() {
        super(3);
    }

    @Test
    void shouldSendEveryEventOnAndCommitWhatIsDone() {
        for (int i = 0; i < 5_000; i++) {
            broker.send(topic, "key-" + i % 97, Integer.toString(i));
        }
        broker.flush();

        StreamConsumer consumer = start(spec(), TestProgram.copyTo(output));
        await(() -> consumer.status().processed() == 5_000);
        consumer.close();

        assertThat(numbers()).isEqualTo(range(5_000));
        assertThat(lag()).isZero();
        assertThat(consumer.status().state()).isEqualTo(State.STOPPED);
    }

    @Test
    void shouldTellThePlacesOfManyStreamsAtOnce() {
        broker.send(topic, "a", "1");
        broker.flush();
        List<StreamSpec> streams = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            StreamSpec spec = StreamSpec.of("many-" + i, "test/1", topic, "many-" + i);
            streams.add(i % 3 == 0 ? TestStreams.with(spec, Delivery.QUEUE) : spec);
        }
        streams.add(StreamSpec.of("nowhere", "test/1", "not-there", "nowhere"));

        Map<String, StreamPlace> places = admin.places(streams);

        assertThat(places).hasSize(301);
        assertThat(places.get("nowhere"))
                .isEqualTo(new StreamPlace(List.of(), List.of("not-there"), Optional.empty()));
        places.remove("nowhere");
        assertThat(places.values())
                .allSatisfy(
                        place -> {
                            assertThat(place.lag()).hasSize(3);
                            assertThat(place.lag().stream().mapToLong(PartitionLag::lag).sum())
                                    .isEqualTo(1);
                        });
    }

    @Test
    void shouldWaitForATopicThatIsMadeLater() {
        StreamSpec spec = StreamSpec.of("later", "test/1", "made-later", "later");
        StreamConsumer consumer = start(spec, TestProgram.copyTo(output));
        await(() -> consumer.status().state() == State.RUNNING);

        assertThat(admin.places(List.of(spec)).get("later").missing())
                .containsExactly("made-later");
        assertThat(admin.lag(spec)).isEmpty();
        broker.createTopic("made-later", 1);
        broker.send("made-later", "a", "1");
        broker.flush();
        await(() -> consumer.status().processed() == 1);

        assertThat(admin.places(List.of(spec)).get("later").missing()).isEmpty();
        assertThat(broker.texts(output)).containsExactly("1");
    }

    @Test
    void shouldKeepTheOrderWithinAKeyOverMoreThreadsThanPartitions() {
        Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (int i = 0; i < 2_000; i++) {
            broker.send(topic, "key-" + i % 50, Integer.toString(i));
        }
        broker.flush();

        StreamConsumer consumer =
                start(
                        parallel(16, 10),
                        new TestProgram(
                                (events, out) -> {
                                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                    Thread.sleep(2);
                                    events.forEach(
                                            event ->
                                                    seen.computeIfAbsent(
                                                                    event.key().orElseThrow(),
                                                                    key -> new ArrayList<>())
                                                            .add(Integer.valueOf(event.value())));
                                    running.decrementAndGet();
                                }));
        await(() -> consumer.status().processed() == 2_000);

        assertThat(seen).hasSize(50);
        seen.values().forEach(numbers -> assertThat(numbers).hasSize(40).isSorted());
        assertThat(most).hasValueGreaterThan(3);
    }

    @Test
    void shouldFindThePoisonInABatchAndLetTheRestGoOn() {
        for (int i = 0; i < 3_000; i++) {
            broker.send(topic, "key-" + i % 20, i % 1_000 == 500 ? "poison " + i : "" + i);
        }
        broker.send(topic, "key-1", "unreadable");
        broker.flush();

        StreamConsumer consumer =
                start(
                        spec(),
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
                                                })));
        await(() -> consumer.status().processed() == 3_001);
        consumer.close();

        assertThat(numbers())
                .isEqualTo(range(3_000).stream().filter(i -> i % 1_000 != 500).toList());
        List<DeadLetter> letters = admin.deadLetters(spec(), 100);
        assertThat(letters).hasSize(4);
        assertThat(letters)
                .extracting(letter -> letter.value().orElseThrow())
                .containsExactlyInAnyOrder(
                        "poison 500", "poison 1500", "poison 2500", "unreadable");
        assertThat(letters.get(0).topic()).isEqualTo(topic);
        assertThat(letters)
                .filteredOn(letter -> letter.value().get().equals("poison 500"))
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.error()).isEqualTo("no poison 500");
                            assertThat(letter.errorClass())
                                    .isEqualTo("java.lang.IllegalArgumentException");
                            assertThat(letter.key()).contains("key-0");
                            assertThat(letter.attempts()).isEqualTo(1);
                            assertThat(letter.function()).isEqualTo("test@1");
                        });
        assertThat(lag()).isZero();
    }

    @Test
    void shouldTakeCloudEventsInBothModes() {
        List<String> types = Collections.synchronizedList(new ArrayList<>());
        Map<String, String> structured = Map.of("content-type", "application/cloudevents+json");
        broker.send(topic, "a", "{\"n\": 1.10}", Map.of("ce_specversion", "1.0", "ce_type", "b"));
        broker.send(
                topic,
                "a",
                """
                {"specversion": "1.0", "id": "7", "source": "/shop", "type": "s",
                 "datacontenttype": "application/json", "data": {"n": 2.20}}
                """,
                structured);
        broker.send(
                topic, "a", "{\"specversion\": \"1.0\", \"data_base64\": \"aGk=\"}", structured);
        broker.send(topic, "a", "{\"data\": 1}", structured);
        broker.flush();

        StreamConsumer consumer =
                start(
                        spec(),
                        new TestProgram(
                                (events, out) ->
                                        events.forEach(
                                                event -> {
                                                    types.add(event.header("ce_type").orElse("-"));
                                                    out.add(
                                                            TestProgram.emission(
                                                                    output, event, event.value()));
                                                })));
        await(() -> consumer.status().processed() == 4);

        assertThat(broker.texts(output)).containsExactly("{\"n\": 1.10}", "{\"n\":2.20}", "hi");
        assertThat(types).containsExactly("b", "s", "-");
        assertThat(admin.deadLetters(spec(), 10))
                .singleElement()
                .satisfies(
                        letter ->
                                assertThat(letter.error())
                                        .endsWith("it is no object with a specversion"));
    }

    @Test
    void shouldPutDeadLettersBackOnce() {
        broker.send(topic, "a", "wrong");
        broker.send(topic, "b", "right");
        broker.flush();
        StreamConsumer first =
                start(
                        spec(),
                        new TestProgram(
                                (events, out) -> {
                                    if (events.stream().anyMatch(e -> e.value().equals("wrong"))) {
                                        throw new IllegalArgumentException("wrong");
                                    }
                                }));
        await(() -> first.status().processed() == 2);
        first.close();

        int redriven = admin.redrive(spec(), 100);
        int again = admin.redrive(spec(), 100);
        StreamConsumer second = start(spec(), TestProgram.copyTo(output));
        await(() -> second.status().processed() == 1);
        second.close();

        assertThat(redriven).isEqualTo(1);
        assertThat(again).isZero();
        assertThat(broker.texts(output)).containsExactly("wrong");
        assertThat(broker.read(output).get(0).key())
                .isEqualTo("a".getBytes(StandardCharsets.UTF_8));
        assertThat(admin.deadLetters(spec(), 100)).isEmpty();
    }

    @Test
    void shouldTakeAnInterruptionForAFailureOfTheFunction() {
        broker.send(topic, "a", "interrupted");
        broker.send(topic, "b", "right");
        broker.flush();

        StreamConsumer consumer =
                start(
                        spec(),
                        new TestProgram(
                                (events, out) -> {
                                    if (events.stream()
                                            .anyMatch(e -> e.value().equals("interrupted"))) {
                                        throw new InterruptedException("by itself");
                                    }
                                }));
        await(() -> consumer.status().processed() == 2);

        assertThat(admin.deadLetters(spec(), 10))
                .extracting(DeadLetter::error)
                .containsExactly("by itself");
    }

    @Test
    void shouldWaitForWhatIsAwayAndKeepTheOrder() {
        AtomicInteger failures = new AtomicInteger();
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 100; i++) {
            broker.send(topic, "one", Integer.toString(i));
        }
        broker.flush();

        StreamConsumer consumer =
                start(
                        spec(),
                        new TestProgram(
                                (events, out) -> {
                                    if (failures.incrementAndGet() <= 3) {
                                        throw new IOException("the database is away");
                                    }
                                    events.forEach(e -> seen.add(Integer.valueOf(e.value())));
                                }));
        await(() -> consumer.status().processed() == 100);

        assertThat(seen).isEqualTo(range(100));
        assertThat(consumer.status().deadLetters()).isZero();
        assertThat(consumer.status().retried()).isPositive();
        assertThat(consumer.status().lastError()).contains("IOException: the database is away");
    }

    @Test
    void shouldTryAgainAsOftenAsItsRuleSays() {
        AtomicInteger attempts = new AtomicInteger();
        broker.send(topic, "one", "first");
        broker.send(topic, "one", "second");
        broker.flush();
        RetryRule rule = new RetryRule(4, Duration.ofMillis(10), Duration.ofMillis(20), false);

        StreamConsumer consumer =
                start(
                        TestStreams.with(
                                spec(),
                                Duration.ofMillis(200),
                                Map.of("java.lang.IllegalStateException", rule)),
                        new TestProgram(
                                (events, out) -> {
                                    if (events.stream().anyMatch(e -> e.value().equals("first"))) {
                                        if (events.size() == 1) {
                                            attempts.incrementAndGet();
                                        }
                                        throw new IllegalStateException("not yet");
                                    }
                                }));
        await(() -> consumer.status().processed() == 2);

        assertThat(attempts).hasValue(4);
        assertThat(admin.deadLetters(spec(), 10))
                .singleElement()
                .satisfies(letter -> assertThat(letter.attempts()).isEqualTo(4));
    }

    @Test
    void shouldSendExactlyOnceThoughItIsBrokenOff() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            broker.send(topic, "key-" + i % 97, Integer.toString(i));
        }
        broker.flush();
        StreamSpec spec = exactlyOnce();
        StreamConsumer first = start(spec, TestProgram.copyTo(output));
        await(() -> first.status().processed() > 500);
        // Somebody of the same name fences the stream off in the middle of a transaction.
        try (KafkaProducer<byte[], byte[]> other =
                new KafkaProducer<>(
                        broker.settings()
                                .transactionalProducer(
                                        "heddle-%s-worker".formatted(spec.group())))) {
            other.initTransactions();
        }
        await(() -> lag() == 0);
        first.close();

        assertThat(numbers()).isEqualTo(range(5_000));
        assertThat(log).anySatisfy(line -> assertThat(line).contains("begins again"));
    }

    @Test
    void shouldLetAnotherVersionTakeOverWithoutAGap() throws Exception {
        StreamSpec spec = exactlyOnce();
        TestProgram one = TestProgram.copyTo(output);
        StreamConsumer consumer = start(spec, one);
        CountDownLatch sent = new CountDownLatch(1);
        Thread sender =
                new Thread(
                        () -> {
                            for (int i = 0; i < 3_000; i++) {
                                broker.send(topic, "key-" + i % 7, Integer.toString(i));
                                if (i % 300 == 0) {
                                    broker.flush();
                                }
                            }
                            broker.flush();
                            sent.countDown();
                        });
        sender.start();
        await(() -> consumer.status().processed() > 100);
        consumer.use(
                new TestProgram(
                        2,
                        (events, out) ->
                                events.forEach(
                                        e ->
                                                out.add(
                                                        TestProgram.emission(
                                                                output,
                                                                e,
                                                                "1" + e.value() + "000000")))));
        assertThat(sent.await(60, TimeUnit.SECONDS)).isTrue();
        await(() -> consumer.status().processed() == 3_000);
        await(one::isClosed);
        consumer.close();

        List<String> texts = broker.texts(output);
        List<Integer> originals =
                texts.stream()
                        .map(t -> t.endsWith("000000") ? t.substring(1, t.length() - 6) : t)
                        .map(Integer::valueOf)
                        .sorted()
                        .toList();
        assertThat(originals).isEqualTo(range(3_000));
        assertThat(log).anySatisfy(line -> assertThat(line).contains("test@2 takes over from"));
    }

    @Test
    void shouldShareThePartitionsAndHandThemOver() {
        for (int i = 0; i < 1_000; i++) {
            broker.send(topic, "key-" + i % 97, Integer.toString(i));
        }
        broker.flush();
        StreamConsumer first = start(spec(), TestProgram.copyTo(output), "first");
        await(() -> first.status().partitions().size() == 3);
        StreamConsumer second = start(spec(), TestProgram.copyTo(output), "second");
        await(() -> second.status().partitions().size() == 1);
        for (int i = 1_000; i < 2_000; i++) {
            broker.send(topic, "key-" + i % 97, Integer.toString(i));
        }
        broker.flush();
        await(() -> lag() == 0);
        first.close();
        await(() -> second.status().partitions().size() == 3);

        assertThat(numbers()).isEqualTo(range(2_000));
    }

    @Test
    void shouldPauseAndGoOnAndStartElsewhere() {
        broker.send(topic, "a", "1");
        broker.flush();
        StreamConsumer consumer = start(spec(), TestProgram.copyTo(output));
        await(() -> lag() == 0);
        consumer.pause();
        await(() -> consumer.status().state() == State.PAUSED);
        broker.send(topic, "a", "2");
        broker.flush();
        assertThat(lag()).isEqualTo(1);
        consumer.resume();
        await(() -> consumer.status().processed() == 2);
        consumer.close();

        List<PartitionLag> lags = admin.reset(spec(), ResetPlace.parse("earliest"));
        assertThat(lags.stream().mapToLong(PartitionLag::lag).sum()).isEqualTo(2);
        StreamConsumer again = start(spec(), TestProgram.copyTo(output));
        await(() -> again.status().processed() == 2);

        assertThat(numbers()).containsExactly(1, 1, 2, 2);
    }

    @Test
    void shouldCountHeadersAmongTheBytesOfWhatIsEmitted() {
        String large = "x".repeat(600_000);
        broker.send(topic, "a", large);
        broker.flush();

        StreamConsumer consumer =
                start(
                        spec(),
                        new TestProgram(
                                (events, out) -> {
                                    Emission alone =
                                            TestProgram.emission(
                                                    output, events.get(0), events.get(0).value());
                                    out.add(
                                            new Emission(
                                                    alone.topic(),
                                                    alone.key(),
                                                    alone.value(),
                                                    Map.of("h", large)));
                                }));
        await(() -> consumer.status().deadLetters() == 1);

        assertThat(admin.deadLetters(spec(), 1).get(0).error())
                .startsWith("an event of 1200002 bytes for " + output);
    }

    @Test
    void shouldWaitForABrokerThatIsRestarted() {
        killTheBrokerDuring(parallel(4, 5));

        assertThat(numbers().stream().distinct().toList()).isEqualTo(range(500));
    }

    @Test
    void shouldSendExactlyOnceThoughTheBrokerIsKilled() {
        killTheBrokerDuring(TestStreams.with(parallel(4, 5), Delivery.EXACTLY_ONCE));

        assertThat(numbers()).isEqualTo(range(500));
    }

    private void killTheBrokerDuring(StreamSpec spec) {
        for (int i = 0; i < 500; i++) {
            broker.send(topic, "key-" + i % 97, Integer.toString(i));
        }
        broker.flush();
        StreamConsumer consumer =
                start(
                        spec,
                        new TestProgram(
                                (events, out) -> {
                                    Thread.sleep(5);
                                    events.forEach(
                                            e ->
                                                    out.add(
                                                            TestProgram.emission(
                                                                    output, e, e.value())));
                                }));
        await(() -> consumer.status().processed() > 50);
        broker.kill();
        broker.start();
        await(() -> lag() == 0);
        consumer.close();
    }

    private StreamSpec spec() {
        return StreamSpec.of(topic, "test/1", topic, topic + "-group");
    }

    private StreamSpec parallel(int threads, int batch) {
        return TestStreams.with(spec(), threads, batch);
    }

    private StreamSpec exactlyOnce() {
        return TestStreams.with(parallel(4, 20), Delivery.EXACTLY_ONCE);
    }

    private StreamConsumer start(StreamSpec spec, StreamProgram program) {
        return start(spec, program, "worker");
    }

    private long lag() {
        return lag(spec());
    }
}
