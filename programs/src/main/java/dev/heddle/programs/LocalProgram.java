package dev.heddle.programs;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A Java program as a process on loopback. It ends with its standard input, and so never outlives
 * who started it.
 */
public final class LocalProgram implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration END = Duration.ofSeconds(10);

    private final Process process;
    private final String address;

    private LocalProgram(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /**
     * How to start one.
     *
     * @param name what people call it, for messages
     * @param options of the JVM
     * @param classPath its jars and folders
     * @param mainClass its class
     * @param environment variables that it reads, secrets among them
     * @param port where it listens
     * @param ready what its log says when it answers
     * @param log the file for what it says
     */
    public record Settings(
            String name,
            List<String> options,
            List<Path> classPath,
            String mainClass,
            Map<String, String> environment,
            int port,
            String ready,
            Path log) {
        public Settings {
            options = List.copyOf(options);
            classPath = List.copyOf(classPath);
            environment = Map.copyOf(environment);
        }

        @Override
        public String toString() {
            return name + " at port " + port;
        }
    }

    /**
     * Starts one and waits until it answers.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if it does not, with the end of its log
     */
    public static LocalProgram start(Settings settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(settings.options());
        command.add("-cp");
        command.add(
                String.join(
                        File.pathSeparator,
                        settings.classPath().stream().map(Path::toString).toList()));
        command.add(settings.mainClass());
        ProcessBuilder builder = Programs.process(command).redirectErrorStream(true);
        builder.environment().putAll(settings.environment());
        try {
            Files.createDirectories(settings.log().toAbsolutePath().getParent());
            Files.deleteIfExists(settings.log());
            builder.redirectOutput(settings.log().toFile());
            LocalProgram program =
                    new LocalProgram(builder.start(), "127.0.0.1:" + settings.port());
            program.await(settings);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + settings.name(), e);
        }
    }

    private void await(Settings settings) throws IOException {
        long until = System.nanoTime() + START.toNanos();
        while (!says(settings.log(), settings.ready()) || !answers(settings.port())) {
            if (!process.isAlive() || System.nanoTime() > until) {
                process.destroyForcibly();
                throw new HeddleException(
                        ErrorCode.UNAVAILABLE,
                        "%s did not start; the end of %s is:%n%s"
                                .formatted(settings.name(), settings.log(), tail(settings.log())));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static boolean says(Path log, String text) throws IOException {
        return Files.exists(log) && Files.readString(log, StandardCharsets.UTF_8).contains(text);
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String tail(Path log) throws IOException {
        String text = Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
        return text.substring(Math.max(0, text.length() - 2_000));
    }

    /** Its {@code host:port}. */
    public String address() {
        return address;
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its process, to watch it or to end it the hard way. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /** Stops it and waits for its end; what it has acknowledged, it has kept. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
