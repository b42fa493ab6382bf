package dev.heddle.streams;

import dev.heddle.client.streams.TopicEvent;
import dev.heddle.client.streams.TopicSummary;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;

/**
 * Topics as people look at them: listed, made, a few events sent and read. Safe for use by many
 * threads; every method may block, and fails with {@code UNAVAILABLE} while no broker answers.
 */
public final class TopicAdmin implements AutoCloseable {
    private final KafkaSettings kafka;
    private final Admin admin;
    private KafkaProducer<byte[], byte[]> producer;

    /** Connects at the first use. */
    public TopicAdmin(KafkaSettings kafka) {
        this.kafka = kafka;
        this.admin = AdminCalls.connect(kafka);
    }

    /** The topics by name, without those of Kafka itself. */
    public List<TopicSummary> list() {
        List<String> names = new ArrayList<>(AdminCalls.await(admin.listTopics().names()));
        return describe(names);
    }

    private List<TopicSummary> describe(List<String> names) {
        Map<String, TopicDescription> topics =
                AdminCalls.await(admin.describeTopics(names).allTopicNames());
        List<TopicPartition> partitions = new ArrayList<>();
        topics.forEach(
                (name, topic) ->
                        topic.partitions()
                                .forEach(
                                        one ->
                                                partitions.add(
                                                        new TopicPartition(
                                                                name, one.partition()))));
        Map<TopicPartition, Long> starts = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        Map<String, Long> counts = new HashMap<>();
        partitions.forEach(
                one -> counts.merge(one.topic(), ends.get(one) - starts.get(one), Long::sum));
        return topics.values().stream()
                .map(
                        topic ->
                                new TopicSummary(
                                        topic.name(),
                                        topic.partitions().size(),
                                        counts.getOrDefault(topic.name(), 0L)))
                .sorted(Comparator.comparing(TopicSummary::name))
                .toList();
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        partitions.forEach(partition -> specs.put(partition, spec));
        Map<TopicPartition, ListOffsetsResultInfo> found =
                AdminCalls.await(admin.listOffsets(specs).all());
        Map<TopicPartition, Long> offsets = new HashMap<>();
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /**
     * Makes a topic.
     *
     * @throws HeddleException with {@code ALREADY_EXISTS} if there is one, with {@code
     *     INVALID_REQUEST} if no topic can be called so
     */
    public TopicSummary create(String name, int partitions) {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
        try {
            AdminCalls.await(
                    admin.createTopics(List.of(topic)).all(),
                    TopicExistsException.class,
                    InvalidTopicException.class);
        } catch (TopicExistsException e) {
            throw new HeddleException(
                    ErrorCode.ALREADY_EXISTS, "topic '%s' exists already".formatted(name), e);
        } catch (InvalidTopicException e) {
            throw new HeddleException(ErrorCode.INVALID_REQUEST, e.getMessage(), e);
        }
        return new TopicSummary(name, partitions, 0);
    }

    /**
     * Sends events in their order, and waits until the brokers have them.
     *
     * @throws HeddleException with {@code NOT_FOUND} if there is no such topic, with {@code
     *     TOO_LARGE} if an event is larger than a topic takes
     */
    public void send(String topic, List<TopicEvent> events) {
        require(topic);
        AdminCalls.guard(
                () -> {
                    sendAll(topic, events);
                    return topic;
                });
    }

    private void sendAll(String topic, List<TopicEvent> events) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
        try {
            for (TopicEvent event : events) {
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>(
                                topic,
                                null,
                                event.time().map(Instant::toEpochMilli).orElse(null),
                                event.key().map(TopicAdmin::bytes).orElse(null),
                                bytes(event.value()));
                event.headers().forEach((name, value) -> record.headers().add(name, bytes(value)));
                sent.add(producer().send(record));
            }
            sent.forEach(one -> AdminCalls.await(one, RecordTooLargeException.class));
        } catch (RecordTooLargeException e) {
            throw new HeddleException(ErrorCode.TOO_LARGE, e.getMessage(), e);
        }
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(kafka.producer());
        }
        return producer;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private TopicDescription require(String topic) {
        try {
            TopicDescription found =
                    AdminCalls.await(
                            admin.describeTopics(List.of(topic)).topicNameValues().get(topic),
                            UnknownTopicOrPartitionException.class,
                            InvalidTopicException.class);
            if (!found.isInternal()) {
                return found;
            }
        } catch (UnknownTopicOrPartitionException | InvalidTopicException e) {
            // Told below, as one that is Kafka's own.
        }
        throw new HeddleException(ErrorCode.NOT_FOUND, "there is no topic '%s'".formatted(topic));
    }

    /**
     * The last committed events of a topic, each partition in its order.
     *
     * @throws HeddleException with {@code NOT_FOUND} if there is no such topic
     */
    public List<TopicEvent> read(String topic, int most) {
        return AdminCalls.guard(() -> readLast(topic, most));
    }

    private List<TopicEvent> readLast(String topic, int most) {
        List<TopicPartition> partitions =
                require(topic).partitions().stream()
                        .map(one -> new TopicPartition(topic, one.partition()))
                        .toList();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(kafka.reader())) {
            reader.assign(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            Map<TopicPartition, Long> starts = reader.beginningOffsets(partitions);
            partitions.forEach(
                    one -> reader.seek(one, Math.max(starts.get(one), ends.get(one) - most)));
            while (partitions.stream().anyMatch(one -> reader.position(one) < ends.get(one))) {
                reader.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        records.sort(
                Comparator.comparingLong((ConsumerRecord<byte[], byte[]> r) -> r.timestamp())
                        .thenComparingInt(ConsumerRecord::partition)
                        .thenComparingLong(ConsumerRecord::offset));
        int from = Math.max(0, records.size() - most);
        return records.subList(from, records.size()).stream().map(TopicAdmin::event).toList();
    }

    private static TopicEvent event(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return new TopicEvent(
                Optional.ofNullable(record.key()).map(k -> new String(k, StandardCharsets.UTF_8)),
                record.value() == null ? "" : new String(record.value(), StandardCharsets.UTF_8),
                headers,
                Optional.of(Instant.ofEpochMilli(record.timestamp())),
                OptionalInt.of(record.partition()),
                OptionalLong.of(record.offset()));
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
        }
        admin.close(Duration.ofSeconds(5));
    }
}
