package dev.heddle.client.batch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
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

    /**
     * The id of the run that a job leaves behind when it has scored, {@code 9f86…}: it comes from
     * the job's.
     */
    public static String runId(String job) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(("job:" + job).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
