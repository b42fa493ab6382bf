package dev.heddle.dashboard.tasks;

import dev.heddle.client.tasks.Task;
import dev.heddle.dashboard.Frame;
import java.util.List;

/**
 * The versions of a task as its page shows them to somebody.
 *
 * @param versions newest first
 * @param mayChange whether the viewer may define versions, set aliases and delete the task
 */
record TaskHistory(List<TaskView> versions, boolean mayChange) {
    TaskHistory {
        versions = List.copyOf(versions);
    }

    /** A task is changed by who defined it, and by admins. */
    static TaskHistory of(List<Task> versions, Frame frame) {
        boolean isOwn = versions.stream().anyMatch(one -> one.owner().equals(frame.viewer()));
        return new TaskHistory(
                versions.stream().map(one -> new TaskView(one, List.of())).toList(),
                frame.canChange() && (isOwn || frame.isAdmin()));
    }
}
