package dev.heddle.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.LogPart;
import dev.heddle.client.batch.JobProfile;
import dev.heddle.client.batch.JobProgress;
import dev.heddle.client.batch.JobResult;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folders of jobs: what their programs leave there, and when it goes. */
@Singleton
class JobFolders {
    private static final Logger LOG = LoggerFactory.getLogger(JobFolders.class);

    private static final int TAIL = 2_000;

    private final BatchConfig config;
    private final ObjectMapper json = HeddleJson.mapper();
    private String owner;

    JobFolders(BatchConfig config) {
        this.config = config;
    }

    /** A job's folder. */
    Path of(String id) {
        return config.folder().toAbsolutePath().resolve(id);
    }

    /** A name for whoever launches jobs into these folders, the same after a restart. */
    synchronized String owner() {
        if (owner == null) {
            Path file = config.folder().toAbsolutePath().resolve("owner");
            try {
                if (!Files.exists(file)) {
                    Files.createDirectories(file.getParent());
                    Files.writeString(file, UUID.randomUUID().toString());
                }
                owner = Files.readString(file).strip();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write below " + file.getParent(), e);
            }
        }
        return owner;
    }

    /** How far a job says it is; empty if it has not said so yet. */
    Optional<JobProgress> progress(String id) {
        return read(of(id).resolve(JobProgress.FILE), JobProgress.class);
    }

    /** How a job says that it ended. */
    Optional<JobResult> result(String id) {
        return read(of(id).resolve(JobResult.FILE), JobResult.class);
    }

    /** What a job says that it saw of what it scored. */
    Optional<JobProfile> profile(String id) {
        return read(of(id).resolve(JobProfile.FILE), JobProfile.class);
    }

    private <T> Optional<T> read(Path file, Class<T> type) {
        try {
            return Files.exists(file)
                    ? Optional.of(json.readValue(Files.readAllBytes(file), type))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.warn("A file of a job cannot be read. file={}", file, e);
            return Optional.empty();
        }
    }

    /** What a job has printed from an offset on. */
    LogPart log(String id, long offset, boolean ended) {
        Path file = of(id).resolve(Launcher.LOG);
        if (!Files.exists(file)) {
            return new LogPart("", offset, ended);
        }
        try {
            return LogPart.ofFile(file, offset, ended);
        } catch (IOException e) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE, "the log of job %s cannot be read".formatted(id), e);
        }
    }

    /**
     * The end of what a job has printed, from the beginning of a line on.
     *
     * @param bytes how much of it at most
     */
    LogPart logEnd(String id, int bytes, boolean ended) {
        Path file = of(id).resolve(Launcher.LOG);
        long size = size(file);
        if (size <= bytes) {
            return log(id, 0, ended);
        }
        // One byte more: a line may begin just there.
        LogPart end = log(id, size - bytes - 1, ended);
        int line = end.text().indexOf('\n');
        return new LogPart(end.text().substring(line + 1), end.next(), end.ended());
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** The end of what a job has printed. */
    String tail(String id) {
        Path file = of(id).resolve(Launcher.LOG);
        try {
            long size = Files.exists(file) ? Files.size(file) : 0;
            return log(id, Math.max(0, size - TAIL), true).text();
        } catch (IOException e) {
            return "";
        }
    }

    /** Removes what only a running job needs. */
    void clean(String id) {
        try {
            delete(of(id).resolve("package"));
            delete(of(id).resolve("spark"));
        } catch (IOException e) {
            LOG.warn("What a job needed could not be removed. job={}", id, e);
        }
    }

    /** Removes the folders of jobs that ended long ago. */
    void removeOld() {
        Instant oldest = Instant.now().minus(config.retention());
        try (Stream<Path> folders = Files.list(config.folder().toAbsolutePath())) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                Path result = folder.resolve(JobResult.FILE);
                Path last = Files.exists(result) ? result : folder;
                if (Files.getLastModifiedTime(last).toInstant().isBefore(oldest)
                        && DriverProcess.find(folder).isEmpty()) {
                    removeOld(folder);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Old folders of jobs could not be looked for.", e);
        }
    }

    private static void removeOld(Path folder) {
        try {
            delete(folder);
        } catch (IOException e) {
            LOG.warn("An old folder of a job could not be removed. folder={}", folder, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
