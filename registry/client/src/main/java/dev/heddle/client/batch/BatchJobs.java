package dev.heddle.client.batch;

import java.util.Optional;

/** Batch jobs as other parts of the platform ask for them. Safe for use by many threads. */
public interface BatchJobs {
    /** Asks for a job; it waits for its turn. */
    Job submit(JobSpec spec, String user);

    /** The job of a kind over a feature view's topic that was asked for last. */
    Optional<Job> newest(JobKind kind, String view);

    /** The job of a kind about a version, {@code churn/3}, that has succeeded last. */
    Optional<Job> newestSucceeded(JobKind kind, String version);
}
