package dev.heddle.containers;

import java.util.Objects;
import java.util.Optional;

/**
 * Facts about an engine.
 *
 * @param kind {@code docker} or {@code ecs}
 * @param address where it is
 * @param version its version
 * @param hostAddress the address at which containers reach the machine of the engine, on the
 *     network that they are in; empty if they cannot, or if that is not known
 */
public record EngineFacts(
        String kind, String address, String version, Optional<String> hostAddress) {
    public EngineFacts {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(hostAddress, "hostAddress");
    }
}
