package dev.heddle.tasks;

import dev.heddle.client.LogPart;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.compute.LogCopies;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs have printed: the copies of the logs of all attempts, one after another, with a line
 * between them. Offsets count through all of it.
 */
@Singleton
class TaskLogs {
    private static final Logger LOG = LoggerFactory.getLogger(TaskLogs.class);

    private final LogCopies copies;
    private final TaskContainers containers;

    TaskLogs(LogCopies copies, TaskContainers containers) {
        this.copies = copies;
        this.containers = containers;
    }

    /** A part of what a run has printed, from an offset in bytes on; of one attempt at a time. */
    LogPart read(StoredRun run, long offset) {
        boolean isStopped = run.run().state() == TaskRun.State.STOPPED;
        if (!isStopped && run.launched()) {
            copy(run);
        }
        long begin = 0;
        for (int attempt = 1; attempt < run.attempt(); attempt++) {
            String container = containers.name(run.id(), attempt);
            long length = copies.length(container);
            if (offset < begin + length) {
                LogPart part = copies.read(container, offset - begin, true);
                return new LogPart(part.text(), begin + part.next(), false);
            }
            begin += length;
            byte[] between = between(attempt + 1);
            if (offset < begin + between.length) {
                byte[] rest = Arrays.copyOfRange(between, (int) (offset - begin), between.length);
                return new LogPart(
                        new String(rest, StandardCharsets.UTF_8), begin + between.length, false);
            }
            begin += between.length;
        }
        LogPart last =
                copies.read(containers.name(run.id(), run.attempt()), offset - begin, isStopped);
        return new LogPart(last.text(), begin + last.next(), last.ended());
    }

    private static byte[] between(int attempt) {
        return "\n— attempt %d —\n".formatted(attempt).getBytes(StandardCharsets.UTF_8);
    }

    /** What is there already is shown, also while its engine is away. */
    private void copy(StoredRun run) {
        try {
            copies.copy(containers.name(run.id(), run.attempt()));
        } catch (HeddleException e) {
            if (e.code() != ErrorCode.UNAVAILABLE) {
                throw e;
            }
            LOG.debug("A log could not be copied. run={}", run.id(), e);
        }
    }

    /** Removes what a run has printed. */
    void remove(StoredRun run) {
        for (int attempt = 1; attempt <= run.attempt(); attempt++) {
            copies.remove(containers.name(run.id(), attempt));
        }
    }
}
