package dev.heddle.containers.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The network that containers are in: they reach the world and the platform, and not each other.
 * Since they are walled off, all installations on a machine share it; an engine has room for about
 * thirty networks.
 */
final class DockerNetwork {
    private static final String MTU = "com.docker.network.driver.mtu";
    private static final String BETWEEN_CONTAINERS = "com.docker.network.bridge.enable_icc";

    /** What the engine knows it by. */
    static final String NAME = "heddle";

    private final DockerCalls calls;

    DockerNetwork(DockerCalls calls) {
        this.calls = calls;
    }

    /** Makes it where it is missing; the address of the engine's machine in it. */
    Optional<String> ensure() {
        Network network = find(NAME).orElseGet(this::create);
        return network.getIpam().getConfig().stream()
                .map(Network.Ipam.Config::getGateway)
                .filter(gateway -> gateway != null && !gateway.isBlank())
                .findFirst();
    }

    private Optional<Network> find(String wanted) {
        return calls.ask(
                docker -> {
                    try {
                        return Optional.of(docker.inspectNetworkCmd().withNetworkId(wanted).exec());
                    } catch (NotFoundException e) {
                        return Optional.empty();
                    }
                });
    }

    private Network create() {
        Map<String, String> options = new HashMap<>();
        options.put(BETWEEN_CONTAINERS, "false");
        // What the engine was told about its own network holds for the machine.
        find("bridge")
                .map(Network::getOptions)
                .map(known -> known.get(MTU))
                .ifPresent(mtu -> options.put(MTU, mtu));
        calls.ask(
                docker -> {
                    try {
                        return docker.createNetworkCmd()
                                .withName(NAME)
                                .withDriver("bridge")
                                .withCheckDuplicate(true)
                                .withOptions(options)
                                .exec();
                    } catch (ConflictException e) {
                        // Somebody else made it at the same time.
                        return null;
                    }
                });
        return find(NAME).orElseThrow();
    }
}
