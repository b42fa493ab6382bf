package dev.heddle.serving;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Starts calls: finds what they go to, by the names that they give, and hands them to it. */
@Singleton
public final class Calls {
    private final EndpointFollower endpoints;
    private final VersionPool versions;
    private final Vertx vertx;

    Calls(EndpointFollower endpoints, VersionPool versions, Vertx vertx) {
        this.endpoints = endpoints;
        this.versions = versions;
        this.vertx = vertx;
    }

    /**
     * Calls what an endpoint serves now. Does not block.
     *
     * @param call makes the call
     * @throws HeddleException with {@code ENDPOINT_NOT_FOUND}, or {@code NOT_READY} if it serves
     *     nothing
     */
    public void toEndpoint(String name, Function<Target, Call> call) {
        ServedEndpoint endpoint = endpoints.get(name);
        if (endpoint == null) {
            throw new HeddleException(
                    ErrorCode.ENDPOINT_NOT_FOUND, "there is no endpoint '%s'".formatted(name));
        }
        ServedVersion version = endpoint.acquire();
        if (version == null) {
            throw new HeddleException(
                    ErrorCode.NOT_READY,
                    endpoint.wanted()
                            .held()
                            .map(
                                    held ->
                                            "endpoint '%s' serves nothing: version %d is held back: %s"
                                                    .formatted(name, held.version(), held.reason()))
                            .orElse("endpoint '%s' has no version ready yet".formatted(name)));
        }
        start(new Target(version, Optional.of(endpoint)), call);
    }

    /**
     * Calls a version. Does not block: one that is not loaded is loaded by another thread, and
     * stays for the next such calls.
     *
     * @param reference a number or an alias
     * @param call makes the call; on another thread, if the version had to be loaded
     * @param failed told, on another thread, if there is no such version or it cannot be loaded
     */
    public void toVersion(
            String model,
            String reference,
            Function<Target, Call> call,
            Consumer<Throwable> failed) {
        ServedVersion loaded = versions.findExtra(model, reference);
        if (loaded != null) {
            start(new Target(loaded, Optional.empty()), call);
            return;
        }
        vertx.executeBlocking(
                        () -> {
                            ServedVersion version = versions.acquireExtra(model, reference);
                            start(new Target(version, Optional.empty()), call);
                            return version;
                        },
                        false)
                .onFailure(failed::accept);
    }

    private static void start(Target target, Function<Target, Call> makeCall) {
        Call call;
        try {
            call = makeCall.apply(target);
        } catch (RuntimeException e) {
            target.version().release();
            throw e;
        }
        target.version().submit(call);
    }
}
