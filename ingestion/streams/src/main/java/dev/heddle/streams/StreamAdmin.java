package dev.heddle.streams;

import dev.heddle.client.streams.DeadLetter;
import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.StartAt;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
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

    /**
     * Readies the brokers for a stream: makes the topics for dead letters that are missing, which
     * keep what they get, and gives the group of a queue its settings.
     *
     * @throws HeddleException with {@code CONFLICT} if the group is of another kind, with {@code
     *     UNAVAILABLE} if the brokers have no share groups and the stream is a queue
     */
    public void prepare(StreamSpec spec) {
        new ShareGroups(admin).prepare(spec);
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

    /**
     * How far streams have come, by their names; asks as often for many streams as for one.
     *
     * @param streams each of another name and group
     */
    public Map<String, StreamPlace> places(Collection<StreamSpec> streams) {
        return StreamPlaces.of(admin, streams);
    }

    /**
     * How far a stream's group is behind, by partition; empty for topics that do not exist.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if the brokers do not tell
     */
    public List<PartitionLag> lag(StreamSpec spec) {
        StreamPlace place = places(List.of(spec)).get(spec.name());
        if (place.problem().isPresent()) {
            throw new HeddleException(ErrorCode.UNAVAILABLE, place.problem().get());
        }
        return place.lag();
    }

    private List<TopicPartition> partitions(Collection<String> topics) {
        return StreamPlaces.topics(admin, topics).values().stream().flatMap(List::stream).toList();
    }

    /**
     * Moves the group to another place, in every partition.
     *
     * @throws HeddleException with {@code CONFLICT} while the group has members: the stream is to
     *     be stopped first
     */
    public List<PartitionLag> reset(StreamSpec spec, ResetPlace place) {
        List<TopicPartition> partitions = partitions(spec.topics());
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
        Map<TopicPartition, Long> target = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long first = starts.get(partition);
            long end = ends.get(partition);
            long offset = place.offset(first, end, wanted.getOrDefault(partition, -1L));
            target.put(partition, offset);
        }
        try {
            AdminCalls.await(
                    move(spec, target),
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

    private KafkaFuture<Void> move(StreamSpec spec, Map<TopicPartition, Long> target) {
        if (spec.delivery() == Delivery.QUEUE) {
            return admin.alterShareGroupOffsets(spec.group(), target).all();
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        target.forEach((partition, place) -> offsets.put(partition, new OffsetAndMetadata(place)));
        return admin.alterConsumerGroupOffsets(spec.group(), offsets).all();
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
        List<TopicPartition> partitions =
                partitions(spec.topics().stream().map(spec::deadLetters).toList());
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
