package dev.heddle.monitors;

import java.time.Duration;

/** What must hold between the settings of monitors. */
final class SettingRules {
    private static final Duration LEAST_MINUTES = Duration.ofHours(4);
    private static final Duration AFTER_MINUTES = Duration.ofHours(4);
    private static final Duration LEAST_HOURS = Duration.ofDays(2);

    private SettingRules() {}

    /**
     * Checks the settings.
     *
     * @throws IllegalStateException with a sentence that names the key
     */
    static void check(MonitorsConfig config) {
        requireAtLeast("keep-minutes", config.keepMinutes(), LEAST_MINUTES);
        requireAtLeast(
                "keep-five-minutes",
                config.keepFiveMinutes(),
                config.keepMinutes().plus(AFTER_MINUTES));
        requireAtLeast(
                "keep-hours", config.keepHours(), max(LEAST_HOURS, config.keepFiveMinutes()));
        requireAtLeast("keep-days", config.keepDays(), config.keepHours());
        requireBetween("baseline-rows", (double) config.baselineRows(), 100, 1_000_000);
        requireBetween("error-rate", config.errorRate(), 0, 1);
        requireBetween("psi", config.psi(), 0, 1_000);
        requireBetween("lag", (double) config.lag(), 0, 1e15);
        config.p99Millis().ifPresent(most -> requireBetween("p99-millis", most, 0, 1e9));
        requireAtLeast("webhook.timeout", config.webhook().timeout(), Duration.ofMillis(100));
        requireAtLeast("webhook.give-up-after", config.webhook().giveUpAfter(), Duration.ZERO);
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static void requireAtLeast(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalStateException(
                    "heddle.monitors.%s is %s, expected %s or more".formatted(key, value, least));
        }
    }

    private static void requireBetween(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalStateException(
                    "heddle.monitors.%s is %s, expected %s to %s"
                            .formatted(
                                    key,
                                    Verdicts.number(value),
                                    Verdicts.number(least),
                                    Verdicts.number(most)));
        }
    }
}
