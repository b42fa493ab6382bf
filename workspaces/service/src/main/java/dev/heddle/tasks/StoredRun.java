package dev.heddle.tasks;

import dev.heddle.client.Identity;
import dev.heddle.client.Token.Role;
import dev.heddle.client.tasks.TaskRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A run as the database keeps it.
 *
 * @param run what everybody may know who may see it
 * @param taskId the task's id
 * @param role the role that its owner had when it was asked for
 * @param image the image of its version
 * @param home the workspace of its owner whose home it works in
 * @param timeout after which it is stopped
 * @param launched whether the container of this attempt was made
 * @param stop what it was asked to end for
 */
record StoredRun(
        TaskRun run,
        long taskId,
        Role role,
        String image,
        Optional<String> home,
        Optional<Duration> timeout,
        boolean launched,
        Optional<Stop> stop) {
    StoredRun {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(stop, "stop");
    }

    /**
     * Why a run was asked to end.
     *
     * @param cause {@code STOPPED_BY_USER} or {@code TIMED_OUT}
     * @param by who asked; empty for the time
     * @param at when
     */
    record Stop(TaskRun.End cause, Optional<String> by, Instant at) {}

    String id() {
        return run.id();
    }

    int attempt() {
        return run.attempt();
    }

    Identity person() {
        return new Identity(run.owner(), role);
    }

    /** What its samples are of. */
    String subject() {
        return subject(run.id());
    }

    /** What the samples of a run are of. */
    static String subject(String id) {
        return "run-" + id;
    }

    /** Whether it has had the time that it may take, by now. */
    boolean isOverdue(Instant now) {
        return timeout.isPresent()
                && run.startedAt().isPresent()
                && now.isAfter(run.startedAt().get().plus(timeout.get()));
    }
}
