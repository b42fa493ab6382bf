package dev.heddle.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.StreamSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A broker whose disk is full. A small file system is mounted for it, which needs root. */
@Tag("root")
@Timeout(180)
class StreamDiskIT {
    private static final int EVENTS = 3_000;

    @TempDir private Path folder;
    private SmallDisk disk;
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void mount() {
        disk = SmallDisk.mount(folder, 24);
    }

    @AfterEach
    void unmount() {
        disk.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
    void shouldGoOnWhenThereIsRoomAgain(Delivery delivery) {
        StreamSpec spec =
                TestStreams.with(
                        TestStreams.with(StreamSpec.of("disk", "test/1", "in", "disk"), 4, 20),
                        delivery);
        String padding = " ".repeat(10_000);
        try (TestBroker broker = TestBroker.start(folder);
                StreamAdmin admin = new StreamAdmin(broker.settings())) {
            broker.createTopic("in", 2);
            broker.createTopic("out", 2);
            admin.prepare(spec);
            for (int i = 0; i < EVENTS; i++) {
                broker.send("in", "key-" + i % 50, Integer.toString(i));
            }
            broker.flush();
            try (StreamConsumer consumer =
                    new StreamConsumer(
                            spec,
                            "worker",
                            broker.settings(),
                            new TestProgram(
                                    (events, out) ->
                                            events.forEach(
                                                    e ->
                                                            out.add(
                                                                    TestProgram.emission(
                                                                            "out",
                                                                            e,
                                                                            e.value() + padding)))),
                            (isProblem, message) -> log.add(message))) {
                consumer.start();
                // What it writes has no room, and the broker gives up.
                TestStreams.await(() -> !broker.isAlive(), () -> consumer.status() + " " + log);
                assertThat(consumer.status().processed()).isLessThan(EVENTS);
                disk.resize(256);
                broker.start();
                TestStreams.await(
                        () -> admin.lag(spec).stream().mapToLong(PartitionLag::lag).sum() == 0,
                        () -> consumer.status() + " " + log);
            }

            List<Integer> out =
                    broker.texts("out").stream().map(String::strip).map(Integer::valueOf).toList();
            List<Integer> all = IntStream.range(0, EVENTS).boxed().toList();
            if (delivery == Delivery.EXACTLY_ONCE) {
                assertThat(out).containsExactlyInAnyOrderElementsOf(all);
            } else {
                assertThat(out).containsAll(all);
            }
        }
    }
}
