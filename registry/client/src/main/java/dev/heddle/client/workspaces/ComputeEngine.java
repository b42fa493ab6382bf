package dev.heddle.client.workspaces;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What runs containers, and what of the platform's it holds.
 *
 * @param kind {@code docker} or {@code ecs}
 * @param address where it is
 * @param version its version; empty if it cannot be reached
 * @param problem why it cannot be reached, and what helps; empty if it can
 * @param containers how many containers of the platform's it holds
 * @param volumes how many volumes
 * @param orphans what carries the platform's labels and belongs to nothing that the platform knows:
 *     it is told, and never removed by itself
 */
public record ComputeEngine(
        String kind,
        String address,
        Optional<String> version,
        Optional<String> problem,
        int containers,
        int volumes,
        List<Orphan> orphans) {
    public ComputeEngine {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(address, "address");
        version = version == null ? Optional.empty() : version;
        problem = problem == null ? Optional.empty() : problem;
        orphans = orphans == null ? List.of() : List.copyOf(orphans);
    }

    /**
     * Something that belongs to nothing.
     *
     * @param kind {@code container} or {@code volume}
     * @param name the engine's name of it
     * @param owner who it was made for; empty if its labels do not say
     * @param belonged what it belonged to, {@code workspace ann/lab}
     */
    public record Orphan(String kind, String name, String owner, String belonged) {}
}
