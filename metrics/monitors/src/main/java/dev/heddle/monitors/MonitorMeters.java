package dev.heddle.monitors;

import dev.heddle.client.monitors.MonitorCheck;
import dev.heddle.client.monitors.MonitorCheck.Kind;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/**
 * What the last looks have found, for Prometheus: of at most so many versions and fields, those
 * that are not as they should be first. Every process with the registry tells the same.
 */
@Singleton
class MonitorMeters {
    private static final int MOST_VERSIONS = 1_000;
    private static final int MOST_FIELDS = 5_000;
    private static final int MOST_ALERTS = 1_000;

    private final MonitorsDatabase database;
    private final MultiGauge states;
    private final MultiGauge drift;
    private final MultiGauge quality;
    private final MultiGauge alerts;
    private final AtomicLong waitingMessages = new AtomicLong();
    private final AtomicLong waitingBuckets = new AtomicLong();

    MonitorMeters(MonitorsDatabase database, MeterRegistry meters) {
        this.database = database;
        this.states = gauge(meters, "heddle.monitor.state", "1 for the state that a version is in");
        this.drift =
                gauge(
                        meters,
                        "heddle.monitor.drift",
                        "The population stability index of a version's field");
        this.quality =
                gauge(meters, "heddle.monitor.quality", "How well predictions met what happened");
        this.alerts = gauge(meters, "heddle.monitor.alert", "1 for each alert that is not over");
        meters.gauge("heddle.monitor.messages.waiting", waitingMessages);
        meters.gauge("heddle.monitor.buckets.waiting", waitingBuckets);
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description) {
        return MultiGauge.builder(name).description(description).register(meters);
    }

    /** A version with its state and judgements. */
    private record Version(String model, int version, String state, List<StandingCheck> checks) {
        Tags tags() {
            return Tags.of("model", model, "version", String.valueOf(version));
        }
    }

    /** Reads anew what the gauges tell. */
    void refresh() {
        List<Version> versions = database.transaction(MonitorMeters::versions);
        states.register(
                versions.stream()
                        .map(
                                version ->
                                        Row.of(
                                                version.tags()
                                                        .and(
                                                                "state",
                                                                version.state()
                                                                        .toLowerCase(Locale.ROOT)),
                                                1))
                        .toList(),
                true);
        drift.register(rows(versions, Kind.DRIFT, "field"), true);
        quality.register(rows(versions, Kind.QUALITY, "measure"), true);
        alerts.register(database.transaction(MonitorMeters::alerts), true);
        waitingMessages.set(count("monitor_delivery"));
        waitingBuckets.set(count("monitor_pending where due_at < now()"));
    }

    private static List<Version> versions(Handle handle) {
        return handle.createQuery(
                        """
                        select model, version, state, checks from monitored_version
                        where served or state <> 'IDLE'
                        order by (case when state = 'ALERT' then 0 else 1 end), model, version
                        limit ?
                        """)
                .bind(0, MOST_VERSIONS)
                .map(
                        (row, context) ->
                                new Version(
                                        row.getString(1),
                                        row.getInt(2),
                                        row.getString(3),
                                        Standing.read(row.getString(4))))
                .list();
    }

    private static List<Row<?>> rows(List<Version> versions, Kind kind, String label) {
        List<Row<?>> rows = new ArrayList<>();
        for (Version version : versions) {
            for (StandingCheck standing : version.checks()) {
                MonitorCheck check = standing.check();
                if (check.kind() == kind
                        && !check.subject().isEmpty()
                        && check.value().isPresent()
                        && rows.size() < MOST_FIELDS) {
                    rows.add(
                            Row.of(
                                    version.tags().and(label, check.subject()),
                                    check.value().get()));
                }
            }
        }
        return rows;
    }

    private static List<Row<?>> alerts(Handle handle) {
        List<Row<?>> rows = new ArrayList<>();
        Alerts.list(handle, false, Long.MAX_VALUE, MOST_ALERTS)
                .forEach(
                        alert ->
                                rows.add(
                                        Row.of(
                                                Tags.of(
                                                        "kind",
                                                        alert.kind()
                                                                .name()
                                                                .toLowerCase(Locale.ROOT),
                                                        "target",
                                                        alert.target(),
                                                        "subject",
                                                        alert.subject()),
                                                1)));
        return rows;
    }

    private long count(String from) {
        return database.transaction(
                handle ->
                        handle.createQuery("select count(*) from " + from).mapTo(Long.class).one());
    }
}
