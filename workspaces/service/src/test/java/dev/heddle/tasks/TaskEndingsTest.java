package dev.heddle.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Token.Role;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.tasks.TaskRun.End;
import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.Ending;
import dev.heddle.tasks.TaskEndings.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskEndingsTest {
    private static final Instant ENDED = Instant.parse("2026-11-01T12:00:00Z");
    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "EXITED        |   0 |             | SUCCEEDED     | -",
                "EXITED        |   3 |             | FAILED        | exit code 3",
                "EXITED        | 126 |             | FAILED        | exit code 126: the program cannot be executed",
                "EXITED        | 127 |             | FAILED        | exit code 127: there is no such program, or it called one that is not there",
                "EXITED        | 143 |             | FAILED        | exit code 143: ended by signal 15",
                "EXITED        | 255 |             | FAILED        | exit code 255",
                "STOPPED       |   0 |             | HOST_FAILED   | the host failed: its container was stopped from outside",
                "OUT_OF_MEMORY | 137 |             | OUT_OF_MEMORY | it wanted more than 512 MiB; the next run gets 1 GiB",
                "NOT_STARTED   | 127 | no such file| NOT_STARTED   | no such file",
                "HOST_FAILED   | 137 | -           | HOST_FAILED   | the host failed: its container was killed from outside",
                "HOST_FAILED   | 255 | power is off| HOST_FAILED   | the host failed: power is off"
            })
    void shouldSayHowARunEnded(Cause cause, int code, String message, End end, String reason) {
        Outcome outcome = TaskEndings.of(run(1, null), ending(cause, code, message), 1_024 * MIB);

        assertThat(outcome)
                .isEqualTo(new Outcome(end, OptionalInt.of(code), Optional.ofNullable(reason)));
    }

    @Test
    void shouldTakeAVanishedContainerForAFailedHost() {
        Outcome outcome = TaskEndings.of(run(3, null), Optional.empty(), 0);

        assertThat(outcome.end()).isEqualTo(End.HOST_FAILED);
        assertThat(outcome.reason())
                .contains("the host failed: its container vanished (attempt 3)");
    }

    @Test
    void shouldSayThatNoRunMayHaveMore() {
        Outcome outcome =
                TaskEndings.of(run(1, null), ending(Cause.OUT_OF_MEMORY, 137, ""), 512 * MIB);

        assertThat(outcome.reason())
                .contains("it wanted more than 512 MiB, and more than that no run may have");
    }

    @Test
    void shouldSayWhoStoppedARun() {
        StoredRun.Stop byAnn =
                new StoredRun.Stop(End.STOPPED_BY_USER, Optional.of("ann"), ENDED.minusSeconds(1));
        StoredRun.Stop byTime =
                new StoredRun.Stop(End.TIMED_OUT, Optional.empty(), ENDED.minusSeconds(1));

        assertThat(TaskEndings.of(run(1, byAnn), ending(Cause.EXITED, 143, ""), 0))
                .isEqualTo(
                        new Outcome(
                                End.STOPPED_BY_USER,
                                OptionalInt.of(143),
                                Optional.of("stopped by ann")));
        assertThat(TaskEndings.of(run(1, byAnn), ending(Cause.HOST_FAILED, 137, ""), 0).end())
                .isEqualTo(End.STOPPED_BY_USER);
        assertThat(TaskEndings.of(run(1, byAnn), Optional.empty(), 0).end())
                .isEqualTo(End.STOPPED_BY_USER);
        assertThat(TaskEndings.of(run(1, byTime), ending(Cause.EXITED, 143, ""), 0).reason())
                .contains("it took longer than 90 s");
    }

    @Test
    void shouldNotCallARunStoppedThatHadEndedBefore() {
        StoredRun.Stop late =
                new StoredRun.Stop(End.STOPPED_BY_USER, Optional.of("ann"), ENDED.plusSeconds(1));

        assertThat(TaskEndings.of(run(1, late), ending(Cause.EXITED, 0, ""), 0).end())
                .isEqualTo(End.SUCCEEDED);
    }

    @ParameterizedTest
    @CsvSource({
        "512, 512 bytes",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "536870912, 512 MiB",
        "1073741824, 1 GiB",
        "1099511627776, 1 TiB",
        "17592186044416, 16 TiB"
    })
    void shouldWriteBytesAsPeopleDo(long bytes, String text) {
        assertThat(TaskEndings.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "PT1S, 1 s",
        "PT90S, 90 s",
        "PT2M, 2 min",
        "PT3H, 3 h",
        "P2D, 2 d",
        "PT1.5S, 1500 ms"
    })
    void shouldWriteTimesAsPeopleDo(Duration time, String text) {
        assertThat(TaskEndings.text(time)).isEqualTo(text);
    }

    @Test
    void shouldWaitLongerEachTime() {
        Duration pause = Duration.ofSeconds(5);
        Duration longest = Duration.ofMinutes(1);

        assertThat(TaskEndings.nextAttempt(ENDED, 1, pause, longest))
                .isEqualTo(ENDED.plusSeconds(5));
        assertThat(TaskEndings.nextAttempt(ENDED, 3, pause, longest))
                .isEqualTo(ENDED.plusSeconds(20));
        assertThat(TaskEndings.nextAttempt(ENDED, 90, pause, longest))
                .isEqualTo(ENDED.plus(longest));
    }

    private static Optional<Ending> ending(Cause cause, int code, String message) {
        return Optional.of(
                new Ending(cause, OptionalInt.of(code), message == null ? "" : message, ENDED));
    }

    private static StoredRun run(int attempt, StoredRun.Stop stop) {
        TaskRun run =
                new TaskRun(
                        "1",
                        "train",
                        1,
                        TaskRun.State.RUNNING,
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        "ann",
                        List.of(),
                        Map.of(),
                        new ComputeSize(1, 512 * MIB),
                        attempt,
                        ENDED.minusSeconds(100),
                        Optional.of(ENDED.minusSeconds(95)),
                        Optional.empty(),
                        0,
                        0,
                        ComputeCost.NONE,
                        Optional.empty());
        return new StoredRun(
                run,
                1,
                Role.CONTRIBUTOR,
                "base",
                Optional.empty(),
                Optional.of(Duration.ofSeconds(90)),
                true,
                Optional.ofNullable(stop));
    }
}
