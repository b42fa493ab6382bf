package dev.heddle.streams;

import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks the brokers how far streams have come: in five calls, however many streams there are, of
 * which each may fail for one stream without the others.
 */
final class StreamPlaces {
    private final Admin admin;
    private final Map<String, List<TopicPartition>> topics;
    private final ListOffsetsResult starts;
    private final ListOffsetsResult ends;
    private final ListConsumerGroupOffsetsResult groups;
    private final ListShareGroupOffsetsResult shareGroups;

    private StreamPlaces(Admin admin, Collection<StreamSpec> streams) {
        this.admin = admin;
        this.topics =
                topics(
                        admin,
                        streams.stream()
                                .flatMap(stream -> stream.topics().stream())
                                .collect(Collectors.toSet()));
        this.starts = offsets(OffsetSpec.earliest());
        this.ends = offsets(OffsetSpec.latest());
        this.groups =
                admin.listConsumerGroupOffsets(
                        streams.stream()
                                .filter(stream -> stream.delivery() != Delivery.QUEUE)
                                .collect(
                                        Collectors.toMap(
                                                StreamSpec::group,
                                                stream -> new ListConsumerGroupOffsetsSpec())));
        this.shareGroups =
                admin.listShareGroupOffsets(
                        streams.stream()
                                .filter(stream -> stream.delivery() == Delivery.QUEUE)
                                .collect(
                                        Collectors.toMap(
                                                StreamSpec::group,
                                                stream -> new ListShareGroupOffsetsSpec())));
    }

    /**
     * Where streams are, by their names.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if no broker answers
     */
    static Map<String, StreamPlace> of(Admin admin, Collection<StreamSpec> streams) {
        if (streams.isEmpty()) {
            return Map.of();
        }
        StreamPlaces places = new StreamPlaces(admin, streams);
        return streams.stream().collect(Collectors.toMap(StreamSpec::name, places::place));
    }

    /** The partitions of those topics that exist. */
    static Map<String, List<TopicPartition>> topics(Admin admin, Collection<String> names) {
        Map<String, List<TopicPartition>> topics = new HashMap<>();
        admin.describeTopics(names)
                .topicNameValues()
                .forEach(
                        (topic, description) ->
                                partitions(description).ifPresent(p -> topics.put(topic, p)));
        return topics;
    }

    private static Optional<List<TopicPartition>> partitions(KafkaFuture<TopicDescription> topic) {
        try {
            TopicDescription description =
                    AdminCalls.await(topic, UnknownTopicOrPartitionException.class);
            return Optional.of(
                    description.partitions().stream()
                            .map(one -> new TopicPartition(description.name(), one.partition()))
                            .toList());
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    private ListOffsetsResult offsets(OffsetSpec place) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        topics.values().forEach(some -> some.forEach(one -> wanted.put(one, place)));
        return admin.listOffsets(wanted);
    }

    private StreamPlace place(StreamSpec stream) {
        List<String> missing =
                stream.topics().stream()
                        .filter(topic -> !topics.containsKey(topic))
                        .sorted()
                        .toList();
        try {
            List<PartitionLag> lag =
                    stream.delivery() == Delivery.QUEUE ? shareLag(stream) : groupLag(stream);
            return new StreamPlace(lag, missing, Optional.empty());
        } catch (HeddleException e) {
            return new StreamPlace(List.of(), missing, Optional.of(e.getMessage()));
        }
    }

    private List<PartitionLag> groupLag(StreamSpec stream) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                AdminCalls.await(groups.partitionsToOffsetAndMetadata(stream.group()));
        List<PartitionLag> lags = new ArrayList<>();
        for (TopicPartition partition : partitions(stream)) {
            OffsetAndMetadata place = committed.get(partition);
            lags.add(lag(partition, place == null ? -1 : place.offset(), Optional.empty()));
        }
        return lags;
    }

    private List<PartitionLag> shareLag(StreamSpec stream) {
        Map<TopicPartition, SharePartitionOffsetInfo> known = shareOffsets(stream);
        List<PartitionLag> lags = new ArrayList<>();
        for (TopicPartition partition : partitions(stream)) {
            SharePartitionOffsetInfo place = known.get(partition);
            lags.add(
                    place == null
                            ? lag(partition, -1, Optional.empty())
                            : lag(partition, place.startOffset(), place.lag()));
        }
        return lags;
    }

    private Map<TopicPartition, SharePartitionOffsetInfo> shareOffsets(StreamSpec stream) {
        try {
            return new LinkedHashMap<>(
                    AdminCalls.await(
                            shareGroups.partitionsToOffsetInfo(stream.group()),
                            GroupIdNotFoundException.class));
        } catch (GroupIdNotFoundException e) {
            return Map.of();
        }
    }

    private List<TopicPartition> partitions(StreamSpec stream) {
        return stream.topics().stream()
                .sorted()
                .flatMap(topic -> topics.getOrDefault(topic, List.of()).stream())
                .toList();
    }

    /**
     * The lag of a partition.
     *
     * @param place where the group is; -1 if it has not been there
     * @param told what the brokers say: of a queue, they alone know what is finished ahead
     */
    private PartitionLag lag(TopicPartition partition, long place, Optional<Long> told) {
        long first = AdminCalls.await(starts.partitionResult(partition)).offset();
        long end = AdminCalls.await(ends.partitionResult(partition)).offset();
        return new PartitionLag(
                partition.topic(),
                partition.partition(),
                place < 0 ? OptionalLong.empty() : OptionalLong.of(place),
                end,
                told.orElseGet(() -> Math.max(0, end - Math.max(first, place))));
    }
}
