package dev.heddle.containers.ecs;

import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.Ending;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * Why tasks ended, from what ECS says about them. Its texts are those of "Amazon ECS stopped task
 * error messages" and of "Stopped tasks error codes" in the ECS developer guide.
 */
final class Endings {
    private static final String OUT_OF_MEMORY = "OutOfMemory";

    /** Codes of stops that ECS decided on for reasons of its own. */
    private static final List<String> OF_HOST =
            List.of(
                    "SpotInterruption",
                    "TerminationNotice",
                    "InfrastructureHealth",
                    "ServiceSchedulerInitiated");

    /** Texts that say that the machine failed or was lacking: another one may do better. */
    private static final List<String> HOST_FAILED =
            List.of(
                    "Host EC2 (instance",
                    "Spot Task was interrupted",
                    "SpotInterruptionError",
                    "performing maintenance on the underlying infrastructure",
                    "ECS Infrastructure issue",
                    "Capacity is unavailable",
                    "InternalError",
                    "Timeout waiting for network interface provisioning",
                    "ContainerRuntimeTimeoutError",
                    "DockerTimeoutError",
                    "CannotInspectContainerError");

    /** Texts that say that there was no program to end. */
    private static final List<String> NOT_STARTED =
            List.of(
                    "CannotPullContainer",
                    "CannotPullECRContainerError",
                    "CannotPullImageManifestError",
                    "CannotCreateContainerError",
                    "CannotStartContainerError",
                    "CannotCreateVolumeError",
                    "ResourceInitializationError",
                    "ContainerRuntimeError");

    private Endings() {}

    /**
     * How a task ended.
     *
     * @param program the container in it that the engine asked for; empty if ECS made none
     */
    static Ending of(Task task, Optional<Container> program) {
        Optional<Integer> exitCode = program.map(Container::exitCode);
        String reason = task.stoppedReason() == null ? "" : task.stoppedReason();
        String detail = program.map(Container::reason).orElse("");
        Cause cause =
                cause(
                        task.stopCodeAsString(),
                        reason,
                        detail,
                        exitCode.isPresent(),
                        task.startedAt() != null);
        Instant at =
                Stream.of(task.executionStoppedAt(), task.stoppedAt(), task.stoppingAt())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseGet(Instant::now);
        return new Ending(
                cause,
                exitCode.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                Stream.of(reason, detail)
                        .filter(text -> !text.isEmpty())
                        .distinct()
                        .collect(Collectors.joining(": ")),
                at);
    }

    /**
     * Why a task ended.
     *
     * @param stopCode ECS' word for it; null if it has none
     * @param reason what ECS says about the task
     * @param detail what it says about the container in the task
     * @param hasExitCode whether the program said something as it ended
     * @param hasStarted whether it ever ran
     */
    static Cause cause(
            String stopCode,
            String reason,
            String detail,
            boolean hasExitCode,
            boolean hasStarted) {
        String text = reason + " " + detail;
        if (text.contains(OUT_OF_MEMORY)) {
            return Cause.OUT_OF_MEMORY;
        }
        if ((stopCode != null && OF_HOST.contains(stopCode)) || says(reason, HOST_FAILED)) {
            return Cause.HOST_FAILED;
        }
        if ("UserInitiated".equals(stopCode)) {
            return Cause.STOPPED;
        }
        if (hasExitCode) {
            return Cause.EXITED;
        }
        if (says(text, HOST_FAILED)) {
            return Cause.HOST_FAILED;
        }
        if (!hasStarted || says(text, NOT_STARTED)) {
            return Cause.NOT_STARTED;
        }
        // It ran, and nobody can say how that ended: its machine has gone.
        return Cause.HOST_FAILED;
    }

    private static boolean says(String text, List<String> parts) {
        return parts.stream().anyMatch(text::contains);
    }
}
