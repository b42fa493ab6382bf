package dev.heddle.streams;

import dev.heddle.client.streams.StartAt;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The settings of Kafka's clients.
 *
 * @param connection {@code bootstrap.servers} and what the brokers ask for: {@code
 *     security.protocol}, {@code sasl.…}, {@code ssl.…}; wins over what is set here
 */
public record KafkaSettings(Map<String, String> connection) {
    /** The most bytes of one event that a function emits: what brokers take by default. */
    static final int LARGEST_EMISSION = 1_000_000;

    /** The most bytes of a dead letter: whatever was read has to find a place there. */
    static final int LARGEST_LETTER = 24 << 20;

    /** The most bytes that one fetch brings. */
    static final int LARGEST_FETCH = 16 << 20;

    private static final Duration TRANSACTION = Duration.ofMinutes(1);

    public KafkaSettings {
        connection = Map.copyOf(connection);
        if (!connection.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new IllegalArgumentException("bootstrap.servers is missing");
        }
    }

    /** Settings for brokers that ask for nothing. */
    public static KafkaSettings of(String bootstrapServers) {
        return new KafkaSettings(
                Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    Map<String, Object> admin() {
        return new HashMap<>(connection);
    }

    /** A member of a group whose name lets it have its partitions back at once after a crash. */
    Map<String, Object> member(String group, String name, StartAt startAt) {
        Map<String, Object> settings = consumer(group, startAt);
        settings.putIfAbsent(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, name);
        return settings;
    }

    /** A consumer of a group. */
    public Map<String, Object> consumer(String group, StartAt startAt) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, startAt.name().toLowerCase(Locale.ROOT));
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        // One that was killed gives its partitions up soon.
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, LARGEST_FETCH);
        settings.putAll(common());
        return settings;
    }

    /**
     * A member of a share group, whose settings are those of the group where they are not here.
     *
     * @param mostEvents how many events it locks at a time
     * @param mostBytes how many bytes these may have, unless one has more
     */
    Map<String, Object> shareMember(String group, int mostEvents, int mostBytes) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        // It locks nothing ahead: what waits in the client would lose its lock unseen.
        settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, mostEvents);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, mostBytes);
        settings.putAll(common());
        return settings;
    }

    /** What all consumers have. */
    private Map<String, Object> common() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // A topic that is made later is noticed soon.
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        settings.put(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        settings.put(
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        settings.putAll(connection);
        return settings;
    }

    /** A consumer of no group, which looks at topics. */
    public Map<String, Object> reader() {
        Map<String, Object> settings = consumer("none", StartAt.EARLIEST);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return settings;
    }

    /** A producer that waits for all replicas. */
    public Map<String, Object> producer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_LETTER);
        settings.put(
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        settings.put(
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        settings.putAll(connection);
        return settings;
    }

    /** A producer whose name fences off the one that had it before. */
    Map<String, Object> transactionalProducer(String name) {
        Map<String, Object> settings = producer();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION.toMillis());
        return settings;
    }

    /** Without what may be a secret. */
    @Override
    public String toString() {
        return connection.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    }
}
