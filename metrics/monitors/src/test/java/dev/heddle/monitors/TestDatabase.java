package dev.heddle.monitors;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** One server for the tests of this module. */
public final class TestDatabase {
    /** A database that has the module's tables. */
    public static final DataSource SOURCE = start();

    private TestDatabase() {}

    private static DataSource start() {
        try {
            DataSource source = EmbeddedPostgres.builder().start().getPostgresDatabase();
            Flyway.configure().dataSource(source).load().migrate();
            return source;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
