package dev.heddle.jobs.tables;

/** Which jobs may still be writing, for the collection of what dead ones left. */
public interface LiveJobs {
    /** Whether a job has surely ended, so that nothing of it needs to be kept. */
    boolean isDead(String job);
}
