package dev.heddle.containers;

import dev.heddle.client.workspaces.ComputeSize;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What a container is to be. Whatever it says, a container has no capabilities, gains no
 * privileges, has at most {@value #MOST_PROCESSES} processes and threads, an init process, a {@code
 * /tmp} of its own, and cannot reach other containers.
 *
 * @param name its name; unique in the engine
 * @param image a reference or an id
 * @param command the program and its arguments; empty for what the image says
 * @param environment its environment, which everybody who may look at it can read
 * @param labels what it is found by
 * @param size what it may use
 * @param mounts the folders that it gets
 * @param secrets texts that it finds as files below {@code /run/secrets}, by file name; no one who
 *     looks at the container sees them
 * @param port the port that the platform wants to reach
 * @param writableRoot whether it may write outside its mounts and {@code /tmp}
 */
public record ContainerSpec(
        String name,
        String image,
        List<String> command,
        Map<String, String> environment,
        Map<String, String> labels,
        ComputeSize size,
        List<Mount> mounts,
        Map<String, String> secrets,
        OptionalInt port,
        boolean writableRoot) {
    /** How many processes and threads a container may have. */
    public static final int MOST_PROCESSES = 4_096;

    public ContainerSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(image, "image");
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        labels = Map.copyOf(labels);
        Objects.requireNonNull(size, "size");
        mounts = List.copyOf(mounts);
        secrets = Map.copyOf(secrets);
        Objects.requireNonNull(port, "port");
    }

    /** With its secrets left out: it is written to logs. */
    @Override
    public String toString() {
        return "ContainerSpec[name=%s, image=%s, size=%s]".formatted(name, image, size);
    }

    /** A folder that a container gets. */
    public sealed interface Mount {
        /** Where the container finds it. */
        String target();

        /**
         * A volume of the engine's.
         *
         * @param volume its name
         * @param target where the container finds it
         */
        record OfVolume(String volume, String target) implements Mount {}

        /**
         * A folder of the engine's machine, which the container cannot change.
         *
         * @param folder its path there
         * @param target where the container finds it
         */
        record OfHost(String folder, String target) implements Mount {}
    }
}
