package dev.heddle.model;

import java.util.Objects;

/**
 * Which version of which model runs.
 *
 * @param name the model's name
 * @param version the version's number, from 1; 0 while a function is tested or being registered,
 *     when it has no number yet
 * @param digest the SHA-256 of the version's manifest in lower-case hexadecimal; empty where the
 *     version is 0
 */
public record ModelIdentity(String name, int version, String digest) {
    public ModelIdentity {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(digest, "digest");
        if (version < 0) {
            throw new IllegalArgumentException("version must be 0 or more, got " + version);
        }
    }

    /** {@code name@version}, the form that the command line and the logs use. */
    @Override
    public String toString() {
        return name + "@" + version;
    }
}
