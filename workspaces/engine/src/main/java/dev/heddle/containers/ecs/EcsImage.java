package dev.heddle.containers.ecs;

import java.util.Map;
import java.util.Objects;

/**
 * An image that tasks may be started with. ECS tells nothing about images, so what an image's
 * labels would say is said here.
 *
 * @param uri where it is pulled from, {@code
 *     123456789012.dkr.ecr.eu-central-1.amazonaws.com/jupyter:1}
 * @param labels its labels
 */
public record EcsImage(String uri, Map<String, String> labels) {
    public EcsImage {
        Objects.requireNonNull(uri, "uri");
        labels = Map.copyOf(labels);
    }
}
