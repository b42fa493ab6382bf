package dev.heddle.client.tasks;

import dev.heddle.client.workspaces.ComputeSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a task does.
 *
 * @param image the image that it runs, {@code base}, or a reference that the engine knows
 * @param command the program and its arguments; empty for what the image runs by itself
 * @param size what it may use; a run that needed more memory raises it for the next
 * @param environment its environment, which a run may add to; no place for secrets
 * @param tags what it is found by
 * @param home the workspace of the same person whose home the task works in
 * @param timeout after which a run is stopped; empty for none
 */
public record TaskSpec(
        String image,
        List<String> command,
        ComputeSize size,
        Map<String, String> environment,
        Map<String, String> tags,
        Optional<String> home,
        Optional<Duration> timeout) {
    public TaskSpec {
        Objects.requireNonNull(image, "image");
        command = command == null ? List.of() : List.copyOf(command);
        Objects.requireNonNull(size, "size");
        environment = environment == null ? Map.of() : Map.copyOf(environment);
        tags = tags == null ? Map.of() : Map.copyOf(tags);
        home = home == null ? Optional.empty() : home;
        timeout = timeout == null ? Optional.empty() : timeout;
    }
}
