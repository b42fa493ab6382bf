package dev.heddle.metastore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;

/** The tables of a metastore, made in a schema of a PostgreSQL database once. */
final class MetastoreSchema {
    private static final String SCRIPT = "/hive-schema-3.1.0.postgres.sql";
    private static final long LOCK = 0x6865646d657461L;

    private MetastoreSchema() {}

    /**
     * Makes the schema with its tables unless it is there; of several that try at once one does.
     *
     * @param url a JDBC URL whose {@code currentSchema} is the metastore's
     * @throws SQLException if the database refuses; nothing is left half made
     */
    static void create(String url, String user, String password, String schema)
            throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            statement.execute("CREATE SCHEMA IF NOT EXISTS \"" + schema + "\"");
            if (!exists(statement, schema)) {
                statement.execute(script());
            }
            connection.commit();
        }
    }

    private static boolean exists(Statement statement, String schema) throws SQLException {
        try (ResultSet found =
                statement.executeQuery(
                        "SELECT 1 FROM information_schema.tables WHERE table_schema = '%s' AND table_name = 'VERSION'"
                                .formatted(schema))) {
            return found.next();
        }
    }

    /** Hive's script without the settings of the session that dumped it. */
    private static String script() {
        try (InputStream in = MetastoreSchema.class.getResourceAsStream(SCRIPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.matches("(SET|REVOKE|GRANT|COMMENT) .*"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new IllegalStateException("the jar lacks " + SCRIPT, e);
        }
    }
}
