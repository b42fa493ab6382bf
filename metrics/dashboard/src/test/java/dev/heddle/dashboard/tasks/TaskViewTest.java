package dev.heddle.dashboard.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.tasks.Task;
import dev.heddle.client.tasks.TaskRun.End;
import dev.heddle.client.tasks.TaskRun.State;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskViewTest {
    private static final String TASK =
            """
            {"name": "nightly", "version": 3, "owner": "ann", "createdAt": "2026-11-01T10:00:00Z",
             "aliases": {"stable": 2, "next": 3},
             "spec": {"image": "base", "size": {"cpus": 1, "memoryBytes": 1073741824},
                      "tags": {"team": "growth", "kind": "report"}, "timeout": "PT30M"}}""";

    private static RunView run(State state, End end) {
        return RunViewTest.view(state, Optional.ofNullable(end), "ann", "contributor");
    }

    private static TaskView view(RunView... runs) {
        return view(TASK, runs);
    }

    private static TaskView view(String task, RunView... runs) {
        try {
            return new TaskView(HeddleJson.mapper().readValue(task, Task.class), List.of(runs));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
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
    void shouldSayWhatMemoryRunsBeginWithOnceOneWantedMore() {
        String learned = TASK.replaceFirst("\\{", "{\"learnedMemoryBytes\": 6442450944, ");

        assertThat(view(learned).learned()).isEqualTo("runs begin with at least 6 GiB memory");
        assertThat(view().learned()).isEmpty();
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

    private static boolean mayChange(String viewer, String role) {
        boolean canChange = !role.equals("viewer");
        Frame frame = new Frame("", Section.TASKS, viewer, role, canChange, true, "", true, "", "");
        return TaskHistory.of(List.of(view().task()), frame).mayChange();
    }

    @Test
    void shouldBeChangedByWhoDefinedItAndByAdmins() {
        assertThat(mayChange("ann", "contributor")).isTrue();
        assertThat(mayChange("root", "admin")).isTrue();
        assertThat(mayChange("bob", "contributor")).isFalse();
        assertThat(mayChange("ann", "viewer")).isFalse();
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
