package dev.heddle.platform;

import dev.heddle.platform.config.Configuration;
import dev.heddle.platform.config.PlatformConfig;
import dev.heddle.platform.config.PlatformConfig.Role;
import dev.heddle.platform.postgres.EmbeddedPostgres;
import dev.heddle.registry.RegistryConfig;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.QuarkusBindException;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * One run of the process: checks the configuration, takes the data folder, starts the database,
 * runs the application, and at its end, however that comes, stops the database after the
 * application has answered its last request.
 */
final class Launch {
    private static final Logger LOG = LoggerFactory.getLogger("heddle");
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final PlatformConfig config;
    private final Configuration configuration;
    private final CountDownLatch applicationEnded = new CountDownLatch(1);
    private final AtomicInteger exit = new AtomicInteger();

    private Launch(Configuration configuration) {
        this.configuration = configuration;
        this.config = configuration.platform();
    }

    /**
     * Reads the configuration.
     *
     * @throws StartRefused if it is wrong
     */
    static Launch prepare(Optional<Path> file, Map<String, String> options) {
        return new Launch(Configuration.read(file, options, System.getenv()));
    }

    /** Runs the platform until it is stopped; returns the process's exit code. */
    int run() {
        DataFolder folder = DataFolder.take(config.dataDir());
        Optional<EmbeddedPostgres> postgres = Optional.empty();
        try {
            if (needsEmbeddedDatabase()) {
                postgres =
                        Optional.of(
                                EmbeddedPostgres.start(
                                        folder.path().resolve("postgres"), cache(folder.path())));
            }
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
        Optional<EmbeddedPostgres> started = postgres;
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> close(folder, started), "heddle-shutdown"));
        applySettings(folder.path(), postgres);
        Quarkus.run(PlatformApplication.class, this::ended);
        return exit.get();
    }

    /**
     * Runs a command with the registry's beans and without HTTP, beside a process that may be
     * running on the same data folder.
     */
    int run(Class<? extends QuarkusApplication> command, String... arguments) {
        if (!config.has(Role.REGISTRY)) {
            throw new StartRefused("this process has no registry: ask the one that has");
        }
        Optional<DataFolder> folder = Optional.empty();
        Path path = config.dataDir().toAbsolutePath();
        Optional<EmbeddedPostgres> postgres = Optional.empty();
        if (needsEmbeddedDatabase()) {
            Optional<EmbeddedPostgres> running =
                    EmbeddedPostgres.running(path.resolve("postgres"), cache(path));
            if (DataFolder.isTaken(path) && running.isPresent()) {
                applySettings(path, running);
            } else {
                folder = Optional.of(DataFolder.take(path));
                postgres =
                        Optional.of(EmbeddedPostgres.start(path.resolve("postgres"), cache(path)));
                applySettings(path, postgres);
            }
        } else {
            applySettings(path, Optional.empty());
        }
        Optional<DataFolder> taken = folder;
        Optional<EmbeddedPostgres> started = postgres;
        if (taken.isPresent()) {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> close(taken.get(), started), "heddle-shutdown"));
        }
        System.setProperty("heddle.roles", "registry");
        System.setProperty("quarkus.http.host-enabled", "false");
        System.setProperty("quarkus.log.level", "WARN");
        Quarkus.run(command, this::ended, arguments);
        return exit.get();
    }

    private boolean needsEmbeddedDatabase() {
        return config.has(Role.REGISTRY) && config.database().url().isEmpty();
    }

    /** The folder for unpacked programs: the user's, or the data folder where there is none. */
    private Path cache(Path data) {
        Path cache = config.cacheDir();
        try {
            Files.createDirectories(cache);
            return Files.isWritable(cache) ? cache : data.resolve("cache");
        } catch (IOException e) {
            return data.resolve("cache");
        }
    }

    private void applySettings(Path data, Optional<EmbeddedPostgres> postgres) {
        configuration.settings().forEach(System::setProperty);
        System.setProperty("heddle.data-dir", data.toString());
        System.setProperty("heddle.roles", roles());
        System.setProperty("quarkus.http.host", config.http().host());
        System.setProperty("quarkus.http.port", Integer.toString(config.http().port()));
        System.setProperty(
                "quarkus.http.limits.max-body-size",
                Long.toString(configuration.of(RegistryConfig.class).maxFileBytes()));
        System.setProperty("quarkus.shutdown.timeout", config.shutdownTimeout().toString());
        boolean hasRegistry = config.has(Role.REGISTRY);
        System.setProperty("quarkus.datasource.active", Boolean.toString(hasRegistry));
        System.setProperty("quarkus.flyway.active", Boolean.toString(hasRegistry));
        if (hasRegistry) {
            PlatformConfig.Database database = config.database();
            String url = postgres.map(EmbeddedPostgres::url).or(database::url).orElseThrow();
            System.setProperty("quarkus.datasource.jdbc.url", url);
            System.setProperty(
                    "quarkus.datasource.jdbc.max-size",
                    Integer.toString(database.maxConnections()));
            postgres.map(EmbeddedPostgres::user)
                    .or(database::user)
                    .ifPresent(user -> System.setProperty("quarkus.datasource.username", user));
            postgres.map(EmbeddedPostgres::password)
                    .or(database::password)
                    .ifPresent(word -> System.setProperty("quarkus.datasource.password", word));
        }
    }

    private String roles() {
        return config.roles().stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }

    private void ended(int code, Throwable failure) {
        exit.set(failure == null ? code : explain(failure));
        applicationEnded.countDown();
    }

    /** Waits for the application: the JVM runs its own end and this one side by side. */
    private void close(DataFolder folder, Optional<EmbeddedPostgres> postgres) {
        try {
            applicationEnded.await(
                    config.shutdownTimeout().plus(CLOSING).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            postgres.ifPresent(EmbeddedPostgres::close);
        } catch (RuntimeException e) {
            System.err.println("heddle: " + e.getMessage());
        } finally {
            folder.close();
        }
    }

    /** Says why the start failed; returns the exit code. */
    private int explain(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof QuarkusBindException || root instanceof BindException) {
            System.err.printf(
                    "heddle: cannot listen at %s:%d (is another process there?): choose a port with"
                            + " --port%n",
                    config.http().host(), config.http().port());
            return CommandLine.ExitCode.USAGE;
        }
        if (root instanceof StartRefused) {
            System.err.println("heddle: " + root.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        LOG.error("The start failed.", failure);
        System.err.println("heddle: the start failed: " + root.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }
}
