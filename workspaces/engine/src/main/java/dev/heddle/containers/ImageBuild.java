package dev.heddle.containers;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What an image is built from.
 *
 * @param reference the name that it gets
 * @param content the files of its build, by their path there; one is {@code Dockerfile}. A folder
 *     stands for all that it holds
 * @param arguments values for the Dockerfile's {@code ARG}s
 * @param labels what it is found by
 */
public record ImageBuild(
        String reference,
        Map<String, Path> content,
        Map<String, String> arguments,
        Map<String, String> labels) {
    public ImageBuild {
        Objects.requireNonNull(reference, "reference");
        content = Map.copyOf(content);
        arguments = Map.copyOf(arguments);
        labels = Map.copyOf(labels);
    }
}
