package dev.heddle.monitors.outcomes;

import dev.heddle.client.DaemonThreads;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the inference log where the registry runs: looks for finished files, reads them, and does
 * what else is due for predictions from time to time. On one thread.
 */
@Singleton
final class PredictionLog {
    private static final Logger LOG = LoggerFactory.getLogger(PredictionLog.class);
    private static final Duration RETENTION_INTERVAL = Duration.ofMinutes(10);

    /**
     * A folder that changed so shortly before it was looked through may change at the same time.
     */
    private static final Duration SAME_TIME = Duration.ofSeconds(5);

    private final PredictionFiles files;
    private final PolicyChanges policyChanges;
    private final OutcomesRetention retention;
    private final OutcomesConfig config;
    private final Clock clock;
    private final boolean isHere;
    private final Map<Path, FileTime> seen = new HashMap<>();
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("heddle-predictions"));
    private volatile boolean isStopped;
    private boolean isFailing;
    private Instant retentionDue = Instant.MIN;

    @Inject
    PredictionLog(
            PredictionFiles files,
            PolicyChanges policyChanges,
            OutcomesRetention retention,
            OutcomesConfig config,
            @ConfigProperty(name = "heddle.roles", defaultValue = "registry,serving")
                    List<String> roles) {
        this(
                files,
                policyChanges,
                retention,
                config,
                Clock.systemUTC(),
                roles.stream().map(String::strip).anyMatch("registry"::equals));
    }

    PredictionLog(
            PredictionFiles files,
            PolicyChanges policyChanges,
            OutcomesRetention retention,
            OutcomesConfig config,
            Clock clock,
            boolean isHere) {
        this.files = files;
        this.policyChanges = policyChanges;
        this.retention = retention;
        this.config = config;
        this.clock = clock;
        this.isHere = isHere;
    }

    void start(@Observes StartupEvent event) {
        if (isHere) {
            long millis = config.logInterval().toMillis();
            scheduler.scheduleWithFixedDelay(
                    this::followQuietly, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        isStopped = true;
        scheduler.shutdown();
    }

    private void followQuietly() {
        try {
            policyChanges.apply();
            follow();
            if (clock.instant().isAfter(retentionDue)) {
                retention.apply(clock.instant());
                retentionDue = clock.instant().plus(RETENTION_INTERVAL);
            }
            isFailing = false;
        } catch (RuntimeException e) {
            if (!isFailing && !isStopped) {
                LOG.warn("The inference log is not read just now; it is tried again.", e);
            }
            isFailing = true;
        }
    }

    /** Reads all that is finished and not read yet. */
    void follow() {
        LocalDate oldest =
                LocalDate.ofInstant(
                        clock.instant().minus(config.predictionsKept()), ZoneOffset.UTC);
        for (Path dir : config.logDirs()) {
            Path folder = dir.toAbsolutePath().normalize();
            for (Path endpoint : list(folder)) {
                for (Path day : list(endpoint)) {
                    Optional<LocalDate> date = date(day).filter(d -> !d.isBefore(oldest));
                    if (date.isPresent() && !isStopped) {
                        read(folder, day, date.get());
                    }
                }
            }
        }
    }

    private void read(Path folder, Path day, LocalDate date) {
        Instant begin = clock.instant();
        FileTime changed;
        try {
            changed = Files.getLastModifiedTime(day);
        } catch (IOException e) {
            return;
        }
        if (changed.equals(seen.get(day))) {
            return;
        }
        Set<String> done = files.done(folder, date);
        boolean isWhole = true;
        for (Path path : list(day)) {
            String name = folder.relativize(path).toString();
            String last = path.getFileName().toString();
            if (last.startsWith(".") || !last.endsWith(".jsonl") || done.contains(name)) {
                continue;
            }
            PredictionFiles.LogFile file = new PredictionFiles.LogFile(folder, name, date);
            boolean more = true;
            while (more && !isStopped) {
                more = files.readOn(file, clock.instant());
            }
            // It is asked for again, in case that somebody else is killed while reading it.
            isWhole = false;
        }
        if (isWhole && changed.toInstant().isBefore(begin.minus(SAME_TIME))) {
            seen.put(day, changed);
        }
    }

    private static Optional<LocalDate> date(Path day) {
        try {
            return Optional.of(LocalDate.parse(day.getFileName().toString()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** What is in a folder, in order; nothing if it is none. */
    private static List<Path> list(Path folder) {
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> found = Files.list(folder)) {
            found.sorted().forEach(paths::add);
        } catch (NoSuchFileException | java.nio.file.NotDirectoryException e) {
            return List.of();
        } catch (IOException | java.io.UncheckedIOException e) {
            LOG.warn(
                    "The inference log cannot be looked through. folder={} problem=\"{}\"",
                    folder,
                    e.toString());
        }
        return paths;
    }
}
