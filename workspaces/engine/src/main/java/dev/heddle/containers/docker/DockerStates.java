package dev.heddle.containers.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import dev.heddle.containers.Container;
import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.Ending;
import dev.heddle.containers.Container.State;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What the engine's description of a container means. */
final class DockerStates {
    /** What the engine says where it does not know: the container was gone when it looked again. */
    private static final int UNKNOWN_EXIT = 255;

    private static final int KILLED_EXIT = 137;
    private static final int NO_PROGRAM_EXIT = 127;
    private static final int NOT_EXECUTABLE_EXIT = 126;

    private DockerStates() {}

    /**
     * A container.
     *
     * @param hostBegan when its machine was started
     * @param wasAsked whether the engine remembers that it asked the program to end
     */
    static Container of(
            InspectContainerResponse found, Instant hostBegan, BooleanSupplier wasAsked) {
        ContainerState state = found.getState();
        boolean isRunning = Boolean.TRUE.equals(state.getRunning());
        boolean isCreated = "created".equals(state.getStatus());
        boolean neverBegan = isCreated && state.getExitCodeLong() != 0;
        Optional<Ending> ending = Optional.empty();
        if (!isRunning && (!isCreated || neverBegan)) {
            ending = Optional.of(ending(state, hostBegan, wasAsked));
        }
        State where = State.PENDING;
        if (ending.isPresent()) {
            where = State.ENDED;
        } else if (isRunning) {
            where = State.RUNNING;
        }
        Map<String, String> labels = found.getConfig().getLabels();
        return new Container(
                found.getName().substring(1),
                found.getImageId(),
                labels == null ? Map.of() : labels,
                where,
                time(state.getStartedAt()),
                isRunning ? address(found) : Optional.empty(),
                ending);
    }

    private static Ending ending(
            ContainerState state, Instant hostBegan, BooleanSupplier wasAsked) {
        long code = state.getExitCodeLong();
        String error = state.getError() == null ? "" : state.getError();
        return new Ending(
                cause(state, code, error, hostBegan, wasAsked),
                OptionalInt.of((int) code),
                error,
                finishedAt(state));
    }

    /** The engine notes the start of a program that ends at once after its end. */
    private static Instant finishedAt(ContainerState state) {
        Instant finished = time(state.getFinishedAt()).orElseGet(Instant::now);
        return time(state.getStartedAt()).filter(finished::isBefore).orElse(finished);
    }

    private static Cause cause(
            ContainerState state,
            long code,
            String error,
            Instant hostBegan,
            BooleanSupplier wasAsked) {
        if (Boolean.TRUE.equals(state.getOOMKilled()) && code != 0) {
            return Cause.OUT_OF_MEMORY;
        }
        boolean isMissing = code == NO_PROGRAM_EXIT || code == NOT_EXECUTABLE_EXIT;
        if (isMissing && !error.isEmpty()) {
            return Cause.NOT_STARTED;
        }
        boolean isOlderThanHost =
                time(state.getStartedAt()).filter(at -> at.isBefore(hostBegan)).isPresent();
        if (code == KILLED_EXIT || (code == UNKNOWN_EXIT && isOlderThanHost)) {
            return Cause.HOST_FAILED;
        }
        return wasAsked.getAsBoolean() ? Cause.STOPPED : Cause.EXITED;
    }

    private static Optional<InetSocketAddress> address(InspectContainerResponse found) {
        Ports ports = found.getNetworkSettings().getPorts();
        Map<ExposedPort, Ports.Binding[]> bindings = ports == null ? Map.of() : ports.getBindings();
        return bindings.values().stream()
                .flatMap(each -> each == null ? Stream.empty() : Arrays.stream(each))
                .map(
                        binding ->
                                new InetSocketAddress(
                                        binding.getHostIp(),
                                        Integer.parseInt(binding.getHostPortSpec())))
                .findFirst();
    }

    /** A time of the engine's; empty for its year one, which means never. */
    static Optional<Instant> time(String text) {
        if (text == null || text.isBlank() || text.startsWith("0001-")) {
            return Optional.empty();
        }
        return Optional.of(OffsetDateTime.parse(text).toInstant());
    }
}
