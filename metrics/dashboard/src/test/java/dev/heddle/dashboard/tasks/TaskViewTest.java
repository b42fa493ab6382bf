package dev.heddle.dashboard.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.tasks.Task;
import dev.heddle.client.tasks.TaskRun.End;
import dev.heddle.client.tasks.TaskRun.State;
import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.client.workspaces.ComputeSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskViewTest {
    private static RunView run(State state, End end) {
        return RunViewTest.view(state, Optional.ofNullable(end), "ann", "contributor");
    }

    private static TaskView view(RunView... runs) {
        TaskSpec spec =
                new TaskSpec(
                        "base",
                        List.of(),
                        new ComputeSize(1, 1L << 30),
                        Map.of(),
                        Map.of("team", "growth", "kind", "report"),
                        Optional.empty(),
                        Optional.of(Duration.ofMinutes(30)));
        Task task =
                new Task(
                        "nightly",
                        3,
                        spec,
                        Map.of("stable", 2, "next", 3),
                        "ann",
                        Instant.parse("2026-11-01T10:00:00Z"));
        return new TaskView(task, List.of(runs));
    }

    @Test
    void shouldListAliasesAndTagsByName() {
        assertThat(view().aliases())
                .containsExactly(new TaskView.Alias("next", 3), new TaskView.Alias("stable", 2));
        assertThat(view().ownAliases()).containsExactly("next");
        assertThat(view().tags()).containsExactly("kind=report", "team=growth");
        assertThat(view().timeout()).isEqualTo("30 min");
    }

    @Test
    void shouldBeRedWhereTheLastRunThatEndedWentWrong() {
        RunView running = run(State.RUNNING, null);
        RunView failed = run(State.STOPPED, End.FAILED);
        RunView succeeded = run(State.STOPPED, End.SUCCEEDED);

        assertThat(view(running, failed, succeeded).isBad()).isTrue();
        assertThat(view(running, succeeded, failed).isBad()).isFalse();
        assertThat(view(running).isBad()).isFalse();
        assertThat(view().isBad()).isFalse();
    }

    @Test
    void shouldMarkRunsInTheOrderOfTime() {
        RunView failed = run(State.STOPPED, End.FAILED);
        RunView succeeded = run(State.STOPPED, End.SUCCEEDED);
        TaskView view = view(succeeded, failed);

        assertThat(view.marks()).containsExactly(failed, succeeded);
        assertThat(view.summary()).isEqualTo("1 of the last 2 runs succeeded");
    }
}
