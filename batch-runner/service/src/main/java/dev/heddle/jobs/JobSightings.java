package dev.heddle.jobs;

import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobProfile;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobResult.Outcome;
import dev.heddle.client.monitors.Engine;
import dev.heddle.client.monitors.MonitorRegistry;
import dev.heddle.client.monitors.MonitorReport;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells monitors what jobs saw of what they scored. */
@Singleton
class JobSightings {
    private static final Logger LOG = LoggerFactory.getLogger(JobSightings.class);

    private final JobFolders folders;
    private final MonitorRegistry registry;

    JobSightings(JobFolders folders, MonitorRegistry registry) {
        this.folders = folders;
        this.registry = registry;
    }

    /**
     * Tells of a job that has succeeded. Told twice of the same job, monitors count it once.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if that cannot be told now
     */
    void ended(Job job, JobResult result) {
        if (result.outcome() != Outcome.SUCCEEDED || job.model().isEmpty()) {
            return;
        }
        Optional<JobProfile> seen = folders.profile(job.id());
        if (seen.isEmpty()) {
            return;
        }
        try {
            registry.report(List.of(report(job, result, seen.get())));
        } catch (HeddleException e) {
            if (e.code() == ErrorCode.UNAVAILABLE) {
                throw e;
            }
            LOG.warn("What a job saw is not told to monitors. job={}", job.id(), e);
        }
    }

    private static MonitorReport report(Job job, JobResult result, JobProfile seen) {
        String reference = job.model().orElseThrow();
        int slash = reference.lastIndexOf('/');
        return new MonitorReport(
                reference.substring(0, slash),
                Integer.parseInt(reference.substring(slash + 1)),
                Engine.BATCH,
                job.spec().output().orElse(job.id()),
                job.id(),
                result.finishedAt().truncatedTo(ChronoUnit.MINUTES),
                seen.rows(),
                seen.errors(),
                new byte[0],
                seen.profile());
    }
}
