package dev.heddle.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
    private static final Path CACHE = Path.of("target", "heddle-cache").toAbsolutePath();

    @TempDir private Path folder;

    @Test
    void shouldKeepWhatWasWrittenAndBeDurable() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, CACHE)) {
            run(postgres, "create table kept (n int)", "insert into kept values (7)");
            assertThat(query(postgres, "show fsync")).isEqualTo("on");
            assertThat(query(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, CACHE)) {
            assertThat(query(postgres, "select n from kept")).isEqualTo("7");
        }
    }

    @Test
    void shouldAskForItsPassword() {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, CACHE)) {
            Assertions.assertThatThrownBy(
                            () ->
                                    DriverManager.getConnection(
                                            postgres.url(), postgres.user(), "wrong"))
                    .hasMessageContaining("password");
            assertThat(folder.resolve("password"))
                    .satisfies(
                            file ->
                                    assertThat(Files.getPosixFilePermissions(file))
                                            .hasSize(2)
                                            .allMatch(p -> p.name().startsWith("OWNER")));
        }
    }

    @Test
    void shouldStopAServerThatWasLeftBehindAndStartAnew() throws SQLException {
        EmbeddedPostgres left = EmbeddedPostgres.start(folder, CACHE);
        run(left, "create table kept (n int)");

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, CACHE)) {
            assertThat(query(postgres, "select count(*) from kept")).isEqualTo("0");
            Assertions.assertThatThrownBy(() -> query(left, "select 1"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void shouldStartBesideAPidFileOfAnotherProgram() throws SQLException, IOException {
        EmbeddedPostgres.start(folder, CACHE).close();
        Files.writeString(
                folder.resolve("data/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + folder.resolve("data") + "\n");

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, CACHE)) {
            assertThat(query(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void shouldBeginAgainAfterAnInitializationThatWasCutShort() throws SQLException, IOException {
        Files.createDirectories(folder.resolve("data.partial/base"));

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, CACHE)) {
            assertThat(query(postgres, "select 1")).isEqualTo("1");
        }
    }

    private static void run(EmbeddedPostgres postgres, String... statements) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
    }
}
