package dev.heddle.client.batch;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A batch job as the platform keeps it.
 *
 * @param id its id
 * @param spec what was asked for
 * @param state where it is
 * @param user who asked for it
 * @param schedule the schedule that made it; empty if a person did
 * @param model the version that scores, {@code churn/3}, once it is chosen
 * @param attempt which attempt runs or ran last, from 1; 0 before the first
 * @param submittedAt when it was asked for
 * @param startedAt when the last attempt began
 * @param finishedAt when the last attempt ended
 * @param progress how far the last attempt is, or was
 * @param result how the job ended
 */
public record Job(
        String id,
        JobSpec spec,
        State state,
        String user,
        Optional<String> schedule,
        Optional<String> model,
        int attempt,
        Instant submittedAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<JobProgress> progress,
        Optional<JobResult> result) {
    /** Where a job is. */
    public enum State {
        /** It waits for its turn, or for its next attempt. */
        QUEUED,
        /** Its program runs. */
        RUNNING,
        /** It was asked to stop and has not yet. */
        CANCELLING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        /** Whether it has ended. */
        public boolean isFinal() {
            return this == SUCCEEDED || this == FAILED || this == CANCELLED;
        }
    }

    public Job {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(submittedAt, "submittedAt");
        schedule = schedule == null ? Optional.empty() : schedule;
        model = model == null ? Optional.empty() : model;
        startedAt = startedAt == null ? Optional.empty() : startedAt;
        finishedAt = finishedAt == null ? Optional.empty() : finishedAt;
        progress = progress == null ? Optional.empty() : progress;
        result = result == null ? Optional.empty() : result;
    }
}
