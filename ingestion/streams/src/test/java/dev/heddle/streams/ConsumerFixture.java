package dev.heddle.streams;

import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.StreamSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A broker for a class of tests; two topics for each of them, and the consumers that it starts. */
abstract class ConsumerFixture {
    static TestBroker broker;
    static StreamAdmin admin;

    final List<StreamConsumer> consumers = new ArrayList<>();
    final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    String topic;
    String output;

    private final int partitions;

    ConsumerFixture(int partitions) {
        this.partitions = partitions;
    }

    @BeforeAll
    static void start(@TempDir Path folder) {
        broker = TestBroker.start(folder);
        admin = new StreamAdmin(broker.settings());
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @BeforeEach
    void topics(TestInfo test) {
        topic = test.getTestMethod().orElseThrow().getName();
        output = topic + "-out";
        broker.createTopic(topic, partitions);
        broker.createTopic(output, 2);
    }

    @AfterEach
    void closeConsumers() {
        consumers.forEach(StreamConsumer::close);
    }

    StreamConsumer start(StreamSpec spec, StreamProgram program, String worker) {
        admin.prepare(spec);
        StreamConsumer consumer =
                new StreamConsumer(
                        spec,
                        worker,
                        broker.settings(),
                        program,
                        (isProblem, message) -> log.add(message));
        consumers.add(consumer);
        consumer.start();
        return consumer;
    }

    static long lag(StreamSpec spec) {
        return admin.lag(spec).stream().mapToLong(PartitionLag::lag).sum();
    }

    void await(BooleanSupplier condition) {
        TestStreams.await(
                condition,
                () -> consumers.stream().map(StreamConsumer::status).toList() + " " + log);
    }

    /** What was sent on, in the order of its numbers. */
    List<Integer> numbers() {
        return broker.texts(output).stream().map(Integer::valueOf).sorted().toList();
    }

    static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }
}
