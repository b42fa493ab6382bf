package dev.heddle.platform.batch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A standalone Spark cluster on loopback: a real master and real workers, each a process. */
final class SparkCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder;
    private final int port;
    private final Process master;
    private final List<Process> workers = new ArrayList<>();

    /** Starts a master and as many workers, each with one core. */
    SparkCluster(Path folder, int workers) throws IOException, InterruptedException {
        this.folder = folder;
        SparkJars.link(folder);
        port = freePort();
        Path log = folder.resolve("master.log");
        master =
                start(
                        log,
                        "org.apache.spark.deploy.master.Master",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(port),
                        "--webui-port",
                        "0");
        try {
            await(master, log, "I have been elected leader");
            for (int worker = 0; worker < workers; worker++) {
                addWorker();
            }
        } catch (AssertionError | RuntimeException | IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /** The cluster's address, as {@code --engine} takes it. */
    String url() {
        return "spark://127.0.0.1:" + port;
    }

    /** Starts another worker and waits until the master knows it. */
    void addWorker() throws IOException, InterruptedException {
        Path log = folder.resolve("worker" + workers.size() + ".log");
        Process worker =
                start(
                        log,
                        "org.apache.spark.deploy.worker.Worker",
                        "--host",
                        "127.0.0.1",
                        "--webui-port",
                        "0",
                        "--cores",
                        "1",
                        "--memory",
                        "1g",
                        "--work-dir",
                        folder.resolve("work" + workers.size()).toString(),
                        url());
        workers.add(worker);
        await(worker, log, "Successfully registered with master");
    }

    /** Kills a worker and its executors, as the loss of a machine does. */
    void killWorker(int worker) throws InterruptedException {
        Process process = workers.get(worker);
        List<ProcessHandle> executors = process.descendants().toList();
        process.destroyForcibly().waitFor();
        executors.forEach(ProcessHandle::destroyForcibly);
    }

    /** A worker that runs executors; empty while none does. */
    Optional<Integer> busiest() {
        return IntStream.range(0, workers.size())
                .boxed()
                .filter(worker -> workers.get(worker).isAlive())
                .filter(worker -> workers.get(worker).descendants().count() > 0)
                .max(Comparator.comparing(worker -> workers.get(worker).descendants().count()));
    }

    /** The worker that was started last. */
    int newest() {
        return workers.size() - 1;
    }

    private Process start(Path log, String... program) throws IOException {
        List<String> command = SparkJars.java("-Xmx256m");
        command.addAll(List.of(program));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().put("SPARK_HOME", folder.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private static void await(Process process, Path log, String line)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(log) || !Files.readString(log).contains(line)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("waited for '" + line + "':\n" + Files.readString(log));
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        List<Process> processes = new ArrayList<>(workers);
        processes.add(master);
        for (Process process : processes) {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
        for (Process process : processes) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
