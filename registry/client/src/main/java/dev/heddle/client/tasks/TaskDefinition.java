package dev.heddle.client.tasks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The wish for a task, or for its next version: a {@link TaskSpec} whose size may be left out.
 *
 * @param image the image that it runs, {@code base}, or a reference that the engine knows
 * @param command the program and its arguments; empty for what the image runs by itself
 * @param cpus processors; empty for what the platform's settings say
 * @param memory a number and a unit, {@code 4g}; empty for what the platform's settings say
 * @param environment its environment, which a run may add to; no place for secrets
 * @param tags what it is found by
 * @param home the workspace of the same person whose home the task works in
 * @param timeout after which a run is stopped; empty for none
 */
public record TaskDefinition(
        String image,
        List<String> command,
        OptionalDouble cpus,
        Optional<String> memory,
        Map<String, String> environment,
        Map<String, String> tags,
        Optional<String> home,
        Optional<Duration> timeout) {
    public TaskDefinition {
        Objects.requireNonNull(image, "image");
        command = command == null ? List.of() : List.copyOf(command);
        cpus = cpus == null ? OptionalDouble.empty() : cpus;
        memory = memory == null ? Optional.empty() : memory;
        environment = environment == null ? Map.of() : Map.copyOf(environment);
        tags = tags == null ? Map.of() : Map.copyOf(tags);
        home = home == null ? Optional.empty() : home;
        timeout = timeout == null ? Optional.empty() : timeout;
    }
}
