package dev.heddle.client.batch;

/** Where jobs that have ended leave a run behind. */
public interface JobRuns {
    /**
     * Leaves a run of a job behind: in the experiment of its model's name, with the version's
     * parameters, and the job's counts and the function's figures as metrics. A job that scores
     * nothing leaves none. Told twice of the same job, it leaves one run.
     *
     * @param job the job as it was before its end
     * @param state how it is from now on, a final state
     * @param result how it ended
     */
    void ended(Job job, Job.State state, JobResult result);
}
