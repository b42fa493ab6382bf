package dev.heddle.streams;

import dev.heddle.client.streams.DeadLetter;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.StartAt;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;

/**
 * What can be seen and changed of a stream from outside: its lag, its place, its dead letters. Safe
 * for use by many threads; every method may block, and fails with {@code UNAVAILABLE} while no
 * broker answers.
 */
public final class StreamAdmin implements AutoCloseable {

    private final KafkaSettings kafka;
    private final Admin admin;

    /** Connects at the first use. */
    public StreamAdmin(KafkaSettings kafka) {
        this.kafka = kafka;
        this.admin = AdminCalls.connect(kafka);
    }

    /** Makes the topics for dead letters that are missing; they keep what they get. */
    public void prepare(StreamSpec spec) {
        List<NewTopic> topics = new ArrayList<>();
        for (String topic : spec.topics()) {
            topics.add(
                    new NewTopic(spec.deadLetters(topic), Optional.of(1), Optional.empty())
                            .configs(
                                    Map.of(
                                            "retention.ms",
                                            "-1",
                                            "max.message.bytes",
                                            Integer.toString(KafkaSettings.LARGEST_LETTER))));
        }
        for (KafkaFuture<Void> made : admin.createTopics(topics).values().values()) {
            try {
                AdminCalls.await(made, TopicExistsException.class);
            } catch (TopicExistsException e) {
                continue;
            }
        }
    }

    /** The topics of a stream that do not exist. */
    public Set<String> missing(StreamSpec spec) {
        Set<String> missing = new TreeSet<>(spec.topics());
        missing.removeAll(AdminCalls.await(admin.listTopics().names()));
        return missing;
    }

    /** How far the group is behind, by partition; empty for topics that do not exist. */
    public List<PartitionLag> lag(StreamSpec spec) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions(spec).forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
        latest.keySet().forEach(partition -> earliest.put(partition, OffsetSpec.earliest()));
        Map<TopicPartition, OffsetAndMetadata> committed =
                AdminCalls.await(
                        admin.listConsumerGroupOffsets(spec.group())
                                .partitionsToOffsetAndMetadata());
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                AdminCalls.await(admin.listOffsets(latest).all());
        Map<TopicPartition, ListOffsetsResultInfo> starts =
                AdminCalls.await(admin.listOffsets(earliest).all());
        Map<String, PartitionLag> lags = new TreeMap<>();
        ends.forEach(
                (partition, end) -> {
                    OffsetAndMetadata place = committed.get(partition);
                    long first = starts.get(partition).offset();
                    long from = place == null ? first : Math.max(first, place.offset());
                    lags.put(
                            "%s %09d".formatted(partition.topic(), partition.partition()),
                            new PartitionLag(
                                    partition.topic(),
                                    partition.partition(),
                                    place == null
                                            ? OptionalLong.empty()
                                            : OptionalLong.of(place.offset()),
                                    end.offset(),
                                    Math.max(0, end.offset() - from)));
                });
        return List.copyOf(lags.values());
    }

    private List<TopicPartition> partitions(StreamSpec spec) {
        List<TopicPartition> partitions = new ArrayList<>();
        spec.topics().forEach(topic -> partitions.addAll(partitions(topic)));
        return partitions;
    }

    private List<TopicPartition> partitions(String topic) {
        try {
            TopicDescription description =
                    AdminCalls.await(
                            admin.describeTopics(List.of(topic)).topicNameValues().get(topic),
                            UnknownTopicOrPartitionException.class);
            return description.partitions().stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
        } catch (UnknownTopicOrPartitionException e) {
            return List.of();
        }
    }

    /**
     * Moves the group to another place, in every partition.
     *
     * @throws HeddleException with {@code CONFLICT} while the group has members: the stream is to
     *     be stopped first
     */
    public List<PartitionLag> reset(StreamSpec spec, ResetPlace place) {
        List<TopicPartition> partitions = partitions(spec);
        Map<TopicPartition, Long> starts = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> wanted =
                place.time()
                        .map(
                                time ->
                                        offsets(
                                                partitions,
                                                OffsetSpec.forTimestamp(time.toEpochMilli())))
                        .orElse(Map.of());
        Map<TopicPartition, OffsetAndMetadata> target = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long first = starts.get(partition);
            long end = ends.get(partition);
            long offset = place.offset(first, end, wanted.getOrDefault(partition, -1L));
            target.put(partition, new OffsetAndMetadata(offset));
        }
        try {
            AdminCalls.await(
                    admin.alterConsumerGroupOffsets(spec.group(), target).all(),
                    GroupNotEmptyException.class,
                    UnknownMemberIdException.class);
        } catch (GroupNotEmptyException | UnknownMemberIdException e) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "group %s has members: stop the stream first, and wait until it is stopped"
                            .formatted(spec.group()),
                    e);
        }
        return lag(spec);
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        partitions.forEach(partition -> specs.put(partition, spec));
        return AdminCalls.await(admin.listOffsets(specs).all()).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }

    /** The dead letters that were not redriven, oldest first. */
    public List<DeadLetter> deadLetters(StreamSpec spec, int most) {
        return AdminCalls.guard(() -> readLetters(spec, most));
    }

    private List<DeadLetter> readLetters(StreamSpec spec, int most) {
        List<DeadLetter> letters = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> reader = redriver(spec)) {
            Map<TopicPartition, Long> ends = assign(reader, spec);
            while (letters.size() < most && isBefore(reader, ends)) {
                for (ConsumerRecord<byte[], byte[]> letter : reader.poll(Duration.ofMillis(200))) {
                    if (letters.size() < most && letter.offset() < ends.get(place(letter))) {
                        letters.add(describe(letter));
                    }
                }
            }
        }
        return letters;
    }

    /**
     * Puts dead letters back on the topics that they came from, each once however often this is
     * asked for: their place and what is sent are one transaction.
     *
     * @param most how many at most
     * @return how many were put back
     */
    public int redrive(StreamSpec spec, int most) {
        return AdminCalls.guard(() -> putBack(spec, most));
    }

    private int putBack(StreamSpec spec, int most) {
        int done = 0;
        try (KafkaConsumer<byte[], byte[]> reader = redriver(spec);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(
                                kafka.transactionalProducer("heddle-redrive-" + spec.group()))) {
            producer.initTransactions();
            // Only now: another redrive may have ended just before this one fenced it off.
            Map<TopicPartition, Long> ends = assign(reader, spec);
            while (done < most && isBefore(reader, ends)) {
                ConsumerRecords<byte[], byte[]> letters = reader.poll(Duration.ofMillis(200));
                if (letters.isEmpty()) {
                    continue;
                }
                producer.beginTransaction();
                Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
                for (ConsumerRecord<byte[], byte[]> letter : letters) {
                    if (done < most && letter.offset() < ends.get(place(letter))) {
                        producer.send(DeadLetters.revive(letter));
                        places.put(place(letter), new OffsetAndMetadata(letter.offset() + 1));
                        done++;
                    }
                }
                producer.sendOffsetsToTransaction(places, reader.groupMetadata());
                producer.commitTransaction();
            }
        }
        return done;
    }

    private KafkaConsumer<byte[], byte[]> redriver(StreamSpec spec) {
        return new KafkaConsumer<>(kafka.consumer(spec.group() + ".redrive", StartAt.EARLIEST));
    }

    /** Where the letters end now; those that come meanwhile are left. */
    private Map<TopicPartition, Long> assign(
            KafkaConsumer<byte[], byte[]> reader, StreamSpec spec) {
        List<TopicPartition> partitions = new ArrayList<>();
        spec.topics().forEach(topic -> partitions.addAll(partitions(spec.deadLetters(topic))));
        reader.assign(partitions);
        return reader.endOffsets(partitions);
    }

    private static boolean isBefore(
            KafkaConsumer<byte[], byte[]> reader, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(e -> reader.position(e.getKey()) < e.getValue());
    }

    private static TopicPartition place(ConsumerRecord<byte[], byte[]> letter) {
        return new TopicPartition(letter.topic(), letter.partition());
    }

    private static DeadLetter describe(ConsumerRecord<byte[], byte[]> letter) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : letter.headers()) {
            if (!header.key().startsWith(DeadLetters.PREFIX) && header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return new DeadLetter(
                letter.offset(),
                text(letter, DeadLetters.TOPIC),
                number(letter, DeadLetters.PARTITION),
                number(letter, DeadLetters.OFFSET),
                Optional.ofNullable(letter.key()).map(k -> new String(k, StandardCharsets.UTF_8)),
                Optional.ofNullable(letter.value()).map(v -> new String(v, StandardCharsets.UTF_8)),
                headers,
                text(letter, DeadLetters.ERROR),
                text(letter, DeadLetters.ERROR_CLASS),
                text(letter, DeadLetters.STACK),
                (int) number(letter, DeadLetters.ATTEMPTS),
                text(letter, DeadLetters.FUNCTION),
                Instant.ofEpochMilli(letter.timestamp()));
    }

    private static String text(ConsumerRecord<byte[], byte[]> letter, String name) {
        String value = DeadLetters.header(letter, name);
        return value == null ? "" : value;
    }

    private static long number(ConsumerRecord<byte[], byte[]> letter, String name) {
        String value = text(letter, name);
        return value.matches("[0-9]{1,18}") ? Long.parseLong(value) : -1;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
