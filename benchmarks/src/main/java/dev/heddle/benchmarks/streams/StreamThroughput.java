package dev.heddle.benchmarks.streams;

import dev.heddle.benchmarks.PackedFunction;
import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.StartAt;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.model.ModelIdentity;
import dev.heddle.programs.LocalProgram;
import dev.heddle.programs.Programs;
import dev.heddle.runtime.Envelope;
import dev.heddle.runtime.ModelRuntime;
import dev.heddle.streams.FunctionProgram;
import dev.heddle.streams.KafkaSettings;
import dev.heddle.streams.LocalBroker;
import dev.heddle.streams.StreamAdmin;
import dev.heddle.streams.StreamConsumer;
import dev.heddle.streams.StreamState;
import dev.heddle.streams.TopicAdmin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Reads a topic with a function that does nothing, beside a bare loop of Kafka's client that does
 * the same; and with one that takes five milliseconds, beside calling it event by event. A real
 * broker on this machine. Rounds alternate. Arguments: Heddle's folder, a folder to work in, events
 * for the first and for the second.
 */
public final class StreamThroughput implements AutoCloseable {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int BYTES = 200;
    private static final int KEYS = 10_000;

    private final LocalProgram broker;
    private final Path folder;
    private final ModelRuntime runtime = new ModelRuntime();
    private int groups;

    private StreamThroughput(Path home, Path folder) throws IOException {
        this.folder = folder;
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        this.broker = LocalBroker.start(Programs.of(home).broker(), port, folder.resolve("kafka"));
    }

    /** Prints events per second and ratios, the medians of the rounds. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[1]).toAbsolutePath());
        try (StreamThroughput one = new StreamThroughput(Path.of(arguments[0]), folder)) {
            one.nothing(Integer.parseInt(arguments[2]));
            one.fiveMillis(Integer.parseInt(arguments[3]));
        }
    }

    private void nothing(int events) throws Exception {
        fill("nothing", 4, events);
        Envelope envelope = envelope(Nothing.class);
        double[] bare = new double[ROUNDS];
        double[] stream = new double[ROUNDS];
        double[] queue = new double[ROUNDS];
        double[] ratio = new double[ROUNDS];
        bare("nothing", events);
        stream("nothing", envelope, events, 8, Delivery.AT_LEAST_ONCE);
        for (int i = 0; i < ROUNDS; i++) {
            bare[i] = bare("nothing", events);
            stream[i] = stream("nothing", envelope, events, 8, Delivery.AT_LEAST_ONCE);
            queue[i] = stream("nothing", envelope, events, 8, Delivery.QUEUE);
            ratio[i] = stream[i] / bare[i];
        }
        System.out.printf(
                "a function that does nothing  %,12.0f events/s  %3.0f %% of a bare loop (%,.0f)%n",
                median(stream), 100 * median(ratio), median(bare));
        System.out.printf("the same as a queue           %,12.0f events/s%n", median(queue));
    }

    private void fiveMillis(int events) throws Exception {
        fill("slow", 1, events);
        Envelope envelope = envelope(FiveMillis.class);
        int few = Math.min(events, 400);
        double sequential = few / seconds(() -> Thread.sleep(5), few);
        double[] stream = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            stream[i] = stream("slow", envelope, events, 64, Delivery.AT_LEAST_ONCE);
        }
        System.out.printf(
                "a function of five millis     %,12.0f events/s  %3.1f times one after the other"
                        + " (%,.0f), one partition, 64 at a time%n",
                median(stream), median(stream) / sequential, sequential);
    }

    /** Something that is measured. */
    private interface Step {
        void run() throws Exception;
    }

    private static double seconds(Step step, int times) throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < times; i++) {
            step.run();
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private void fill(String topic, int partitions, int events) {
        try (TopicAdmin admin = new TopicAdmin(KafkaSettings.of(broker.address()))) {
            admin.create(topic, partitions);
        }
        Properties settings = new Properties();
        settings.put("bootstrap.servers", broker.address());
        settings.put("batch.size", "65536");
        settings.put("linger.ms", "20");
        Random random = new Random(7);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < events; i++) {
                byte[] value = new byte[BYTES];
                random.nextBytes(value);
                byte[] key = ("key-" + random.nextInt(KEYS)).getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(topic, key, value));
            }
        }
    }

    private double bare(String topic, int events) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", broker.address());
        settings.put("group.id", "bare-" + groups++);
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        settings.put("max.poll.records", "2000");
        settings.put("fetch.max.bytes", Integer.toString(16 << 20));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            int seen = 0;
            long begin = 0;
            int first = 0;
            long committed = System.nanoTime();
            while (seen < events) {
                seen += consumer.poll(Duration.ofMillis(100)).count();
                if (begin == 0 && seen > 0) {
                    // From the first events on: joining a group takes a while.
                    begin = System.nanoTime();
                    first = seen;
                }
                if (System.nanoTime() - committed > TimeUnit.MILLISECONDS.toNanos(200)) {
                    consumer.commitAsync();
                    committed = System.nanoTime();
                }
            }
            double rate = (events - first) / ((System.nanoTime() - begin) / 1e9);
            consumer.commitSync();
            return rate;
        }
    }

    private Envelope envelope(Class<?> function) throws IOException {
        return PackedFunction.pack(
                Files.createTempDirectory(folder, "package-"), Optional.of(function));
    }

    private double stream(
            String topic, Envelope envelope, int events, int parallelism, Delivery delivery)
            throws InterruptedException {
        StreamSpec spec =
                new StreamSpec(
                        topic,
                        "benchmark/1",
                        List.of(topic),
                        "stream-" + groups++,
                        Optional.empty(),
                        delivery,
                        StartAt.EARLIEST,
                        parallelism,
                        0,
                        null,
                        0,
                        0,
                        Map.of());
        try (StreamAdmin admin = new StreamAdmin(KafkaSettings.of(broker.address()))) {
            admin.prepare(spec);
        }
        FunctionProgram program =
                new FunctionProgram(
                        runtime.loadStream(
                                envelope,
                                new ModelIdentity("benchmark", 1, ""),
                                Map.of(),
                                (name, value) -> {},
                                StreamState.NONE),
                        StreamState.NONE);
        try (StreamConsumer consumer =
                new StreamConsumer(
                        spec,
                        "benchmark",
                        KafkaSettings.of(broker.address()),
                        program,
                        (isProblem, message) -> {})) {
            consumer.start();
            long first;
            while ((first = consumer.status().processed()) == 0) {
                LockSupport.parkNanos(50_000);
            }
            long begin = System.nanoTime();
            while (consumer.status().processed() < events) {
                LockSupport.parkNanos(1_000_000);
            }
            return (events - first) / ((System.nanoTime() - begin) / 1e9);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Override
    public void close() {
        runtime.close();
        broker.close();
    }
}
