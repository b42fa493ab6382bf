package dev.heddle.cli;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A platform in a process of its own, {@code heddle dev}, that ends with this one. */
final class PlatformProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final int LOG_LINES = 20;
    private static final int PROBE_MILLIS = 2_000;

    private final Process process;
    private final URI uri;
    private final Path log;
    private final Thread stopper = new Thread(this::stop, "heddle-demo-stop");

    private PlatformProcess(Process process, URI uri, Path log) {
        this.process = process;
        this.uri = uri;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(stopper);
    }

    /**
     * Starts one.
     *
     * @param script the {@code heddle} script
     * @param data its data folder
     * @param port the port that it listens at
     */
    static PlatformProcess start(Path script, Path data, int port) {
        try {
            Files.createDirectories(data);
            Path log = data.resolve("demo.log");
            Process process =
                    new ProcessBuilder(
                                    script.toString(),
                                    "dev",
                                    "--port",
                                    String.valueOf(port),
                                    "--data",
                                    data.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                            .start();
            return new PlatformProcess(process, URI.create("http://127.0.0.1:" + port), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The wanted port if nothing listens there, else any other. */
    static int freePort(int wanted) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), wanted));
            return socket.getLocalPort();
        } catch (IOException e) {
            if (wanted == 0) {
                throw new UncheckedIOException(e);
            }
            return freePort(0);
        }
    }

    URI uri() {
        return uri;
    }

    /** Waits until it takes calls. */
    void awaitReady() throws InterruptedException {
        long start = System.nanoTime();
        while (!isReady()) {
            if (!process.isAlive()) {
                throw failed("the platform ended before it was ready");
            }
            if (System.nanoTime() - start > START.toNanos()) {
                throw failed("the platform was not ready in %d s".formatted(START.toSeconds()));
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    private boolean isReady() {
        try {
            HttpURLConnection probe =
                    (HttpURLConnection) uri.resolve("/readyz").toURL().openConnection();
            probe.setConnectTimeout(PROBE_MILLIS);
            probe.setReadTimeout(PROBE_MILLIS);
            return probe.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until it ends by itself; its exit code. */
    int await() throws InterruptedException {
        return process.waitFor();
    }

    private HeddleException failed(String what) {
        String tail = "";
        try {
            List<String> lines = Files.readAllLines(log);
            tail =
                    String.join(
                            "\n",
                            lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            tail = "(it left no log)";
        }
        return new HeddleException(
                ErrorCode.UNAVAILABLE, "%s; the end of %s:%n%s".formatted(what, log, tail));
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops it and waits until it has ended. */
    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(stopper);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook does the same as was done here.
        }
    }
}
