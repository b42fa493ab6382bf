package dev.heddle.client;

import java.util.Objects;

/**
 * The body of {@code PUT /api/v1/endpoints/{name}}.
 *
 * @param model the model to serve
 * @param follow how its version is chosen
 * @param force also serves a version whose signature callers of the present one cannot use, and one
 *     that was held back
 */
public record EndpointChange(String model, Follow follow, boolean force) {
    public EndpointChange {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(follow, "follow");
    }
}
