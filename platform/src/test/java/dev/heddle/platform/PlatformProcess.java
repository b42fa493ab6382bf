package dev.heddle.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real process, as it is shipped, on a free port; it ends with the test. */
public final class PlatformProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern STARTED =
            Pattern.compile("Heddle has started\\. url=(http://\\S+)\\s");
    private static final Set<String> PLATFORMS = Set.of("dev", "server");
    private static final Path JAR =
            Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();

    private final Process process;
    private final Path log;
    private final HttpClient client = HttpClient.newHttpClient();
    private Optional<String> token = Optional.empty();

    private PlatformProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a command in a folder and waits for nothing. */
    public static PlatformProcess run(
            Path folder, Map<String, String> environment, String... arguments) {
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
            command.addAll(List.of(arguments));
            Path log = Files.createTempFile(folder, "process", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("HEDDLE_"));
            builder.environment()
                    .put(
                            "HEDDLE_CACHE_DIR",
                            Path.of("target", "heddle-cache").toAbsolutePath().toString());
            builder.environment()
                    .put("HEDDLE_HOME", Path.of("").toAbsolutePath().getParent().toString());
            if (PLATFORMS.contains(arguments[0])) {
                // For the programs that it starts: the broker, the metastore, Spark. A JVM says so.
                builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
            }
            // Nobody is there: a test that has streams says where a broker is.
            builder.environment().put("HEDDLE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
            builder.environment().putAll(environment);
            return new PlatformProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts {@code dev} on a free port, with its data below the folder, and waits for it. */
    public static PlatformProcess dev(Path folder, String... more) {
        List<String> arguments = new ArrayList<>(List.of("dev", "--port", "0"));
        arguments.addAll(List.of(more));
        return run(folder, Map.of(), arguments.toArray(String[]::new)).awaitReady();
    }

    /** Starts {@code dev} with a Kafka broker of its own. */
    public static PlatformProcess devWithBroker(Path folder) {
        return run(folder, Map.of("HEDDLE_KAFKA_BOOTSTRAP_SERVERS", ""), "dev", "--port", "0")
                .awaitReady();
    }

    /** Makes a token of a role in the registry of a folder. */
    public static String token(Path folder, String role) {
        try (PlatformProcess create =
                run(folder, Map.of(), "tokens", "create", "--role", role, "--name", "of-" + role)) {
            if (create.exitCode() != 0) {
                throw create.failure("no token was made");
            }
            // Beside it the log may have a warning.
            return create.log()
                    .lines()
                    .filter(line -> line.startsWith("heddle_"))
                    .findFirst()
                    .orElseThrow(() -> create.failure("no token was made"));
        }
    }

    /** Starts a process of one role, with its data below the folder, and waits for it. */
    public static PlatformProcess inRole(
            Path folder, String role, String secret, Map<String, String> environment) {
        return run(folder, environment, "server", "--port", "0", "--roles", role)
                .as(secret)
                .awaitReady();
    }

    /** Starts a process of one role that works from the registry of another one. */
    public static PlatformProcess beside(
            PlatformProcess registry,
            Path folder,
            String role,
            String secret,
            Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("HEDDLE_REGISTRY_URL", registry.url().toString());
        all.put("HEDDLE_REGISTRY_TOKEN", secret);
        return inRole(folder, role, secret, all);
    }

    /** Waits until the process is ready for calls. */
    public PlatformProcess awaitReady() {
        try {
            await("it has started", () -> STARTED.matcher(log()).find());
            await("it is ready", () -> get("/readyz").statusCode() == 200);
        } catch (AssertionError | RuntimeException e) {
            close();
            throw e;
        }
        return this;
    }

    /** Sends this token with every request from now on. */
    public PlatformProcess as(String secret) {
        token = Optional.ofNullable(secret);
        return this;
    }

    /** The address that the process announced. */
    public URI url() {
        Matcher matcher = STARTED.matcher(log());
        if (!matcher.find()) {
            throw failure("it has announced no address");
        }
        return URI.create(matcher.group(1));
    }

    public HttpResponse<String> get(String path) {
        return send("GET", path, "");
    }

    /** Sends JSON, or nothing if the body is empty. */
    public HttpResponse<String> send(String method, String path, String body, String... headers) {
        return send(method, path, body.isEmpty() ? new byte[0] : bytes(body), headers);
    }

    public HttpResponse<String> send(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url().resolve(path))
                        .timeout(PATIENCE)
                        .method(
                                method,
                                body.length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        if (headers.length > 0) {
            request.headers(headers);
        } else if (body.length > 0) {
            request.header("Content-Type", "application/json");
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The process's id. */
    public long pid() {
        return process.pid();
    }

    /** The most memory that the process has held so far, as the kernel of Linux counts it. */
    public long peakMemoryBytes() {
        try (Stream<String> status =
                Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            return status.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D+", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("it takes a Linux to know a process's memory", e);
        }
    }

    /** Kills the process as {@code kill -9} does; what it started lives on. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** Asks the process to end, as Ctrl-C or a service manager does. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for the process's end. */
    public int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw failure("it does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All that the process has printed. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until something holds. */
    public void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw failure("waited until " + what);
            }
            try {
                process.waitFor(20, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private AssertionError failure(String message) {
        return new AssertionError(
                message
                        + "; the process "
                        + (process.isAlive() ? "runs" : "ended with " + process.exitValue())
                        + " and printed:\n"
                        + log());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroy();
        exitCode();
    }
}
