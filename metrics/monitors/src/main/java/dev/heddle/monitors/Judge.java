package dev.heddle.monitors;

import dev.heddle.client.monitors.MonitorCheck;
import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.VersionChecks;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at versions once a minute: makes the figures that lists show, judges them, and begins and
 * ends alerts. Many processes may do it at the same time: each version is one process' work at a
 * time, and is looked at once a minute by all of them together.
 */
@Singleton
class Judge {
    private static final Logger LOG = LoggerFactory.getLogger(Judge.class);

    private static final int AT_ONCE = 200;

    /** Looks of two processes at a version are no nearer than that. */
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(50);

    private static final Set<Kind> OWN = EnumSet.of(Kind.ERRORS, Kind.LATENCY, Kind.DRIFT);

    private final MonitorsDatabase database;
    private final MonitorsConfig config;
    private final AlertBook alerts;
    private final List<VersionChecks> others;

    @Inject
    Judge(
            MonitorsDatabase database,
            MonitorsConfig config,
            AlertBook alerts,
            Instance<VersionChecks> others) {
        this(database, config, alerts, StreamSupport.stream(others.spliterator(), false).toList());
    }

    Judge(
            MonitorsDatabase database,
            MonitorsConfig config,
            AlertBook alerts,
            List<VersionChecks> others) {
        this.database = database;
        this.config = config;
        this.alerts = alerts;
        this.others = others;
    }

    /** Looks at every version whose time has come; how many were looked at. */
    int run(Instant now) {
        int judged = 0;
        int some;
        do {
            List<VersionRow> due =
                    database.transaction(handle -> VersionRow.due(handle, now, AT_ONCE));
            some = 0;
            for (VersionRow version : due) {
                some += judgeQuietly(version, now) ? 1 : 0;
            }
            judged += some;
        } while (some == AT_ONCE && !Thread.currentThread().isInterrupted());
        return judged;
    }

    private boolean judgeQuietly(VersionRow version, Instant now) {
        try {
            return judge(version.model(), version.version(), now);
        } catch (HeddleException e) {
            LOG.warn(
                    "A version was not looked at; it is tried again. model={} version={}",
                    version.model(),
                    version.version(),
                    e);
            database.run(
                    handle -> VersionRow.defer(handle, version.model(), version.version(), now));
            return false;
        }
    }

    /**
     * Looks at one version, unless somebody did less than a minute ago or does so now.
     *
     * @return whether it was looked at
     */
    boolean judge(String model, int version, Instant now) {
        MonitorPolicy policy = database.transaction(handle -> Policies.of(handle, model));
        // They may ask elsewhere, so no connection is held meanwhile.
        Optional<List<MonitorCheck>> told = others(model, version, policy);
        return database.transaction(
                handle -> {
                    Optional<VersionRow> row = claim(handle, model, version, now);
                    row.ifPresent(found -> judge(handle, found, policy, told, now));
                    return row.isPresent();
                });
    }

    private static Optional<VersionRow> claim(
            Handle handle, String model, int version, Instant now) {
        return Versions.claim(handle, model, version)
                ? VersionRow.find(handle, model, version)
                        .filter(
                                row ->
                                        row.judgedAt()
                                                .filter(now.minus(LEAST_PAUSE)::isBefore)
                                                .isEmpty())
                : Optional.empty();
    }

    /** Empty if one of them cannot look now. */
    private Optional<List<MonitorCheck>> others(String model, int version, MonitorPolicy policy) {
        List<MonitorCheck> checks = new ArrayList<>();
        for (VersionChecks other : others) {
            try {
                checks.addAll(other.checks(model, version, policy));
            } catch (HeddleException e) {
                LOG.warn(
                        "A version cannot be looked at in every way now. model={} version={}",
                        model,
                        version,
                        e);
                return Optional.empty();
            }
        }
        return Optional.of(checks);
    }

    private void judge(
            Handle handle,
            VersionRow row,
            MonitorPolicy policy,
            Optional<List<MonitorCheck>> told,
            Instant now) {
        Glance glance = Glance.take(handle, row, policy, config, now);
        Standing standing = new Standing(row.checks());
        glance.verdicts(standing, config).forEach(verdict -> standing.take(verdict, now));
        String page = Verdicts.page(row.model(), row.version());
        told.ifPresentOrElse(
                checks -> checks.forEach(check -> standing.take(verdict(check, page), now)),
                () -> standing.keep(old -> !OWN.contains(old.check().kind())));
        alerts.change(handle, row.model() + "@" + row.version(), standing, now);
        List<MonitorCheck> checks = standing.checks().stream().map(StandingCheck::check).toList();
        VersionRow.put(handle, glance.summary(checks), standing.checks(), now);
    }

    private static Verdict verdict(MonitorCheck check, String page) {
        return new Verdict(
                check.kind(),
                check.subject(),
                check.state(),
                check.value(),
                check.threshold(),
                check.message(),
                page);
    }
}
