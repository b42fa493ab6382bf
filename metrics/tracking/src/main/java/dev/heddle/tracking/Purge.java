package dev.heddle.tracking;

import dev.heddle.client.DaemonThreads;
import dev.heddle.mlflow.ArtifactFiles;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes for good what was deleted long ago, from time to time where the registry runs, and when
 * an admin says so. Whatever it is killed at, it goes on where it was: a run's files and points go
 * first, its row last.
 */
@Singleton
final class Purge {
    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);
    private static final int AT_ONCE = 100;

    private final TrackingDatabase database;
    private final ArtifactFiles files;
    private final TrackingConfig config;
    private final boolean isHere;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("heddle-purge"));

    @Inject
    Purge(
            TrackingDatabase database,
            ArtifactFiles files,
            TrackingConfig config,
            @ConfigProperty(name = "heddle.roles", defaultValue = "registry,serving")
                    List<String> roles) {
        this.database = database;
        this.files = files;
        this.config = config;
        this.isHere = roles.stream().map(String::strip).anyMatch("registry"::equals);
    }

    /** How many of each kind were removed. */
    record Removed(int runs, int loggedModels, int experiments) {}

    void start(@Observes StartupEvent event) {
        if (isHere) {
            long seconds = config.purgeInterval().toSeconds();
            scheduler.scheduleWithFixedDelay(
                    this::purgeQuietly, seconds, seconds, TimeUnit.SECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        scheduler.shutdownNow();
    }

    private void purgeQuietly() {
        try {
            purge(config.keepDeleted());
        } catch (RuntimeException e) {
            LOG.warn("What was deleted was not removed.", e);
        }
    }

    /** Removes what was deleted longer ago than an age. */
    Removed purge(Duration age) {
        long before = System.currentTimeMillis() - age.toMillis();
        int runs = 0;
        for (List<Row> some = runs(before); !some.isEmpty(); some = runs(before)) {
            some.forEach(this::removeRun);
            runs += some.size();
        }
        int models = 0;
        for (List<Row> some = models(before); !some.isEmpty(); some = models(before)) {
            some.forEach(this::removeModel);
            models += some.size();
        }
        int experiments = removeExperiments(before);
        if (runs + models + experiments > 0) {
            LOG.info(
                    "What was deleted was removed. runs={} loggedModels={} experiments={}",
                    runs,
                    models,
                    experiments);
        }
        return new Removed(runs, models, experiments);
    }

    /** What is to be removed: its id, and where its files are. */
    private record Row(String id, String artifactUri) {}

    private List<Row> runs(long before) {
        return rows(
                "select run_id, artifact_uri from run where is_deleted and deleted_at <= ?",
                before);
    }

    private List<Row> models(long before) {
        return rows(
                """
                select m.model_id, m.artifact_uri from logged_model m
                join experiment e on e.id = m.experiment
                where m.is_deleted and m.updated_at <= ?
                  or e.is_deleted and e.id <> 0 and e.updated_at <= ?
                """,
                before);
    }

    private List<Row> rows(String sql, long before) {
        List<Object> binds =
                sql.chars().filter(c -> c == '?').mapToObj(c -> (Object) before).toList();
        return database.transaction(
                handle ->
                        Binds.bind(handle.createQuery(sql + " limit " + AT_ONCE), binds)
                                .map((row, context) -> new Row(row.getString(1), row.getString(2)))
                                .list());
    }

    private void removeRun(Row run) {
        folder(run).ifPresent(files::delete);
        database.transaction(
                handle -> {
                    // Whoever restores the run meanwhile waits, and then finds it gone.
                    Optional<Long> id =
                            handle.createQuery(
                                            "select id from run where run_id = ? and is_deleted for update")
                                    .bind(0, run.id())
                                    .mapTo(Long.class)
                                    .findOne();
                    id.ifPresent(
                            number -> {
                                handle.createUpdate(
                                                "delete from metric_point where metric in (select id from metric where run = ?)")
                                        .bind(0, number)
                                        .execute();
                                handle.createUpdate("delete from run where id = ?")
                                        .bind(0, number)
                                        .execute();
                            });
                    return id;
                });
    }

    private void removeModel(Row model) {
        folder(model).ifPresent(files::delete);
        database.transaction(
                handle ->
                        handle.createUpdate("delete from logged_model where model_id = ?")
                                .bind(0, model.id())
                                .execute());
    }

    /** The folder of a run or model: what is in {@code …/artifacts} is all that it has. */
    private static Optional<String> folder(Row row) {
        return ArtifactFiles.path(row.artifactUri())
                .map(path -> path.substring(0, path.lastIndexOf('/')))
                .filter(path -> path.endsWith("/" + row.id()));
    }

    /** Experiments go when nothing of theirs is left. The default one stays. */
    private int removeExperiments(long before) {
        return database.transaction(
                handle ->
                        handle.createUpdate(
                                        """
                                        delete from experiment e
                                        where e.is_deleted and e.id <> 0 and e.updated_at <= ?
                                          and not exists
                                            (select 1 from run r where r.experiment = e.id)
                                          and not exists
                                            (select 1 from logged_model m where m.experiment = e.id)
                                        """)
                                .bind(0, before)
                                .execute());
    }
}
