package dev.heddle.jobs;

import dev.heddle.client.batch.Job;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** An attempt of a job whose program was started; used by one thread. */
final class JobWatch {
    private final Job job;
    private final Path folder;
    private final Optional<DriverProcess> driver;
    private Optional<Instant> asked = Optional.empty();
    private boolean exceeded;
    private Instant postponedUntil = Instant.EPOCH;

    JobWatch(Job job, Path folder) {
        this.job = job;
        this.folder = folder;
        this.driver = DriverProcess.find(folder);
    }

    Job job() {
        return job;
    }

    boolean isRunning() {
        return driver.isPresent() && driver.get().isAlive();
    }

    /** Whether a program was started at all. */
    boolean wasStarted() {
        return Files.exists(folder.resolve(DriverProcess.FILE));
    }

    boolean hasRunFor(Duration limit) {
        return Instant.now().isAfter(job.startedAt().orElse(job.submittedAt()).plus(limit));
    }

    /** Leaves it alone for a while. */
    void postpone(Duration pause) {
        postponedUntil = Instant.now().plus(pause);
    }

    boolean isPostponed() {
        return Instant.now().isBefore(postponedUntil);
    }

    /** Notes that it took longer than it may. */
    void exceeded() {
        exceeded = true;
    }

    boolean isExceeded() {
        return exceeded;
    }

    /** Asks the program to end, and kills it when the grace is over. */
    void stop(Duration grace) {
        if (asked.isEmpty()) {
            asked = Optional.of(Instant.now());
            driver.ifPresent(DriverProcess::terminate);
        } else if (Instant.now().isAfter(asked.get().plus(grace))) {
            driver.ifPresent(DriverProcess::kill);
        }
    }
}
