package dev.heddle.platform.postgres;

import dev.heddle.platform.OwnerOnly;
import dev.heddle.platform.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A PostgreSQL server of our own under the data folder: loopback only, with a random password that
 * only the folder's owner can read, and with everything durable. The caller holds the data folder's
 * lock, so a server that is found running there was left behind by a process that was killed; it is
 * stopped first.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final String USER = "heddle";
    private static final String DATABASE = "heddle";
    private static final int START_ATTEMPTS = 3;
    private static final String PID_FILE = "postmaster.pid";

    /** Which line of that file holds the port. */
    private static final int PORT_LINE = 3;

    private final Path data;
    private final PostgresCommands commands;
    private final String password;
    private final int port;

    private EmbeddedPostgres(Path data, PostgresCommands commands, String password, int port) {
        this.data = data;
        this.commands = commands;
        this.password = password;
        this.port = port;
    }

    /**
     * Starts the server and returns when it takes connections; the first time this also makes the
     * database. Blocks for 0.2 s, the first time for one or two.
     *
     * @param folder the server's own folder, made if it is missing
     * @param cache where the unpacked programs are kept, which several data folders may share
     * @throws StartRefused if the server cannot run here
     */
    public static EmbeddedPostgres start(Path folder, Path cache) {
        try {
            Files.createDirectories(folder);
            OwnerOnly.folder(folder);
            PostgresCommands commands =
                    new PostgresCommands(PostgresPrograms.unpack(cache), folder.resolve("log"));
            String password = password(folder.resolve("password"));
            Path data = folder.resolve("data");
            if (Files.isDirectory(data)) {
                checkVersion(data);
                stopLeftBehind(data, commands);
            } else {
                create(folder, data, commands);
            }
            return start(data, commands, password);
        } catch (IOException e) {
            throw new StartRefused("the embedded PostgreSQL under " + folder + ": " + e, e);
        }
    }

    /**
     * The server that another process has running, to be used beside it and never closed; empty if
     * none runs.
     */
    public static Optional<EmbeddedPostgres> running(Path folder, Path cache) {
        Path data = folder.resolve("data");
        try {
            if (!Files.exists(data.resolve(PID_FILE))) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(data.resolve(PID_FILE));
            if (lines.size() <= PORT_LINE) {
                return Optional.empty();
            }
            PostgresCommands commands =
                    new PostgresCommands(PostgresPrograms.unpack(cache), folder.resolve("log"));
            int port = Integer.parseInt(lines.get(PORT_LINE).strip());
            return Optional.of(
                    new EmbeddedPostgres(
                            data, commands, password(folder.resolve("password")), port));
        } catch (IOException e) {
            throw new StartRefused("the embedded PostgreSQL under " + folder + ": " + e, e);
        }
    }

    /** Where the database is. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    /** The database's user. */
    public String user() {
        return USER;
    }

    /** That user's password. */
    public String password() {
        return password;
    }

    /** Ends all connections and stops the server. Blocks until it is down. Idempotent. */
    @Override
    public void close() {
        if (Files.exists(data.resolve(PID_FILE))) {
            commands.run(
                    List.of("pg_ctl", "stop", "-D", data.toString(), "-m", "fast", "-w", "-s"),
                    Optional.empty());
        }
    }

    private static String password(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] secret = new byte[24];
            new SecureRandom().nextBytes(secret);
            OwnerOnly.write(file, HexFormat.of().formatHex(secret));
        }
        return Files.readString(file).strip();
    }

    /** Makes the database aside and moves it in place, so a kill leaves nothing half-made. */
    private static void create(Path folder, Path data, PostgresCommands commands)
            throws IOException {
        Path partial = folder.resolve("data.partial");
        PostgresPrograms.delete(partial);
        commands.run(
                List.of(
                        "initdb",
                        "--pgdata=" + partial,
                        "--username=" + USER,
                        "--pwfile=" + folder.resolve("password"),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-instructions"),
                Optional.empty());
        commands.run(
                List.of("postgres", "--single", "-D", partial.toString(), "postgres"),
                Optional.of("CREATE DATABASE " + DATABASE + "\n"));
        Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void checkVersion(Path data) throws IOException {
        String found = Files.readString(data.resolve("PG_VERSION")).strip();
        String expected = PostgresPrograms.VERSION.substring(0, 2);
        if (!found.equals(expected)) {
            throw new StartRefused(
                    data
                            + " was written by PostgreSQL "
                            + found
                            + " and this Heddle brings PostgreSQL "
                            + expected
                            + ": dump it with its own version and restore it here");
        }
    }

    /**
     * Stops a server that outlived its platform. A pid file whose number now belongs to another
     * program, as after a container's restart, is removed: PostgreSQL itself would refuse to start.
     */
    private static void stopLeftBehind(Path data, PostgresCommands commands) throws IOException {
        Path pidFile = data.resolve(PID_FILE);
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        Optional<ProcessHandle> owner =
                lines.isEmpty() || !lines.get(0).strip().matches("\\d{1,18}")
                        ? Optional.empty()
                        : ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
        if (owner.isEmpty()) {
            return;
        }
        if (isPostgres(owner.get())) {
            commands.run(
                    List.of("pg_ctl", "stop", "-D", data.toString(), "-m", "fast", "-w", "-s"),
                    Optional.empty());
        } else {
            Files.delete(pidFile);
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString().startsWith("postgres"))
                .orElse(false);
    }

    private static EmbeddedPostgres start(Path data, PostgresCommands commands, String password)
            throws IOException {
        StartRefused last = null;
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            // The port may be taken between its choice and its use; then another one is chosen.
            int port = freePort();
            try {
                commands.run(startCommand(data, commands, port), Optional.empty());
                return new EmbeddedPostgres(data, commands, password, port);
            } catch (StartRefused e) {
                last = e;
            }
        }
        throw last;
    }

    private static List<String> startCommand(Path data, PostgresCommands commands, int port) {
        List<String> settings = new ArrayList<>();
        settings.add("-p " + port);
        settings.add("-c listen_addresses=127.0.0.1");
        settings.add("-c unix_socket_directories=");
        settings.add("-c max_connections=50");
        settings.add("-c shared_buffers=64MB");
        settings.add("-c fsync=on");
        // What is asked for often is in memory, and what is not is on a disk without heads.
        settings.add("-c random_page_cost=1.1");
        // On one machine, starting helpers costs such statements more than they bring.
        settings.add("-c max_parallel_workers_per_gather=0");
        settings.add("-c logging_collector=off");
        return List.of(
                "pg_ctl",
                "start",
                "-D",
                data.toString(),
                "-w",
                "-s",
                "-l",
                commands.log().toString(),
                "-o",
                String.join(" ", settings));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
