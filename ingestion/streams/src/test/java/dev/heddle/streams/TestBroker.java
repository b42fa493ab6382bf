package dev.heddle.streams;

import dev.heddle.programs.LocalProgram;
import dev.heddle.programs.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker for tests, which may be killed and started again. */
public final class TestBroker implements AutoCloseable {
    private final Path folder;
    private final int port;
    private LocalProgram program;
    private KafkaProducer<byte[], byte[]> producer;

    private TestBroker(Path folder) throws IOException {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        start();
    }

    /** Starts one whose topics go below a folder. */
    public static TestBroker start(Path folder) {
        try {
            return new TestBroker(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again after {@link #kill}. */
    public void start() {
        program = LocalBroker.start(Programs.of(home()).broker(), port, folder);
    }

    /** The checkout, whichever module's tests run. */
    private static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        return program.isAlive();
    }

    /** Ends it the hard way. */
    public void kill() {
        program.process().destroyForcibly();
        program.process().onExit().join();
    }

    /** Its {@code host:port}. */
    public String address() {
        return program.address();
    }

    /** How to reach it. */
    public KafkaSettings settings() {
        return KafkaSettings.of(address());
    }

    /** Makes a topic. */
    public void createTopic(String name, int partitions) {
        try (Admin admin = Admin.create(settings().admin())) {
            admin.createTopics(
                            List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends an event; {@link #flush} waits for it. */
    public void send(String topic, String key, byte[] value) {
        send(new ProducerRecord<>(topic, bytes(key), value));
    }

    /** Sends an event with headers; {@link #flush} waits for it. */
    public void send(String topic, String key, String value, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, bytes(key), bytes(value));
        headers.forEach((name, text) -> record.headers().add(name, bytes(text)));
        send(record);
    }

    private synchronized void send(ProducerRecord<byte[], byte[]> record) {
        if (producer == null) {
            Map<String, Object> settings = new HashMap<>(settings().producer());
            settings.put("linger.ms", 5);
            producer =
                    new KafkaProducer<>(
                            settings, new ByteArraySerializer(), new ByteArraySerializer());
        }
        producer.send(record);
    }

    /** Sends an event; {@link #flush} waits for it. */
    public void send(String topic, String key, String value) {
        send(topic, key, bytes(value));
    }

    /** Waits until everything that was sent is there. */
    public synchronized void flush() {
        producer.flush();
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** All committed events of a topic as they are now, partition by partition. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        Map<String, Object> settings = new HashMap<>(settings().admin());
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** The values of all committed events of a topic as text. */
    public List<String> texts(String topic) {
        return read(topic).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
        program.close();
    }
}
