package dev.heddle.dashboard.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.tasks.TaskRun.End;
import dev.heddle.client.tasks.TaskRun.State;
import dev.heddle.client.tasks.TaskRunRequest;
import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunViewTest {
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");

    static RunView view(State state, Optional<End> end, String viewer, String role) {
        TaskRun run =
                new TaskRun(
                        "r1",
                        "nightly",
                        3,
                        state,
                        end,
                        OptionalInt.empty(),
                        Optional.empty(),
                        "ann",
                        List.of("sh", "-c", "echo a"),
                        Map.of("LEVEL", "info"),
                        new ComputeSize(0.5, 2L << 30),
                        2,
                        AT,
                        Optional.of(AT.plusSeconds(2)),
                        end.map(one -> AT.plusSeconds(67)),
                        1L << 30,
                        12,
                        ComputeCost.NONE,
                        Optional.of("key"));
        boolean canChange = !role.equals("viewer");
        return RunView.of(
                run,
                new Frame("r1", Section.TASKS, viewer, role, canChange, true, "", true, "", ""));
    }

    private static RunView ended(End end) {
        return view(State.STOPPED, Optional.of(end), "ann", "contributor");
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCEEDED, ok, succeeded",
        "FAILED, failed, failed",
        "OUT_OF_MEMORY, failed, out of memory",
        "STOPPED_BY_USER, idle, stopped",
        "TIMED_OUT, failed, timed out",
        "HOST_FAILED, failed, host failed",
        "NOT_STARTED, failed, not started"
    })
    void shouldSayHowARunEnded(End end, String look, String word) {
        assertThat(ended(end).look()).isEqualTo(look);
        assertThat(ended(end).word()).isEqualTo(word);
        assertThat(ended(end).isBad()).isEqualTo(look.equals("failed"));
    }

    @ParameterizedTest
    @CsvSource({
        "QUEUED, waiting, queued",
        "PENDING, running, pending",
        "RUNNING, running, running"
    })
    void shouldSayWhereARunIs(State state, String look, String word) {
        RunView view = view(state, Optional.empty(), "ann", "contributor");

        assertThat(view.look()).isEqualTo(look);
        assertThat(view.word()).isEqualTo(word);
        assertThat(view.isOver()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"exit code 3, Exit code 3.", "It ended., It ended.", "' ', ''"})
    void shouldTellReasonsInSentences(String reason, String sentence) {
        TaskRun run = ended(End.FAILED).run();
        TaskRun said =
                new TaskRun(
                        run.id(),
                        run.task(),
                        run.version(),
                        run.state(),
                        run.end(),
                        run.exitCode(),
                        Optional.of(reason),
                        run.owner(),
                        run.command(),
                        run.environment(),
                        run.size(),
                        run.attempt(),
                        run.queuedAt(),
                        run.startedAt(),
                        run.endedAt(),
                        run.peakMemoryBytes(),
                        run.cpuSeconds(),
                        run.cost(),
                        run.key());

        assertThat(new RunView(said, true, true).reason()).isEqualTo(sentence);
    }

    @Test
    void shouldLetItsOwnerAndAdminsStopIt() {
        assertThat(view(State.RUNNING, Optional.empty(), "ann", "contributor").canStop()).isTrue();
        assertThat(view(State.RUNNING, Optional.empty(), "root", "admin").canStop()).isTrue();
        assertThat(view(State.RUNNING, Optional.empty(), "bob", "contributor").canStop()).isFalse();
        assertThat(view(State.RUNNING, Optional.empty(), "ann", "viewer").canStop()).isFalse();
        assertThat(ended(End.FAILED).canStop()).isFalse();
        assertThat(ended(End.FAILED).canRunAgain()).isTrue();
        assertThat(view(State.STOPPED, Optional.of(End.FAILED), "ann", "viewer").canRunAgain())
                .isFalse();
    }

    @Test
    void shouldAskForTheSameAgain() {
        assertThat(ended(End.FAILED).again())
                .isEqualTo(
                        new TaskRunRequest(
                                Optional.of("3"),
                                Map.of("LEVEL", "info"),
                                List.of("sh", "-c", "echo a"),
                                OptionalDouble.of(0.5),
                                Optional.of("2g"),
                                Optional.empty()));
        assertThat(ended(End.OUT_OF_MEMORY).again().memory()).isEmpty();
    }

    @Test
    void shouldTellWhatItRanAndTook() {
        RunView view = ended(End.SUCCEEDED);

        assertThat(view.command()).isEqualTo("sh -c 'echo a'");
        assertThat(view.environment()).isEqualTo("LEVEL=info");
        assertThat(view.took()).contains("1 min 5 s");
        assertThat(view.peakShare()).contains(0.5);
    }
}
