package dev.heddle.client;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A stable name that calls go to, and what the registry wants it to serve.
 *
 * @param name the endpoint's name; a model's own endpoint has the model's name and exists from its
 *     first version on
 * @param model the model that it serves
 * @param follow how the version is chosen
 * @param version the version that is to be served; empty while there is none
 * @param cause why that version was chosen, {@code registered}, {@code alias champion moved to 4}
 * @param held a newer choice that is held back; empty if there is none
 * @param settings what it does beside answering
 * @param revision grows with every change of what any endpoint is to serve; an ETag
 * @param updatedAt when it changed last
 * @param updatedBy who changed it last
 */
public record Endpoint(
        String name,
        String model,
        Follow follow,
        Optional<Integer> version,
        String cause,
        Optional<Held> held,
        EndpointSettings settings,
        long revision,
        Instant updatedAt,
        String updatedBy) {
    public Endpoint {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(follow, "follow");
        version = version == null ? Optional.empty() : version;
        cause = cause == null ? "" : cause;
        held = held == null ? Optional.empty() : held;
        settings = settings == null ? EndpointSettings.OFF : settings;
        Objects.requireNonNull(updatedAt, "updatedAt");
        Objects.requireNonNull(updatedBy, "updatedBy");
    }

    /** The same with other settings. */
    public Endpoint with(EndpointSettings other) {
        return new Endpoint(
                name, model, follow, version, cause, held, other, revision, updatedAt, updatedBy);
    }

    /**
     * A version that matches and is not served.
     *
     * @param version its number
     * @param reason why, a sentence
     */
    public record Held(int version, String reason) {
        public Held {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
