package dev.heddle.client.runs;

import java.util.Objects;

/**
 * A version of a model that came from a run.
 *
 * @param model the model's name
 * @param version the version's number
 */
public record RunVersion(String model, int version) {
    public RunVersion {
        Objects.requireNonNull(model, "model");
    }
}
