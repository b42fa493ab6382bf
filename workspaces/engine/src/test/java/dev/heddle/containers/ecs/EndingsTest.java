package dev.heddle.containers.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.Ending;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.Task;

class EndingsTest {
    private static final Instant STARTED = Instant.parse("2026-05-01T10:00:00Z");
    private static final Instant STOPPED = Instant.parse("2026-05-01T11:00:00Z");

    /** Texts of the ECS developer guide, "Amazon ECS stopped task error messages" and others. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '`',
            value = {
                "EssentialContainerExited|Essential container in task exited|-|0|yes|EXITED",
                "EssentialContainerExited|Essential container in task exited|-|137|yes|EXITED",
                "EssentialContainerExited|Essential container in task exited|OutOfMemoryError: Container killed due to memory usage|137|yes|OUT_OF_MEMORY",
                "-|OutOfMemoryError: container killed due to memory usage|-|137|yes|OUT_OF_MEMORY",
                "UserInitiated|Stopped by Heddle.|-|143|yes|STOPPED",
                "UserInitiated|Task stopped by user|-|-|no|STOPPED",
                "UserInitiated|Stopped by Heddle.|-|-|yes|STOPPED",
                "TaskFailedToStart|CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/library/none:1|-|-|no|NOT_STARTED",
                "TaskFailedToStart|Task failed to start|CannotPullContainerError: inspect image has been retried 1 time(s): access denied|-|no|NOT_STARTED",
                "TaskFailedToStart|CannotPullECRContainerError: AccessDeniedException|-|-|no|NOT_STARTED",
                "TaskFailedToStart|ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed|-|-|no|NOT_STARTED",
                "TaskFailedToStart|ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes|-|-|no|NOT_STARTED",
                "TaskFailedToStart|ResourceInitializationError: failed to initialize logging driver: failed to create Cloudwatch log stream|-|-|no|NOT_STARTED",
                "TaskFailedToStart|CannotCreateVolumeError: <reason>|-|-|no|NOT_STARTED",
                "EssentialContainerExited|Essential container in task exited|CannotStartContainerError: failed to get container status: <reason>|-|yes|NOT_STARTED",
                "TaskFailedToStart|Task failed to start|ContainerRuntimeError: failed to create container|-|no|NOT_STARTED",
                "TaskFailedToStart|Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet 'subnet-1': InsufficientFreeAddressesInSubnet|-|-|no|NOT_STARTED",
                "TaskFailedToStart|Timeout waiting for network interface provisioning to complete.|-|-|no|HOST_FAILED",
                "TaskFailedToStart|Capacity is unavailable at this time. Please try again later or in a different availability zone|-|-|no|HOST_FAILED",
                "TaskFailedToStart|InternalError: <reason>|-|-|no|HOST_FAILED",
                "TaskFailedToStart|Task failed to start|ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m|-|no|HOST_FAILED",
                "SpotInterruption|Your Spot Task was interrupted.|-|143|yes|HOST_FAILED",
                "TerminationNotice|Your Spot Task was interrupted.|-|-|yes|HOST_FAILED",
                "-|Host EC2 (instance i-0123456789abcdef0) terminated.|-|-|yes|HOST_FAILED",
                "UserInitiated|Host EC2 (instance i-0123456789abcdef0) stopped / terminated.|-|137|yes|HOST_FAILED",
                "ServiceSchedulerInitiated|ECS is performing maintenance on the underlying infrastructure hosting the task.|-|143|yes|HOST_FAILED",
                "InfrastructureHealth|Task stopped|-|-|yes|HOST_FAILED",
                "-|ECS Infrastructure issue|-|-|yes|HOST_FAILED",
                "EssentialContainerExited|Essential container in task exited|CannotInspectContainerError: <reason>|-|yes|HOST_FAILED",
                "-|-|-|-|yes|HOST_FAILED",
                "-|-|-|-|no|NOT_STARTED"
            })
    void shouldSayWhyATaskEnded(
            String stopCode,
            String reason,
            String detail,
            Integer exitCode,
            String started,
            Cause cause) {
        Container program =
                Container.builder().name("main").exitCode(exitCode).reason(detail).build();
        Task task =
                Task.builder()
                        .stopCode(stopCode)
                        .stoppedReason(reason)
                        .startedAt(started.equals("yes") ? STARTED : null)
                        .stoppedAt(STOPPED)
                        .containers(program)
                        .build();

        Ending ending = Endings.of(task, Optional.of(program));

        assertThat(ending.cause()).isEqualTo(cause);
        assertThat(ending.exitCode().isPresent()).isEqualTo(exitCode != null);
        assertThat(ending.at()).isEqualTo(STOPPED);
        assertThat(ending.message())
                .contains(reason == null ? "" : reason)
                .contains(detail == null ? "" : detail);
    }

    @Test
    void shouldTellOfATaskThatNeverHadAContainer() {
        Task task =
                Task.builder()
                        .stopCode("TaskFailedToStart")
                        .stoppedReason("ResourceInitializationError: no way")
                        .stoppingAt(STOPPED)
                        .build();

        Ending ending = Endings.of(task, Optional.empty());

        assertThat(ending.cause()).isEqualTo(Cause.NOT_STARTED);
        assertThat(ending.exitCode()).isEmpty();
        assertThat(ending.message()).isEqualTo("ResourceInitializationError: no way");
    }
}
