package dev.heddle.monitors;

import dev.heddle.client.monitors.Alert;
import dev.heddle.client.monitors.Engine;
import dev.heddle.client.monitors.MonitorReport;
import dev.heddle.client.monitors.MonitorSummary;
import dev.heddle.client.monitors.OperationalChecks;
import dev.heddle.client.monitors.VersionChecks;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.Signature;
import dev.heddle.runtime.Row;
import dev.heddle.sketches.LatencyRecorder;
import dev.heddle.sketches.ProfileRecorder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;

/** Monitors on a PostgreSQL database that all tests share and each finds empty but for a model. */
final class MonitorsFixture {
    /** A model with the versions 1 to 3. */
    static final String MODEL = "churn";

    static final Signature SIGNATURE =
            new Signature(
                    new Struct(
                            List.of(
                                    Field.required("age", Scalar.DOUBLE),
                                    Field.optional("country", Scalar.STRING))),
                    new Struct(List.of(Field.required("score", Scalar.DOUBLE))));

    /** When the tests' clock begins: the begin of an hour. */
    static final Instant BEGIN = Instant.parse("2026-11-02T10:00:00Z");

    final DataSource source = TestDatabase.SOURCE;
    final MonitorsDatabase database = new MonitorsDatabase(source);
    final MonitorsConfig config;
    final SettableClock clock = new SettableClock(BEGIN);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final MonitorReports reports;
    final RollUp rollUp = new RollUp(database);
    final List<VersionChecks> versionChecks = new ArrayList<>();
    final List<OperationalChecks> operationalChecks = new ArrayList<>();
    final Policies policies = new Policies(database);
    final Summaries summaries = new Summaries(database, clock);
    final Judge judge;
    final Targets targets;
    final Messenger messenger;
    final Retention retention;
    final Details details;
    final Distributions distributions;

    MonitorsFixture() {
        this(new DefaultSettings());
    }

    MonitorsFixture(MonitorsConfig config) {
        this.config = config;
        this.reports = new MonitorReports(database, config, meters, clock);
        AlertBook book = new AlertBook(config);
        this.judge = new Judge(database, config, book, versionChecks);
        this.targets = new Targets(database, book, operationalChecks);
        this.messenger = new Messenger(database, new WebhookReceiver(config));
        this.retention = new Retention(database, config);
        this.details = new Details(database, config, clock);
        this.distributions = new Distributions(database, config, clock);
        sql(
                """
                truncate model cascade;
                truncate monitor_target, monitor_round, monitor_alert cascade;
                insert into model values ('churn'), ('fraud');
                insert into model_version values
                  ('churn', 1), ('churn', 2), ('churn', 3), ('fraud', 1);
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

    long count(String query) {
        return database.transaction(
                handle ->
                        handle.createQuery("select count(*) from " + query)
                                .mapTo(Long.class)
                                .one());
    }

    /** The only text that a query gives. */
    String text(String query) {
        return database.transaction(handle -> handle.createQuery(query).mapTo(String.class).one());
    }

    /** Goes on by a minute, merges what was said and looks at what is due. */
    void look() {
        Instant now = clock.advance(Duration.ofMinutes(1));
        rollUp.run(now);
        judge.run(now);
    }

    /** What version 1 was called for in the minute that has just passed; then looks. */
    void minute(long calls, long failed, double mean) {
        Instant minute = clock.instant();
        reports.report(
                List.of(
                        report(
                                "a",
                                minute,
                                calls,
                                failed,
                                "churn",
                                profile(calls, mean, minute.getEpochSecond()))));
        look();
    }

    /** Version 1 in short. */
    MonitorSummary summary() {
        return summaries.list(List.of(MODEL), Paging.of(null, null)).items().stream()
                .filter(summary -> summary.version() == 1)
                .findFirst()
                .orElseThrow();
    }

    /** Alerts that are not over. */
    List<Alert> alerts() {
        return summaries.alerts("open", Paging.of(null, null)).items();
    }

    /** Buckets of version 1 in a grain, oldest first. */
    List<Bucket> buckets(Grain grain) {
        return database.transaction(
                handle ->
                        Buckets.of(
                                handle,
                                MODEL,
                                1,
                                grain,
                                Instant.EPOCH,
                                BEGIN.plus(Duration.ofDays(1_000)),
                                Buckets.Part.BOTH));
    }

    /** What a process says of a minute of version 1 at an endpoint. */
    static MonitorReport report(String process, Instant minute, long calls, long failed) {
        return report(
                process, minute, calls, failed, "churn", profile(calls, 40, minute.hashCode()));
    }

    static MonitorReport report(
            String process,
            Instant minute,
            long calls,
            long failed,
            String source,
            byte[] profile) {
        LatencyRecorder latency = new LatencyRecorder();
        for (long call = 0; call < calls; call++) {
            latency.record(Duration.ofMillis(5 + call % 10).toNanos());
        }
        return new MonitorReport(
                MODEL,
                1,
                Engine.ONLINE,
                source,
                process,
                minute,
                calls,
                failed == 0 ? Map.of() : Map.of("MODEL_FAILED", failed),
                latency.take().write(),
                profile);
    }

    /** A profile of rows whose ages lie around a mean, ten apart. */
    static byte[] profile(long rows, double mean, long seed) {
        Random random = new Random(seed);
        ProfileRecorder recorder = new ProfileRecorder(SIGNATURE, 1_000_000);
        for (long i = 0; i < rows; i++) {
            Row input = new Row(SIGNATURE.input());
            input.setBoxed(0, mean + 10 * random.nextGaussian());
            input.setBoxed(1, random.nextInt(10) < 7 ? "DE" : "FR");
            Row output = new Row(SIGNATURE.output());
            output.setBoxed(0, random.nextDouble());
            recorder.record(input, output);
        }
        return recorder.take().write();
    }

    /** A clock that stands until it is set. */
    static final class SettableClock extends Clock {
        private volatile Instant now;

        SettableClock(Instant now) {
            this.now = now;
        }

        void set(Instant time) {
            now = time;
        }

        Instant advance(Duration time) {
            now = now.plus(time);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
