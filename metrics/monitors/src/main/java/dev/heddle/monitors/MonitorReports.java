package dev.heddle.monitors;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.monitors.MonitorDetail.Baseline.Origin;
import dev.heddle.client.monitors.MonitorRegistry;
import dev.heddle.client.monitors.MonitorReport;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.sketches.Profile;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what processes say of versions. Each report takes the place of the one before of the same
 * minute, unless it says less: then it was overtaken on its way. Reports of versions that do not
 * exist, of minutes that are not kept any more, and of minutes to come are dropped and counted.
 */
@Singleton
public class MonitorReports implements MonitorRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(MonitorReports.class);

    /** All processes add in the same order, so that none waits for another in a circle. */
    private static final Comparator<MonitorReport> ORDER =
            Comparator.comparing(MonitorReport::model)
                    .thenComparing(MonitorReport::version)
                    .thenComparing(MonitorReport::minute)
                    .thenComparing(MonitorReport::engine)
                    .thenComparing(MonitorReport::source)
                    .thenComparing(MonitorReport::process);

    private final MonitorsDatabase database;
    private final MonitorsConfig config;
    private final Clock clock;
    private final MeterRegistry meters;

    @Inject
    MonitorReports(MonitorsDatabase database, MonitorsConfig config, MeterRegistry meters) {
        this(database, config, meters, Clock.systemUTC());
    }

    MonitorReports(
            MonitorsDatabase database, MonitorsConfig config, MeterRegistry meters, Clock clock) {
        this.database = database;
        this.config = config;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * {@inheritDoc}
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if a report is none; then none is kept
     */
    @Override
    public void report(List<MonitorReport> reports) {
        reports.forEach(ReportRules::check);
        Instant now = clock.instant();
        List<MonitorReport> timely =
                reports.stream().filter(report -> isTimely(report, now)).sorted(ORDER).toList();
        if (timely.isEmpty()) {
            return;
        }
        int kept =
                database.transaction(
                        handle -> {
                            int count = 0;
                            for (MonitorReport report : timely) {
                                if (Versions.add(handle, report.model(), report.version())) {
                                    add(handle, report, now);
                                    count++;
                                }
                            }
                            return count;
                        });
        drop("unknown version", timely.size() - kept);
    }

    private boolean isTimely(MonitorReport report, Instant now) {
        if (report.minute().isBefore(now.minus(config.keepMinutes()))) {
            drop("too late", 1);
            return false;
        }
        if (report.minute().isAfter(now.plus(ReportRules.CLOCKS_DIFFER))) {
            drop("to come", 1);
            LOG.warn(
                    "A process is ahead of the clock here. process={} minute={}",
                    report.process(),
                    report.minute());
            return false;
        }
        return true;
    }

    private void drop(String reason, int count) {
        if (count > 0) {
            meters.counter("heddle.monitor.reports.dropped", "reason", reason).increment(count);
        }
    }

    private static void add(Handle handle, MonitorReport report, Instant now) {
        long failed = report.errors().values().stream().mapToLong(Long::longValue).sum();
        handle.createUpdate(
                        """
                        insert into monitor_report
                          (model, version, minute, engine, source, process,
                           calls, failed, errors, latency, profile)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
                        on conflict (model, version, minute, engine, source, process)
                        do update set calls = excluded.calls, failed = excluded.failed,
                          errors = excluded.errors, latency = excluded.latency,
                          profile = excluded.profile
                        where excluded.calls >= monitor_report.calls
                        """)
                .bind(0, report.model())
                .bind(1, report.version())
                .bind(2, report.minute())
                .bind(3, report.engine().name())
                .bind(4, report.source())
                .bind(5, report.process())
                .bind(6, report.calls())
                .bind(7, failed)
                .bind(8, HeddleJson.text(report.errors()))
                .bind(9, report.latency())
                .bind(10, report.profile())
                .execute();
        Pending.add(
                handle, report.model(), report.version(), Grain.FIVE_MINUTES, report.minute(), now);
    }

    /**
     * Keeps the profile of a training sample; it takes the place of what was learned from the first
     * records.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if it is no profile or of no rows, with
     *     {@code VERSION_NOT_FOUND} if there is no such version
     */
    @Override
    public void baseline(String model, int version, byte[] profile) {
        ReportRules.requireSize("profile", profile, ReportRules.MOST_PROFILE);
        long rows = Profile.read(profile).rows();
        if (rows == 0) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST, "the baseline has no rows, expected at least one");
        }
        database.run(
                handle -> {
                    if (!Versions.add(handle, model, version)) {
                        throw Versions.unknown(model, version);
                    }
                    Baselines.put(
                            handle,
                            model,
                            version,
                            new Baseline(Origin.TRAINING, rows, profile, Instant.MIN));
                });
    }
}
