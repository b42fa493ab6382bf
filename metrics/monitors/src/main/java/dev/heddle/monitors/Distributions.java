package dev.heddle.monitors;

import dev.heddle.client.monitors.FieldDistribution;
import dev.heddle.client.monitors.FieldDistribution.Bin;
import dev.heddle.client.monitors.FieldDistribution.Statistics;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.sketches.FieldProfile;
import dev.heddle.sketches.Histogram;
import dev.heddle.sketches.Profile;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** How one field's values are spread in a window, beside its baseline. */
@Singleton
class Distributions {
    private static final double[] SHARES = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};
    private static final int NAMED = 20;
    private static final Statistics NOTHING = new Statistics(0, 0, Optional.empty(), List.of());

    private final MonitorsDatabase database;
    private final MonitorsConfig config;
    private final Clock clock;

    @Inject
    Distributions(MonitorsDatabase database, MonitorsConfig config) {
        this(database, config, Clock.systemUTC());
    }

    Distributions(MonitorsDatabase database, MonitorsConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    /**
     * How a field's values are spread.
     *
     * @param field its name, {@code input.age}
     * @param window an ISO 8601 duration; null for an hour
     * @throws HeddleException with {@code NOT_FOUND} if nothing was seen of such a field
     */
    FieldDistribution find(String model, int version, String field, String window) {
        Window asked = Window.parse(window, clock.instant());
        return database.transaction(
                handle -> {
                    Versions.require(handle, model, version);
                    return find(handle, model, version, field, asked);
                });
    }

    private FieldDistribution find(
            Handle handle, String model, int version, String field, Window window) {
        Compared compared =
                Compared.of(
                        new History(handle, model, version),
                        Baselines.find(handle, model, version),
                        window);
        Profile seen = compared.window().orElse(Profile.EMPTY);
        Optional<FieldProfile> now = seen.field(field);
        Optional<FieldProfile> before = compared.baseline().flatMap(all -> all.field(field));
        if (now.isEmpty() && before.isEmpty()) {
            throw unknown(model, version, field, seen, compared.baseline());
        }
        MonitorPolicy policy = Policies.of(handle, model);
        return new FieldDistribution(
                FieldDrifts.of(compared.baseline(), seen, FieldDrifts.options(policy, config))
                        .stream()
                        .filter(drift -> drift.field().equals(field))
                        .findFirst()
                        .orElseGet(() -> FieldDrifts.unseen(before.orElseThrow())),
                now.map(values -> bins(values, before)).orElse(List.of()),
                now.map(Distributions::statistics).orElse(NOTHING),
                before.map(Distributions::statistics),
                DriftPoints.field(handle, model, version, field, window));
    }

    private static List<Bin> bins(FieldProfile now, Optional<FieldProfile> before) {
        return Histogram.of(now, before).stream()
                .map(
                        bin ->
                                new Bin(
                                        bin.label(),
                                        bin.from(),
                                        bin.to(),
                                        bin.window(),
                                        bin.baseline()))
                .toList();
    }

    private static Statistics statistics(FieldProfile field) {
        List<Double> quantiles =
                DoubleStream.of(SHARES)
                        .mapToObj(field::quantile)
                        .filter(OptionalDouble::isPresent)
                        .map(OptionalDouble::getAsDouble)
                        .toList();
        OptionalDouble distinct = field.distinct();
        return new Statistics(
                field.rows(),
                field.missing(),
                distinct.isPresent() ? Optional.of(distinct.getAsDouble()) : Optional.empty(),
                quantiles);
    }

    private static HeddleException unknown(
            String model, int version, String field, Profile seen, Optional<Profile> baseline) {
        String names =
                Stream.concat(
                                seen.fields().stream(),
                                baseline.stream().flatMap(all -> all.fields().stream()))
                        .map(FieldProfile::name)
                        .distinct()
                        .limit(NAMED)
                        .collect(Collectors.joining(", "));
        return new HeddleException(
                ErrorCode.NOT_FOUND,
                names.isEmpty()
                        ? "nothing was seen of %s@%d in this window".formatted(model, version)
                        : "nothing was seen of a field '%.100s' of %s@%d, but of %s"
                                .formatted(field, model, version, names));
    }
}
