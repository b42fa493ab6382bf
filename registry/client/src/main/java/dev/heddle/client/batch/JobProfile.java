package dev.heddle.client.batch;

import java.util.Map;

/**
 * What a job saw of what it scored: {@code profile.json} in the job's folder, written before its
 * result.
 *
 * @param rows how many rows it was given, each counted once however often a part was tried
 * @param errors how many of them could not be scored, by the code of the error
 * @param profile a profile of inputs and outputs, as {@code dev.heddle.sketches} writes it
 */
public record JobProfile(long rows, Map<String, Long> errors, byte[] profile) {
    /** The profile's file in a job's folder. */
    public static final String FILE = "profile.json";

    public JobProfile {
        errors = errors == null ? Map.of() : Map.copyOf(errors);
        profile = profile == null ? new byte[0] : profile;
    }
}
