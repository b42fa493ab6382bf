package dev.heddle.dashboard.tasks;

import dev.heddle.client.tasks.TaskRun;
import dev.heddle.dashboard.PageAddress;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.List;

/**
 * What the list of runs is narrowed to, as its address says; a text that is empty narrows nothing.
 *
 * @param task a task's name
 * @param state a state's name
 * @param owner who asked for it
 * @param pageToken where the page begins
 */
record RunFilter(
        @QueryParam("task") @DefaultValue("") String task,
        @QueryParam("state") @DefaultValue("") String state,
        @QueryParam("owner") @DefaultValue("") String owner,
        @QueryParam("pageToken") @DefaultValue("") String pageToken) {
    /** Whether anything is narrowed. */
    public boolean isNarrow() {
        return !(task + state + owner).isBlank();
    }

    /** Whether the page is the first. */
    public boolean isFirst() {
        return pageToken.isEmpty();
    }

    /** The address of the same list from a place on. */
    public String from(String token) {
        return PageAddress.of("/ui/task-runs")
                .with("task", task)
                .with("state", state)
                .with("owner", owner)
                .with("pageToken", token)
                .toString();
    }

    /** The states that there are. */
    public List<TaskRun.State> states() {
        return List.of(TaskRun.State.values());
    }
}
