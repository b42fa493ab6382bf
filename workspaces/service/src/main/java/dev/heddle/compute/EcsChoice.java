package dev.heddle.compute;

import dev.heddle.containers.ecs.EcsImage;
import dev.heddle.containers.ecs.EcsSettings;
import dev.heddle.containers.ecs.EcsSettings.Placement;
import dev.heddle.containers.ecs.EcsSettings.Roles;
import dev.heddle.model.HeddleException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Amazon ECS as the configuration chooses it. */
public final class EcsChoice {
    private EcsChoice() {}

    /**
     * What the engine is told.
     *
     * @throws HeddleException with {@code INVALID_REQUEST}, naming the first key that is missing or
     *     cannot be right
     */
    public static EcsSettings settings(ContainersConfig.Ecs config) {
        // What is missing is empty here, and refused there with what is expected of it.
        return new EcsSettings(
                config.region().orElse(""),
                config.endpoint(),
                new Placement(
                        config.cluster().orElse(""),
                        config.capacityProvider(),
                        config.subnets().orElse(List.of()),
                        config.securityGroups().orElse(List.of()),
                        config.assignPublicIp()),
                new Roles(config.executionRole().orElse(""), config.taskRole()),
                config.logGroup().orElse(""),
                config.fileSystem(),
                images(config));
    }

    private static Map<String, EcsImage> images(ContainersConfig.Ecs config) {
        return config.images().entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                entry ->
                                        new EcsImage(
                                                entry.getValue().uri(),
                                                entry.getValue().labels())));
    }

    /** Where it is, in words, whatever is missing. */
    static String address(ContainersConfig.Ecs config) {
        return config.region().orElse("no region") + "/" + config.cluster().orElse("no cluster");
    }
}
