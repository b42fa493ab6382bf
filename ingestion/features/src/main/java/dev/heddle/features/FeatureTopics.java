package dev.heddle.features;

import dev.heddle.model.FeatureView;
import dev.heddle.streams.AdminCalls;
import dev.heddle.streams.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of feature views. Each keeps the last of what was written of every entity for as long
 * as it counts, and all of it for a week, so that there is time to bring it to the view's table.
 * Safe for use by many threads; every method may block, and fails with {@code UNAVAILABLE} while no
 * broker answers.
 */
public final class FeatureTopics implements AutoCloseable {
    private static final Duration WHOLE = Duration.ofDays(7);
    private static final Duration SEGMENT = Duration.ofDays(1);

    private final Admin admin;

    /** Connects at the first use. */
    public FeatureTopics(KafkaSettings kafka) {
        this.admin = AdminCalls.connect(kafka);
    }

    /** Makes a view's topic if there is none. */
    public void create(FeatureView view, int partitions) {
        Map<String, String> settings = new HashMap<>();
        settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        settings.put(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, millis(WHOLE));
        settings.put(TopicConfig.SEGMENT_MS_CONFIG, millis(SEGMENT));
        view.timeToLive()
                .ifPresent(
                        span -> {
                            settings.put(
                                    TopicConfig.CLEANUP_POLICY_CONFIG,
                                    TopicConfig.CLEANUP_POLICY_COMPACT
                                            + ","
                                            + TopicConfig.CLEANUP_POLICY_DELETE);
                            settings.put(
                                    TopicConfig.RETENTION_MS_CONFIG,
                                    millis(span.compareTo(WHOLE) > 0 ? span : WHOLE));
                        });
        NewTopic topic =
                new NewTopic(view.topic(), Optional.of(partitions), Optional.empty())
                        .configs(settings);
        try {
            AdminCalls.await(admin.createTopics(List.of(topic)).all(), TopicExistsException.class);
        } catch (TopicExistsException e) {
            // It may have been made otherwise, or for another time to live.
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, view.topic());
            List<AlterConfigOp> changes = new ArrayList<>();
            settings.forEach(
                    (name, value) ->
                            changes.add(
                                    new AlterConfigOp(
                                            new ConfigEntry(name, value),
                                            AlterConfigOp.OpType.SET)));
            if (view.timeToLive().isEmpty()) {
                changes.add(
                        new AlterConfigOp(
                                new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, null),
                                AlterConfigOp.OpType.DELETE));
            }
            AdminCalls.await(admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
        }
    }

    private static String millis(Duration span) {
        return Long.toString(span.toMillis());
    }

    /** Removes a view's topic, if it is there. */
    public void delete(FeatureView view) {
        try {
            AdminCalls.await(
                    admin.deleteTopics(List.of(view.topic())).all(),
                    UnknownTopicOrPartitionException.class);
        } catch (UnknownTopicOrPartitionException e) {
            // Nobody wrote, or it was removed by hand.
        }
    }

    /**
     * A topic as it is.
     *
     * @param id tells it from another one of the same name
     * @param partitions how many it has
     */
    public record Topic(String id, int partitions) {}

    /** A view's topic; empty if there is none. */
    public Optional<Topic> find(FeatureView view) {
        return Optional.ofNullable(find(List.of(view)).get(view.name()));
    }

    /** The topics of views, by the view's name; those that there are none of are left out. */
    Map<String, Topic> find(Collection<FeatureView> views) {
        Map<String, FeatureView> byTopic = new HashMap<>();
        views.forEach(view -> byTopic.put(view.topic(), view));
        Map<String, Topic> found = new HashMap<>();
        admin.describeTopics(byTopic.keySet())
                .topicNameValues()
                .forEach(
                        (name, future) -> {
                            try {
                                found.put(
                                        byTopic.get(name).name(),
                                        topic(
                                                AdminCalls.await(
                                                        future,
                                                        UnknownTopicOrPartitionException.class)));
                            } catch (UnknownTopicOrPartitionException e) {
                                // Left out.
                            }
                        });
        return found;
    }

    private static Topic topic(TopicDescription found) {
        return new Topic(found.topicId().toString(), found.partitions().size());
    }

    /** Where each partition of a topic ends for those who read what is committed. */
    public Map<Integer, Long> ends(FeatureView view, int partitions) {
        return offsets(view, partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    /** Where each partition of a topic ends with what may still be committed. */
    Map<Integer, Long> written(FeatureView view, int partitions) {
        return offsets(view, partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** Where each partition of a topic begins. */
    public Map<Integer, Long> starts(FeatureView view, int partitions) {
        return offsets(view, partitions, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED);
    }

    /** Tells views when they were written to last. */
    void noteNewest(Collection<Followed> views) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        Map<String, Followed> byTopic = new HashMap<>();
        for (Followed one : views) {
            byTopic.put(one.view().topic(), one);
            for (int i = 0; i < one.topic().partitions(); i++) {
                wanted.put(new TopicPartition(one.view().topic(), i), OffsetSpec.maxTimestamp());
            }
        }
        AdminCalls.await(admin.listOffsets(wanted).all())
                .forEach(
                        (partition, at) ->
                                byTopic.get(partition.topic()).writtenAt(at.timestamp()));
    }

    private Map<Integer, Long> offsets(
            FeatureView view, int partitions, OffsetSpec spec, IsolationLevel level) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            wanted.put(new TopicPartition(view.topic(), i), spec);
        }
        Map<Integer, Long> offsets = new HashMap<>();
        AdminCalls.await(admin.listOffsets(wanted, new ListOffsetsOptions(level)).all())
                .forEach((partition, at) -> offsets.put(partition.partition(), at.offset()));
        return offsets;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
