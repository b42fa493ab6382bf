package dev.heddle.batch.features;

import dev.heddle.client.batch.JobEnvironment;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.Serializable;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** How to reach the brokers, from the driver and from every executor. */
public final class KafkaConnection implements Serializable {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, String> settings;

    private KafkaConnection(HashMap<String, String> settings) {
        this.settings = settings;
    }

    /**
     * The connection that the platform has given to this process.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if it has given none
     */
    public static KafkaConnection ofEnvironment() {
        return of(System.getenv(JobEnvironment.KAFKA));
    }

    /** A connection of Java properties, Kafka's own client settings; null for none. */
    static KafkaConnection of(String properties) {
        if (properties == null || properties.isBlank()) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "no Kafka brokers are configured: set heddle.kafka.bootstrap-servers");
        }
        Properties read = new Properties();
        try {
            read.load(new StringReader(properties));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
        HashMap<String, String> settings = new HashMap<>();
        read.forEach((name, value) -> settings.put(name.toString(), value.toString()));
        return new KafkaConnection(settings);
    }

    /**
     * Requires that a topic is the one that is meant, and none that was made since.
     *
     * @throws HeddleException with {@code CONFLICT} if it is not, with {@code UNAVAILABLE} if that
     *     cannot be told
     */
    public void require(String topic, String id) {
        Map<String, Object> all = new HashMap<>(settings);
        try (Admin admin = Admin.create(all)) {
            String found =
                    admin.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic)
                            .get()
                            .topicId()
                            .toString();
            if (!found.equals(id)) {
                throw new HeddleException(
                        ErrorCode.CONFLICT,
                        "topic %s was removed and made again since the job was asked for"
                                .formatted(topic));
            }
        } catch (ExecutionException e) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "topic %s cannot be looked at: %s".formatted(topic, e.getCause().getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HeddleException(ErrorCode.UNAVAILABLE, "the job was interrupted", e);
        }
    }

    /** A consumer of no group, which reads what is committed; the caller closes it. */
    KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> all = new HashMap<>();
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        all.putAll(settings);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A producer that waits for all replicas; the caller closes it. */
    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> all = new HashMap<>();
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        all.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        all.putAll(settings);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
