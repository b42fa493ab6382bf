package dev.heddle.warehouse;

import dev.heddle.programs.LocalProgram;
import dev.heddle.programs.Programs;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/**
 * A real metastore over a real PostgreSQL for tests, and warehouses on it: in a folder, or wherever
 * a test says.
 */
public final class TestWarehouse implements AutoCloseable {
    private final Path folder;
    private final Optional<S3Settings> s3;
    private final EmbeddedPostgres postgres;
    private final int port;
    private LocalProgram metastore;

    private TestWarehouse(Path folder, Optional<S3Settings> s3) throws IOException {
        this.folder = folder;
        this.s3 = s3;
        this.postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        start();
    }

    /** Starts one whose files go below a folder. */
    public static TestWarehouse start(Path folder) {
        return start(folder, Optional.empty());
    }

    /** Starts one that reaches an object store, too. */
    public static TestWarehouse start(Path folder, Optional<S3Settings> s3) {
        try {
            return new TestWarehouse(folder, s3);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the metastore, again after {@link #stopMetastore}. */
    public void start() {
        metastore =
                LocalMetastore.start(
                        new LocalMetastore.Settings(
                                Programs.of(Path.of("../..").toAbsolutePath().normalize())
                                        .metastore(),
                                port,
                                postgres.getJdbcUrl("postgres", "postgres"),
                                "postgres",
                                "postgres",
                                "metastore",
                                root(),
                                s3,
                                folder.resolve("metastore.log")));
    }

    /** Kills the metastore. */
    public void stopMetastore() {
        metastore.process().destroyForcibly();
        metastore.process().onExit().join();
    }

    /** Lets all locks look as if their holders had said nothing for a while. */
    void silenceLocks(Duration since) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE metastore.hive_locks SET hl_last_heartbeat = hl_last_heartbeat - "
                            + since.toMillis());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The metastore's {@code host:port}. */
    public String metastore() {
        return "127.0.0.1:" + port;
    }

    /** The warehouse's folder. */
    public String root() {
        return folder.resolve("warehouse").toString();
    }

    /** A warehouse in the folder. */
    public WarehouseSettings settings() {
        return settings(root());
    }

    /** A warehouse at a root. */
    public WarehouseSettings settings(String root) {
        return new WarehouseSettings(root, metastore(), s3, Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        metastore.close();
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
