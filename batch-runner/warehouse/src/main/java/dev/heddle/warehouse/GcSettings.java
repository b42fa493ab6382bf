package dev.heddle.warehouse;

import java.time.Duration;

/**
 * What a collection leaves alone.
 *
 * @param retention a version stays for so long after another took its place
 * @param keepVersions so many of the newest versions stay whatever their age; at least the current
 * @param grace a write that has begun and was not published stays for so long, unless its job is
 *     known to be dead
 * @param dryRun whether nothing is removed, and only told
 */
public record GcSettings(Duration retention, int keepVersions, Duration grace, boolean dryRun) {
    /** A week, five versions, a day. */
    public static final GcSettings DEFAULT =
            new GcSettings(Duration.ofDays(7), 5, Duration.ofDays(1), false);

    public GcSettings {
        if (retention.isNegative() || grace.isNegative()) {
            throw new IllegalArgumentException(
                    "retention and grace are 0 or more, got %s and %s".formatted(retention, grace));
        }
        if (keepVersions < 1) {
            throw new IllegalArgumentException("keepVersions is 1 or more, got " + keepVersions);
        }
    }
}
