package dev.heddle.tasks;

import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.client.workspaces.ComputeSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A definition as it is asked for: a {@code TaskSpec} or a {@code TaskDefinition}, and what is left
 * out may be null.
 *
 * @param image the image
 * @param command the program and its arguments
 * @param size its size, in numbers
 * @param cpus its processors, in the place of the size
 * @param memory its memory with a unit, in the place of the size
 * @param environment its environment
 * @param tags its tags
 * @param home the workspace whose home it works in
 * @param timeout after which it is stopped
 */
public record TaskBody(
        String image,
        List<String> command,
        Size size,
        OptionalDouble cpus,
        Optional<String> memory,
        Map<String, String> environment,
        Map<String, String> tags,
        Optional<String> home,
        Optional<Duration> timeout) {

    /**
     * A size of which parts may be missing.
     *
     * @param cpus processors
     * @param memoryBytes memory in bytes
     */
    public record Size(OptionalDouble cpus, OptionalLong memoryBytes) {
        public Size {
            cpus = cpus == null ? OptionalDouble.empty() : cpus;
            memoryBytes = memoryBytes == null ? OptionalLong.empty() : memoryBytes;
        }
    }

    /** The whole definition. */
    TaskSpec spec(TaskChecks checks) {
        if (image == null || image.isBlank()) {
            throw TaskChecks.invalid(
                    "the request says no image, expected {\"image\": \"base\", …}");
        }
        requireNoNulls("command", command == null ? List.of() : command);
        requireNoNulls("environment", environment == null ? List.of() : environment.values());
        requireNoNulls("tags", tags == null ? List.of() : tags.values());
        return new TaskSpec(image.strip(), command, size(checks), environment, tags, home, timeout);
    }

    private ComputeSize size(TaskChecks checks) {
        Size numbers = size == null ? new Size(null, null) : size;
        OptionalDouble wantedCpus = cpus != null && cpus.isPresent() ? cpus : numbers.cpus();
        Optional<String> wantedMemory =
                memory != null && memory.isPresent()
                        ? memory
                        : numbers.memoryBytes().stream().mapToObj(Long::toString).findFirst();
        return checks.size(wantedCpus, wantedMemory, checks.usualSize());
    }

    static void requireNoNulls(String field, Iterable<String> values) {
        for (String value : values) {
            if (Objects.isNull(value)) {
                throw TaskChecks.invalid("%s holds null, expected a text".formatted(field));
            }
        }
    }
}
