package dev.heddle.monitors;

import dev.heddle.client.monitors.MonitorDetail.Baseline.Origin;
import java.time.Instant;
import java.util.Objects;

/**
 * What a version's rows are compared with.
 *
 * @param rows how many rows it was made of
 * @param profile their profile
 * @param until rows before that are part of it; {@link Instant#MIN} if none are
 */
record Baseline(Origin origin, long rows, byte[] profile, Instant until) {
    Baseline {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(until, "until");
    }
}
