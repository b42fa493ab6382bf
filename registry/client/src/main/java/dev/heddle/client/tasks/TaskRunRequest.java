package dev.heddle.client.tasks;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The wish for a run of a task.
 *
 * @param reference a version, {@code 3}, or an alias; empty for the newest version
 * @param environment what is added to the environment, or put in the place of what it says
 * @param command what is run in the place of the task's command; empty for that
 * @param cpus processors; empty for the task's
 * @param memory memory, {@code 8g}; empty for the task's, or what was learned
 * @param key asking again with the same key within a day answers with the same run
 */
public record TaskRunRequest(
        Optional<String> reference,
        Map<String, String> environment,
        List<String> command,
        OptionalDouble cpus,
        Optional<String> memory,
        Optional<String> key) {
    public TaskRunRequest {
        reference = reference == null ? Optional.empty() : reference;
        environment = environment == null ? Map.of() : Map.copyOf(environment);
        command = command == null ? List.of() : List.copyOf(command);
        cpus = cpus == null ? OptionalDouble.empty() : cpus;
        memory = memory == null ? Optional.empty() : memory;
        key = key == null ? Optional.empty() : key;
    }
}
