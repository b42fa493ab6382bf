package dev.heddle.monitors;

import dev.heddle.client.monitors.FieldDistribution.Point;
import dev.heddle.client.monitors.FieldDrift;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.sketches.Drift;
import dev.heddle.sketches.DriftOptions;
import dev.heddle.sketches.FieldProfile;
import dev.heddle.sketches.Profile;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** How far the fields of a profile are from a baseline, as it is told. */
final class FieldDrifts {
    private FieldDrifts() {}

    /** What counts as drift for a model. */
    static DriftOptions options(MonitorPolicy policy, MonitorsConfig config) {
        return DriftOptions.DEFAULT
                .withStabilityIndex(policy.psi().orElse(config.psi()))
                .withIgnored(Set.copyOf(policy.ignoredFields()));
    }

    /** Every field of a window; without a baseline nothing can be said of any yet. */
    static List<FieldDrift> of(Optional<Profile> baseline, Profile window, DriftOptions options) {
        return Drift.between(baseline.orElse(Profile.EMPTY), window, options).stream()
                .map(FieldDrifts::told)
                .toList();
    }

    private static FieldDrift told(Drift drift) {
        return new FieldDrift(
                drift.field(),
                kind(drift.kind()),
                switch (drift.state()) {
                    case LEARNING -> MonitorState.LEARNING;
                    case NEAR -> MonitorState.OK;
                    case FAR -> MonitorState.ALERT;
                },
                drift.rows(),
                drift.stabilityIndex().map(FieldDrifts::figure),
                drift.kolmogorovSmirnov().map(FieldDrifts::figure),
                drift.jensenShannon().map(FieldDrifts::figure),
                drift.missing().map(FieldDrifts::figure),
                drift.unknown().map(FieldDrifts::figure),
                drift.message());
    }

    private static FieldDrift.Kind kind(FieldProfile.Kind kind) {
        return switch (kind) {
            case NUMBER -> FieldDrift.Kind.NUMBER;
            case TIME -> FieldDrift.Kind.TIME;
            case CATEGORY -> FieldDrift.Kind.CATEGORY;
            case PRESENCE -> FieldDrift.Kind.PRESENCE;
        };
    }

    private static FieldDrift.Figure figure(Drift.Figure figure) {
        return new FieldDrift.Figure(figure.value(), figure.threshold());
    }

    /** A field that only the baseline has. */
    static FieldDrift unseen(FieldProfile field) {
        return new FieldDrift(
                field.name(),
                kind(field.kind()),
                MonitorState.IDLE,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "");
    }

    /** The field that is farthest by its index, among those whose drift matters. */
    static Optional<FieldDrift> worst(List<FieldDrift> fields, MonitorPolicy policy) {
        return fields.stream()
                .filter(field -> field.psi().isPresent())
                .filter(field -> !policy.ignoredFields().contains(field.field()))
                .max(Comparator.comparingDouble(field -> field.psi().orElseThrow().value()));
    }

    /** A point of each field's history, by name. */
    static Map<String, Point> points(List<FieldDrift> fields, Profile window, Instant now) {
        Map<String, Point> points = new LinkedHashMap<>();
        for (FieldDrift field : fields) {
            Optional<FieldProfile> profile = window.field(field.field());
            points.put(
                    field.field(),
                    new Point(
                            now,
                            field.psi().map(FieldDrift.Figure::value),
                            profile.filter(seen -> seen.rows() > 0)
                                    .map(seen -> (double) seen.missing() / seen.rows()),
                            quantile(profile, 0.05),
                            quantile(profile, 0.5),
                            quantile(profile, 0.95)));
        }
        return points;
    }

    private static Optional<Double> quantile(Optional<FieldProfile> profile, double share) {
        return profile.map(seen -> seen.quantile(share))
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble);
    }
}
