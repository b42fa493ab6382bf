package dev.heddle.warehouse;

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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A Hive Metastore of our own, as a process on loopback that ends when this one does. It keeps its
 * tables in a schema of a PostgreSQL database.
 */
public final class LocalMetastore implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    private final Process process;
    private final String address;

    private LocalMetastore(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /**
     * How to start one.
     *
     * @param classPath the jars of the program
     * @param port where it listens; the same one after a restart, so that jobs find it again
     * @param database a JDBC URL of PostgreSQL
     * @param user the database's user
     * @param password that user's password
     * @param schema the schema for its tables
     * @param root where the warehouse is
     * @param s3 how to reach the object store; empty for a folder
     * @param log the file for what it says
     */
    public record Settings(
            List<Path> classPath,
            int port,
            String database,
            String user,
            String password,
            String schema,
            String root,
            Optional<S3Settings> s3,
            Path log) {
        public Settings {
            classPath = List.copyOf(classPath);
        }

        @Override
        public String toString() {
            return "a metastore at port " + port + " over " + database;
        }
    }

    /**
     * Starts one and waits until it answers.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if it does not, with the end of its log
     */
    public static LocalMetastore start(Settings settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx256m",
                        "-Xss4m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--add-opens=java.base/java.net=ALL-UNNAMED",
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                settings.classPath().stream().map(Path::toString).toList()),
                        "dev.heddle.metastore.MetastoreServer"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        environment(builder.environment(), settings);
        try {
            Files.createDirectories(settings.log().toAbsolutePath().getParent());
            Files.deleteIfExists(settings.log());
            builder.redirectOutput(settings.log().toFile());
            LocalMetastore metastore =
                    new LocalMetastore(builder.start(), "127.0.0.1:" + settings.port());
            metastore.await(settings);
            return metastore;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the metastore", e);
        }
    }

    private static void environment(Map<String, String> environment, Settings settings) {
        environment.put("METASTORE_PORT", Integer.toString(settings.port()));
        environment.put("METASTORE_DATABASE_URL", settings.database());
        environment.put("METASTORE_DATABASE_USER", settings.user());
        environment.put("METASTORE_DATABASE_PASSWORD", settings.password());
        environment.put("METASTORE_SCHEMA", settings.schema());
        environment.put("METASTORE_WAREHOUSE", settings.root().replaceFirst("^s3://", "s3a://"));
        settings.s3()
                .ifPresent(
                        s3 -> {
                            s3.endpoint()
                                    .ifPresent(
                                            endpoint ->
                                                    environment.put(
                                                            "METASTORE_S3_ENDPOINT", endpoint));
                            environment.put("METASTORE_S3_REGION", s3.region());
                            environment.put(
                                    "METASTORE_S3_PATH_STYLE", Boolean.toString(s3.pathStyle()));
                            s3.keys()
                                    .ifPresent(
                                            keys -> {
                                                environment.put(
                                                        "METASTORE_S3_ACCESS_KEY", keys.access());
                                                environment.put(
                                                        "METASTORE_S3_SECRET_KEY", keys.secret());
                                            });
                        });
    }

    private void await(Settings settings) throws IOException {
        long until = System.nanoTime() + START.toNanos();
        while (!says(settings.log(), "Metastore ready") || !answers(settings.port())) {
            if (!process.isAlive() || System.nanoTime() > until) {
                process.destroyForcibly();
                throw new HeddleException(
                        ErrorCode.UNAVAILABLE,
                        "the Hive Metastore did not start; the end of %s is:%n%s"
                                .formatted(settings.log(), tail(settings.log())));
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

    /** Stops it; what it has acknowledged is in the database. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
