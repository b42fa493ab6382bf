package dev.heddle.monitors;

import dev.heddle.client.monitors.MonitorCheck;
import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.client.monitors.VersionChecks;
import dev.heddle.monitors.outcomes.Qualities;
import dev.heddle.monitors.outcomes.Quality;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Judges how well predictions met what happened, where a policy says what is too little. */
@Singleton
class QualityChecks implements VersionChecks {
    /** Of fewer predictions nothing is said. */
    private static final long LEAST_ROWS = 100;

    private final Qualities qualities;

    QualityChecks(Qualities qualities) {
        this.qualities = qualities;
    }

    @Override
    public List<MonitorCheck> checks(String model, int version, MonitorPolicy policy) {
        return qualities.latest(model, version).stream()
                .map(quality -> check(quality, policy.minimumQuality()))
                .toList();
    }

    static MonitorCheck check(Quality quality, Optional<Double> wanted) {
        boolean isBad = wanted.filter(threshold -> isBad(quality, threshold)).isPresent();
        MonitorState state = isBad ? MonitorState.ALERT : MonitorState.OK;
        return new MonitorCheck(
                Kind.QUALITY,
                quality.measure().text(),
                quality.rows() < LEAST_ROWS ? MonitorState.LEARNING : state,
                Optional.of(quality.value()),
                wanted,
                isBad && quality.rows() >= LEAST_ROWS ? message(quality, wanted.get()) : "",
                quality.from());
    }

    private static boolean isBad(Quality quality, double threshold) {
        return quality.measure().isBetterWhenHigher()
                ? quality.value() < threshold
                : quality.value() > threshold;
    }

    private static String message(Quality quality, double threshold) {
        return "the %s of %d predictions is %s, expected %s or %s"
                .formatted(
                        quality.measure().text(),
                        quality.rows(),
                        Verdicts.number(quality.value()),
                        Verdicts.number(threshold),
                        quality.measure().isBetterWhenHigher() ? "more" : "less");
    }
}
