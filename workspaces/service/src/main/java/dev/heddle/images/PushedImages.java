package dev.heddle.images;

import dev.heddle.client.workspaces.WorkspaceImage;
import dev.heddle.compute.ContainersConfig;
import dev.heddle.compute.ContainersConfig.Kind;
import dev.heddle.compute.ContainersConfig.PushedImage;
import dev.heddle.compute.Engines;
import dev.heddle.containers.ImageBuild;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The images that the settings name, for an engine that builds none: somebody has pushed them to a
 * registry.
 */
@Singleton
class PushedImages {
    private final ContainersConfig config;
    private final Engines engines;

    PushedImages(ContainersConfig config, Engines engines) {
        this.config = config;
        this.engines = engines;
    }

    /** Whether there are these images and no others. */
    boolean areUsed() {
        return config.engine() == Kind.ECS;
    }

    /** All of them, by name. */
    List<WorkspaceImage> list() {
        return new TreeMap<>(config.ecs().images())
                .entrySet().stream().map(entry -> image(entry.getKey(), entry.getValue())).toList();
    }

    /** One by its name. */
    WorkspaceImage find(String name) {
        return Optional.ofNullable(config.ecs().images().get(name))
                .map(found -> image(name, found))
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        "there is no image '%s'; heddle.containers.ecs.images has %s"
                                                .formatted(
                                                        name,
                                                        new TreeMap<>(config.ecs().images())
                                                                .keySet())));
    }

    private static WorkspaceImage image(String name, PushedImage image) {
        Map<String, String> labels = image.labels();
        return new WorkspaceImage(
                name,
                image.uri(),
                WorkspaceImage.State.BUILT,
                Optional.of(image.uri()),
                labels.getOrDefault(Images.APPLICATION, "none"),
                labels.getOrDefault(Images.HOLDS, ""),
                0,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Asks for a build, which the engine refuses with its reason.
     *
     * @throws HeddleException with {@code PRECONDITION_FAILED}
     */
    WorkspaceImage build(String name) {
        WorkspaceImage image = find(name);
        engines.engine().build(new ImageBuild(name, Map.of(), Map.of(), Map.of()), text -> {});
        return image;
    }
}
