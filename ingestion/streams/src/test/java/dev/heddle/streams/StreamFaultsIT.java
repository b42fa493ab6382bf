package dev.heddle.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.model.Event;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the consumer keeps when members come and go, and when a function takes too long. */
@Timeout(180)
class StreamFaultsIT {
    private static final int PARTITIONS = 4;
    private static final int KEYS = 50;

    @TempDir private Path folder;
    private TestBroker broker;
    private StreamAdmin admin;
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void start() {
        broker = TestBroker.start(folder);
        admin = new StreamAdmin(broker.settings());
        broker.createTopic("in", PARTITIONS);
        broker.createTopic("out", PARTITIONS);
    }

    @AfterEach
    void stop() {
        admin.close();
        broker.close();
    }

    @Test
    void shouldLoseNothingWhileMembersComeAndGo() {
        int events = 12_000;
        Thread sender = new Thread(() -> send(events), "sender");
        sender.start();
        Deque<StreamConsumer> members = new ArrayDeque<>();
        members.add(member(Delivery.AT_LEAST_ONCE, 0));
        for (int i = 1; i <= 10; i++) {
            long before = processed(members);
            members.add(member(Delivery.AT_LEAST_ONCE, i));
            await(() -> processed(members) > before || lag() == 0);
            members.poll().close();
        }
        join(sender);
        await(() -> lag() == 0);
        members.forEach(StreamConsumer::close);

        List<Integer> out = broker.texts("out").stream().map(Integer::valueOf).toList();
        assertThat(new HashSet<>(out)).hasSize(events);
        // What was handed over in order was finished before: nothing was done twice.
        assertThat(out).hasSize(events);
        assertOrderWithinKeys();
    }

    @Test
    void shouldBeExactWhileMembersOfTransactionsComeAndGo() {
        int events = 6_000;
        Thread sender = new Thread(() -> send(events), "sender");
        sender.start();
        Deque<StreamConsumer> members = new ArrayDeque<>();
        members.add(member(Delivery.EXACTLY_ONCE, 0));
        for (int i = 1; i <= 5; i++) {
            long before = processed(members);
            members.add(member(Delivery.EXACTLY_ONCE, i));
            await(() -> processed(members) > before || lag() == 0);
            members.poll().close();
        }
        join(sender);
        await(() -> lag() == 0);
        members.forEach(StreamConsumer::close);

        List<Integer> out = broker.texts("out").stream().map(Integer::valueOf).sorted().toList();
        assertThat(out).isEqualTo(IntStream.range(0, events).boxed().toList());
        assertOrderWithinKeys();
    }

    @Test
    void shouldKeepItsPartitionsThoughACallTakesLongerThanKafkaWaits() {
        Map<String, String> connection =
                Map.of(
                        "bootstrap.servers",
                        broker.address(),
                        "max.poll.interval.ms",
                        "6000",
                        "session.timeout.ms",
                        "6000");
        Set<Long> slept = new HashSet<>();
        TestProgram slow =
                new TestProgram(
                        (events, out) -> {
                            for (Event<String> event : events) {
                                if (event.value().equals("0") && slept.add(event.offset())) {
                                    Thread.sleep(9_000);
                                }
                                out.add(TestProgram.emission("out", event, event.value()));
                            }
                        });
        StreamSpec spec = spec(Delivery.AT_LEAST_ONCE);
        admin.prepare(spec);
        try (StreamConsumer consumer =
                new StreamConsumer(spec, "slow", new KafkaSettings(connection), slow, this::note)) {
            consumer.start();
            send(1_000);
            await(() -> lag() == 0);

            assertThat(consumer.status().processed()).isEqualTo(1_000);
            assertThat(log.stream().filter(line -> line.startsWith("takes"))).hasSize(1);
        }
        assertThat(broker.texts("out")).hasSize(1_000);
    }

    @Test
    void shouldHoldNoMoreThanItMay() {
        Object gate = new Object();
        List<Long> taken = new ArrayList<>();
        TestProgram closed =
                new TestProgram(
                        (events, out) -> {
                            synchronized (gate) {
                                taken.add((long) events.size());
                                gate.wait();
                            }
                        });
        StreamSpec spec =
                new StreamSpec(
                        "faults",
                        "test/1",
                        List.of("in"),
                        "faults",
                        Optional.empty(),
                        Delivery.AT_LEAST_ONCE,
                        null,
                        2,
                        10,
                        Duration.ZERO,
                        3_000,
                        0,
                        Map.of());
        admin.prepare(spec);
        send(20_000);
        try (StreamConsumer consumer =
                new StreamConsumer(spec, "full", broker.settings(), closed, this::note)) {
            consumer.start();
            await(() -> consumer.status().inFlight() >= 3_000);

            // One poll more than the limit at most.
            assertThat(consumer.status().inFlight()).isLessThanOrEqualTo(5_000);
            assertThat(taken.stream().mapToLong(n -> n).sum()).isLessThanOrEqualTo(20);
            synchronized (gate) {
                gate.notifyAll();
            }
            Thread opener = new Thread(() -> open(gate), "opener");
            opener.setDaemon(true);
            opener.start();
            await(() -> lag() == 0);
        }
    }

    @Test
    void shouldBeFastThoughOneEventInAThousandIsPoison() {
        int events = 100_000;
        int poison = events / 1_000;
        for (int i = 0; i < events; i++) {
            broker.send("in", "key-" + i % 5_000, i % 1_000 == 500 ? "poison" : "" + i);
        }
        broker.flush();
        StreamSpec spec = StreamSpec.of("faults", "test/1", "in", "faults");
        admin.prepare(spec);
        long begin = System.nanoTime();
        try (StreamConsumer consumer =
                new StreamConsumer(
                        spec,
                        "poisoned",
                        broker.settings(),
                        new TestProgram(
                                (some, out) -> {
                                    for (Event<String> event : some) {
                                        if (event.value().equals("poison")) {
                                            throw new IllegalArgumentException("poison");
                                        }
                                        out.add(TestProgram.emission("out", event, event.value()));
                                    }
                                }),
                        this::note)) {
            consumer.start();
            await(() -> lag() == 0);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);

            assertThat(consumer.status().deadLetters()).isEqualTo(poison);
            assertThat(took).isLessThan(Duration.ofSeconds(30));
        }
        assertThat(new HashSet<>(broker.texts("out"))).hasSize(events - poison);
        assertThat(admin.deadLetters(spec, events)).hasSize(poison);
        assertOrderWithinKeys();
    }

    private static void open(Object gate) {
        try {
            while (true) {
                synchronized (gate) {
                    gate.notifyAll();
                }
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static StreamSpec spec(Delivery delivery) {
        StreamSpec spec = StreamSpec.of("faults", "test/1", "in", "faults");
        return TestStreams.with(TestStreams.with(spec, 4, 50), delivery);
    }

    private StreamConsumer member(Delivery delivery, int number) {
        StreamSpec spec = spec(delivery);
        admin.prepare(spec);
        StreamConsumer member =
                new StreamConsumer(
                        spec,
                        "member-" + number,
                        broker.settings(),
                        new TestProgram(
                                (events, out) -> {
                                    Thread.sleep(2);
                                    events.forEach(
                                            e ->
                                                    out.add(
                                                            TestProgram.emission(
                                                                    "out", e, e.value())));
                                }),
                        this::note);
        member.start();
        return member;
    }

    private void note(boolean isProblem, String message) {
        log.add(message);
    }

    private void send(int events) {
        for (int i = 0; i < events; i++) {
            broker.send("in", "key-" + i % KEYS, Integer.toString(i));
            if (i % 100 == 0) {
                broker.flush();
            }
        }
        broker.flush();
    }

    private static long processed(Iterable<StreamConsumer> members) {
        long sum = 0;
        for (StreamConsumer member : members) {
            sum += member.status().processed();
        }
        return sum;
    }

    private void assertOrderWithinKeys() {
        Map<String, Integer> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : broker.read("out")) {
            int number = Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
            Integer before = last.put(new String(record.key(), StandardCharsets.UTF_8), number);
            assertThat(before == null || before < number)
                    .as("%s after %s", number, before)
                    .isTrue();
        }
    }

    private long lag() {
        return admin.lag(spec(Delivery.AT_LEAST_ONCE)).stream().mapToLong(PartitionLag::lag).sum();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void await(BooleanSupplier condition) {
        TestStreams.await(condition, log::toString);
    }
}
