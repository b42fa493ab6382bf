package dev.heddle.monitors;

import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.OperationalChecks;
import dev.heddle.client.monitors.TargetCheck;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at streams, schedules and tables once a minute, through the features that have them. One
 * process does it for all that have the registry.
 */
@Singleton
class Targets {
    private static final Logger LOG = LoggerFactory.getLogger(Targets.class);
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(50);

    private final MonitorsDatabase database;
    private final AlertBook alerts;
    private final List<OperationalChecks> features;

    @Inject
    Targets(MonitorsDatabase database, AlertBook alerts, Instance<OperationalChecks> features) {
        this(database, alerts, StreamSupport.stream(features.spliterator(), false).toList());
    }

    Targets(MonitorsDatabase database, AlertBook alerts, List<OperationalChecks> features) {
        this.database = database;
        this.alerts = alerts;
        this.features = features;
    }

    /** Looks at all of them, unless another process did less than a minute ago. */
    void run(Instant now) {
        for (OperationalChecks feature : features) {
            try {
                // They ask brokers and tables, so no connection is held meanwhile.
                List<TargetCheck> checks = feature.checks();
                database.run(handle -> change(handle, feature.kinds(), checks, now));
            } catch (HeddleException e) {
                LOG.warn("Streams, schedules or tables cannot be looked at now.", e);
            }
        }
        database.run(handle -> alerts.endOfUnknownVersions(handle, now));
    }

    private void change(Handle handle, List<Kind> kinds, List<TargetCheck> checks, Instant now) {
        for (Kind kind : kinds) {
            if (claim(handle, kind, now)) {
                change(handle, kind, ofKind(checks, kind), now);
            }
        }
    }

    private static boolean claim(Handle handle, Kind kind, Instant now) {
        boolean isAlone =
                handle.createQuery("select pg_try_advisory_xact_lock(?, hashtext(?))")
                        .bind(0, MonitorLocks.TARGETS)
                        .bind(1, kind.name())
                        .mapTo(Boolean.class)
                        .one();
        return isAlone
                && handle.createUpdate(
                                        """
                                        insert into monitor_round (kind, at) values (?, ?)
                                        on conflict (kind) do update set at = excluded.at
                                        where monitor_round.at <= ?
                                        """)
                                .bind(0, kind.name())
                                .bind(1, now)
                                .bind(2, now.minus(LEAST_PAUSE))
                                .execute()
                        > 0;
    }

    private static Map<String, List<TargetCheck>> ofKind(List<TargetCheck> checks, Kind kind) {
        Map<String, List<TargetCheck>> byTarget = new LinkedHashMap<>();
        checks.stream()
                .filter(check -> check.kind() == kind)
                .forEach(
                        check ->
                                byTarget.computeIfAbsent(
                                                check.target(), target -> new ArrayList<>())
                                        .add(check));
        return byTarget;
    }

    private void change(
            Handle handle, Kind kind, Map<String, List<TargetCheck>> checks, Instant now) {
        Map<String, List<StandingCheck>> before = standing(handle, kind);
        Set<String> targets = new LinkedHashSet<>(before.keySet());
        targets.addAll(checks.keySet());
        for (String target : targets) {
            Standing standing = new Standing(before.getOrDefault(target, List.of()));
            checks.getOrDefault(target, List.of())
                    .forEach(check -> standing.take(verdict(check), now));
            alerts.change(handle, target, standing, now);
            put(handle, kind, target, standing.checks());
        }
    }

    private static Verdict verdict(TargetCheck check) {
        return new Verdict(
                check.kind(),
                check.subject(),
                check.state(),
                check.value(),
                check.threshold(),
                check.message(),
                check.page());
    }

    private static Map<String, List<StandingCheck>> standing(Handle handle, Kind kind) {
        Map<String, List<StandingCheck>> standing = new HashMap<>();
        handle.createQuery("select target, checks from monitor_target where kind = ?")
                .bind(0, kind.name())
                .map(
                        (row, context) ->
                                standing.put(row.getString(1), Standing.read(row.getString(2))))
                .list();
        return standing;
    }

    private static void put(Handle handle, Kind kind, String target, List<StandingCheck> checks) {
        if (checks.isEmpty()) {
            handle.createUpdate("delete from monitor_target where kind = ? and target = ?")
                    .bind(0, kind.name())
                    .bind(1, target)
                    .execute();
            return;
        }
        handle.createUpdate(
                        """
                        insert into monitor_target (kind, target, checks) values (?, ?, ?::jsonb)
                        on conflict (kind, target) do update set checks = excluded.checks
                        """)
                .bind(0, kind.name())
                .bind(1, target)
                .bind(2, Standing.write(checks))
                .execute();
    }
}
