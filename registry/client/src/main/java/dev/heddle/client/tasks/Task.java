package dev.heddle.client.tasks;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A task: a named family of versions of a definition. A version never changes; an alias names one.
 *
 * @param name its name
 * @param version this version, from 1
 * @param spec what it does
 * @param aliases every alias of the task, and the version that it names
 * @param owner who defined this version
 * @param createdAt when this version was defined
 * @param learnedMemoryBytes the memory that runs of any version begin with at least, since one
 *     wanted more than it had; empty if none did
 */
public record Task(
        String name,
        int version,
        TaskSpec spec,
        Map<String, Integer> aliases,
        String owner,
        Instant createdAt,
        OptionalLong learnedMemoryBytes) {
    public Task {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(spec, "spec");
        aliases = aliases == null ? Map.of() : Map.copyOf(aliases);
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(createdAt, "createdAt");
        learnedMemoryBytes = learnedMemoryBytes == null ? OptionalLong.empty() : learnedMemoryBytes;
    }
}
