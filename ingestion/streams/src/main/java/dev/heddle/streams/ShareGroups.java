package dev.heddle.streams;

import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;

/** Share groups as the brokers keep them. Every method may block. */
final class ShareGroups {
    /** The brokers' feature, from Kafka 4.2 on. */
    private static final String FEATURE = "share.version";

    private static final String START = "share.auto.offset.reset";
    private static final String ISOLATION = "share.isolation.level";
    private static final String DELIVERIES = "share.delivery.count.limit";

    /** As many as brokers allow by default. */
    private static final String MOST_DELIVERIES = "10";

    private final Admin admin;

    ShareGroups(Admin admin) {
        this.admin = admin;
    }

    /**
     * Readies a stream's group: for a queue, a share group with the stream's settings.
     *
     * @throws HeddleException with {@code CONFLICT} if the group is of another kind, with {@code
     *     UNAVAILABLE} if the brokers have no share groups
     */
    void prepare(StreamSpec spec) {
        boolean isQueue = spec.delivery() == Delivery.QUEUE;
        if (isQueue) {
            requireFeature();
        }
        for (GroupListing group : AdminCalls.await(admin.listGroups().all())) {
            boolean isShare = group.type().filter(GroupType.SHARE::equals).isPresent();
            if (group.groupId().equals(spec.group()) && isShare != isQueue) {
                throw new HeddleException(
                        ErrorCode.CONFLICT,
                        "group is '%s', which is a %s group on the brokers, expected a %s group or a new name"
                                .formatted(
                                        spec.group(),
                                        isShare ? "share" : "consumer",
                                        isShare ? "consumer" : "share"));
            }
        }
        if (isQueue) {
            configure(spec);
        }
    }

    private void requireFeature() {
        FinalizedVersionRange version =
                AdminCalls.await(admin.describeFeatures().featureMetadata())
                        .finalizedFeatures()
                        .get(FEATURE);
        int level = version == null ? 0 : version.maxVersionLevel();
        if (level < 1) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    ("the Kafka brokers have no share groups, which a queue needs: their feature %s is %d,"
                                    + " expected 1, with Kafka 4.2 or newer")
                            .formatted(FEATURE, level));
        }
    }

    private void configure(StreamSpec spec) {
        Map<String, String> wanted =
                Map.of(
                        START,
                        spec.startAt().name().toLowerCase(Locale.ROOT),
                        ISOLATION,
                        "read_committed");
        Config present = config(spec.group());
        List<AlterConfigOp> changes = new ArrayList<>();
        wanted.forEach(
                (name, value) -> {
                    if (!value.equals(present.get(name).value())) {
                        changes.add(set(name, value));
                    }
                });
        if (!changes.isEmpty()) {
            try {
                change(spec.group(), changes);
            } catch (ApiException e) {
                throw new HeddleException(
                        ErrorCode.UNAVAILABLE,
                        "group %s needs the settings %s, which the brokers refuse: %s"
                                .formatted(spec.group(), wanted, e.getMessage()),
                        e);
            }
        }
        if (present.get(DELIVERIES).source() != ConfigEntry.ConfigSource.DYNAMIC_GROUP_CONFIG) {
            try {
                change(spec.group(), List.of(set(DELIVERIES, MOST_DELIVERIES)));
            } catch (ApiException e) {
                // It is kept to the number that the group has.
                return;
            }
        }
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    private void change(String group, Collection<AlterConfigOp> changes) {
        AdminCalls.await(
                admin.incrementalAlterConfigs(Map.of(resource(group), changes)).all(),
                ApiException.class);
    }

    private Config config(String group) {
        return AdminCalls.await(admin.describeConfigs(List.of(resource(group))).all())
                .get(resource(group));
    }

    private static ConfigResource resource(String group) {
        return new ConfigResource(ConfigResource.Type.GROUP, group);
    }

    /**
     * How often an event is given to members of a group, whoever they are, until the brokers drop
     * it.
     */
    int deliveryLimit(String group) {
        requireFeature();
        return Integer.parseInt(config(group).get(DELIVERIES).value());
    }
}
