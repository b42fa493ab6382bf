package dev.heddle.batch.modules;

import dev.heddle.client.batch.QualityProfile;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An earlier write of a table.
 *
 * @param version the table version that it made
 * @param at when
 * @param rows how many rows were written, not how many the table had
 * @param profile what the rows were like, where a profile was made
 */
public record PastWrite(long version, Instant at, long rows, Optional<QualityProfile> profile) {
    public PastWrite {
        Objects.requireNonNull(at, "at");
        profile = profile == null ? Optional.empty() : profile;
    }
}
