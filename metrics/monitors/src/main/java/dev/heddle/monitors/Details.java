package dev.heddle.monitors;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.monitors.FieldDrift;
import dev.heddle.client.monitors.MonitorCheck;
import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorDetail;
import dev.heddle.client.monitors.MonitorDetail.Baseline.Origin;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.MonitorSummary;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** All about one version in a window. */
@Singleton
class Details {
    private final MonitorsDatabase database;
    private final MonitorsConfig config;
    private final Clock clock;

    @Inject
    Details(MonitorsDatabase database, MonitorsConfig config) {
        this(database, config, Clock.systemUTC());
    }

    Details(MonitorsDatabase database, MonitorsConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    /**
     * All about one version.
     *
     * @param window an ISO 8601 duration; null for an hour
     */
    MonitorDetail find(String model, int version, String window) {
        Window asked = Window.parse(window, clock.instant());
        return database.transaction(
                handle -> {
                    Versions.require(handle, model, version);
                    return find(handle, model, version, asked);
                });
    }

    private MonitorDetail find(Handle handle, String model, int version, Window window) {
        MonitorPolicy policy = Policies.of(handle, model);
        History history = new History(handle, model, version);
        Map<Instant, Tally> pieces = history.pieces(window);
        Tally total = Tally.of(pieces.values());
        List<MonitorCheck> checks = checks(handle, model, version);
        Optional<Baseline> baseline = Baselines.find(handle, model, version);
        List<FieldDrift> fields = fields(history, baseline, policy, window);
        return new MonitorDetail(
                summary(handle, model, version, total, FieldDrifts.worst(fields, policy)),
                window.from(),
                window.to(),
                window.grain().toSeconds(),
                Series.of(window, pieces, DriftPoints.worst(handle, model, version, window)),
                total.errors(),
                total.sources(),
                baseline.map(Details::whole).or(() -> learned(checks)),
                fields,
                checks);
    }

    private List<FieldDrift> fields(
            History history, Optional<Baseline> baseline, MonitorPolicy policy, Window window) {
        Compared compared = Compared.of(history, baseline, window);
        return compared.window()
                .map(
                        seen ->
                                FieldDrifts.of(
                                        compared.baseline(),
                                        seen,
                                        FieldDrifts.options(policy, config)))
                .orElse(List.of());
    }

    private static List<MonitorCheck> checks(Handle handle, String model, int version) {
        return VersionRow.find(handle, model, version)
                .map(VersionRow::checks)
                .orElse(List.of())
                .stream()
                .map(StandingCheck::check)
                .toList();
    }

    private static MonitorSummary summary(
            Handle handle, String model, int version, Tally total, Optional<FieldDrift> worst) {
        MonitorSummary last =
                handle.createQuery(
                                """
                                select summary from monitored_version
                                where model = ? and version = ? and summary is not null
                                """)
                        .bind(0, model)
                        .bind(1, version)
                        .mapTo(String.class)
                        .findOne()
                        .map(json -> HeddleJson.ofText(json, MonitorSummary.class))
                        .orElseGet(() -> Summaries.unseen(model, version));
        return new MonitorSummary(
                model,
                version,
                last.state(),
                total.calls(),
                total.errorRate(),
                total.latency(0.5),
                total.latency(0.99),
                worst.flatMap(FieldDrift::psi).map(FieldDrift.Figure::value),
                worst.map(FieldDrift::field),
                last.quality(),
                last.qualityName(),
                last.lastSeen(),
                last.spark(),
                last.alerts());
    }

    private static MonitorDetail.Baseline whole(Baseline baseline) {
        return new MonitorDetail.Baseline(baseline.origin(), baseline.rows(), baseline.rows());
    }

    /** While a baseline is learned, its check says how much of it is there. */
    private static Optional<MonitorDetail.Baseline> learned(List<MonitorCheck> checks) {
        return checks.stream()
                .filter(check -> check.kind() == Kind.DRIFT && check.subject().isEmpty())
                .filter(check -> check.value().isPresent() && check.threshold().isPresent())
                .map(
                        check ->
                                new MonitorDetail.Baseline(
                                        Origin.FIRST_RECORDS,
                                        check.value().get().longValue(),
                                        check.threshold().get().longValue()))
                .findFirst();
    }
}
