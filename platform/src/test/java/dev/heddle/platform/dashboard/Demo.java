package dev.heddle.platform.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code heddle demo}, as a person runs it: models, jobs, tables, streams and features to look at. */
final class Demo implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(12);
    private static final Pattern DASHBOARD = Pattern.compile("(?m)^Dashboard +(http://\\S+)");

    private final Process process;
    private final Path log;

    private Demo(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts the demo with its data below a folder, and waits until all of it has happened. */
    static Demo start(Path folder) {
        try {
            Path home = Path.of("").toAbsolutePath().getParent();
            Path log = Files.createTempFile(folder, "demo", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(
                                    home.resolve("heddle").toString(),
                                    "demo",
                                    "--data",
                                    folder.resolve("data").toString())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("HEDDLE_"));
            Demo demo = new Demo(builder.start(), log);
            demo.await();
            return demo;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!log().contains("Ctrl-C stops it")) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    close();
                    throw new AssertionError("the demo did not get to its end:\n" + log());
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The dashboard's address, ending with a slash. */
    URI address() {
        Matcher matcher = DASHBOARD.matcher(log());
        if (!matcher.find()) {
            throw new AssertionError("the demo named no dashboard:\n" + log());
        }
        return URI.create(matcher.group(1));
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
