package dev.heddle.tracking;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Tracking on a PostgreSQL database that all tests share and each finds empty. */
final class TrackingFixture {
    final DataSource source = Server.SOURCE;
    final TrackingDatabase database = new TrackingDatabase(source);
    final Experiments experiments = new Experiments(database);
    final Runs runs = new Runs(database);
    final MetricHistory history = new MetricHistory(database);
    final Inputs inputs = new Inputs(database);
    final LoggedModelRows models = new LoggedModelRows(database);
    final LoggedModelSearch modelSearch = new LoggedModelSearch(database);
    final ModelHistory modelHistory = new ModelHistory(database);

    TrackingFixture() {
        sql(
                """
                truncate run, metric_point, dataset, logged_model restart identity cascade;
                delete from experiment where id <> 0;
                delete from experiment_tag;
                update experiment set is_deleted = false;
                """);
    }

    void sql(String statements) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new run of an experiment; its id. */
    String run(String experiment, long startTime, KeyValue... tags) {
        return runs.create(new Runs.New(experiment, "", "ann", startTime, List.of(tags)))
                .info()
                .runId();
    }

    /** A new run of the default experiment; its id. */
    String run() {
        return run("0", 1);
    }

    static Points points(Metric... metrics) {
        Points points = new Points();
        for (int i = 0; i < metrics.length; i++) {
            points.add(i, metrics[i]);
        }
        return points;
    }

    /** The ids of the runs that a search finds, in order. */
    List<String> find(String filter, String... orderBy) {
        return find(List.of("0"), filter, orderBy);
    }

    List<String> find(List<String> experiments, String filter, String... orderBy) {
        return database.transaction(
                handle -> {
                    RunSearch.Page page =
                            RunSearch.find(
                                    handle,
                                    experiments,
                                    filter,
                                    ViewType.ACTIVE_ONLY,
                                    1_000,
                                    List.of(orderBy),
                                    Optional.empty());
                    List<String> ids = new ArrayList<>();
                    RunReader.read(handle, page.ids()).forEach(run -> ids.add(run.info().runId()));
                    return ids;
                });
    }

    /** One server for the tests of a module. */
    private static final class Server {
        static final DataSource SOURCE = start();

        private static DataSource start() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                DataSource source = postgres.getPostgresDatabase();
                Flyway.configure().dataSource(source).load().migrate();
                return source;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
