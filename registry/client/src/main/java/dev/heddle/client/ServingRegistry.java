package dev.heddle.client;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The registry as a process sees it that serves endpoints. In the registry's own process its
 * service is one; elsewhere {@link Heddle} is one, over HTTP. Every method may block, and fails
 * with {@link dev.heddle.model.ErrorCode#UNAVAILABLE} while the registry cannot be reached. Safe
 * for use by many threads.
 */
public interface ServingRegistry {
    /**
     * What is to be served. Returns at once if anything changed after {@code revision}, else when
     * it changes or after {@code wait}, with the present state in each case.
     *
     * @param revision the revision of the state that the caller has; 0 for none
     * @param wait how long to wait at most; at most a minute
     */
    Deployments deployments(long revision, Duration wait);

    /**
     * One version.
     *
     * @param reference a number, an alias or {@code latest}
     * @throws dev.heddle.model.HeddleException with {@code MODEL_NOT_FOUND}, {@code
     *     VERSION_NOT_FOUND} or {@code ALIAS_NOT_FOUND}
     */
    ModelVersion version(String model, String reference);

    /**
     * The content of a file; the caller closes it and checks the checksum.
     *
     * @param sha256 the content's SHA-256, of {@link PackageFile#sha256}
     */
    InputStream open(String sha256);

    /** Tells the registry what came of a choice; a report about an outdated choice is ignored. */
    void report(Report report);

    /**
     * The state of every endpoint.
     *
     * @param revision what to ask for changes after
     * @param endpoints every endpoint, sorted by name
     */
    record Deployments(long revision, List<Endpoint> endpoints) {
        public Deployments {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * What came of a choice.
     *
     * @param endpoint the endpoint
     * @param revision the endpoint's revision that is reported on
     * @param version the version that was chosen
     * @param held why it is held back; empty if it is served
     * @param instance the process that reports
     */
    record Report(
            String endpoint, long revision, int version, Optional<String> held, String instance) {
        public Report {
            Objects.requireNonNull(endpoint, "endpoint");
            held = held == null ? Optional.empty() : held;
            Objects.requireNonNull(instance, "instance");
        }
    }
}
