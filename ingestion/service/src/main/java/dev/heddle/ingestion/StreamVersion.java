package dev.heddle.ingestion;

import dev.heddle.client.Endpoint;
import dev.heddle.client.ModelReference;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;

/** The version that a stream runs now. */
final class StreamVersion {
    private StreamVersion() {}

    /**
     * Finds it.
     *
     * @throws HeddleException with a {@code NOT_FOUND} code if there is none of that name, with
     *     {@code NOT_READY} if an endpoint has none yet
     */
    static ModelVersion find(StreamSpec spec, ServingRegistry registry) {
        return spec.endpoint()
                .map(name -> of(name, registry))
                .orElseGet(() -> ModelReference.parse(spec.model()).find(registry));
    }

    private static ModelVersion of(String name, ServingRegistry registry) {
        Endpoint endpoint =
                registry.deployments(0, Duration.ZERO).endpoints().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new HeddleException(
                                                ErrorCode.ENDPOINT_NOT_FOUND,
                                                "there is no endpoint '%s'".formatted(name)));
        int version =
                endpoint.version()
                        .orElseThrow(
                                () ->
                                        new HeddleException(
                                                ErrorCode.NOT_READY,
                                                "endpoint '%s' has no version yet"
                                                        .formatted(name)));
        return registry.version(endpoint.model(), Integer.toString(version));
    }
}
