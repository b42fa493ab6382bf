package dev.heddle.serving;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.List;
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
     * What an endpoint serves now; the caller is a user of its version. Does not block.
     *
     * @throws HeddleException with {@code ENDPOINT_NOT_FOUND}, or {@code NOT_READY} if it serves
     *     nothing
     */
    public Target endpoint(String name) {
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
        return new Target(version, Optional.of(endpoint));
    }

    /**
     * A version by its number or alias, which is loaded if it must be, and stays for the next such
     * calls; the caller is a user of it. Takes its time: not for an event loop.
     *
     * @throws HeddleException if there is no such version, or it cannot be loaded
     */
    public Target version(String model, String reference) {
        return new Target(versions.acquireExtra(model, reference), Optional.empty());
    }

    /** Every endpoint, whether it serves something or not, by name. */
    public List<ServedEndpoint> endpoints() {
        return endpoints.all();
    }

    /** The versions that are loaded because calls named them; the caller is a user of none. */
    public List<ServedVersion> named() {
        return versions.extras();
    }

    /** Lets go of the versions of a model that are loaded because calls named them. */
    public void forget(String model) {
        versions.releaseExtras(model);
    }

    /** Why calls cannot be answered yet; empty if they can. */
    public Optional<String> problem() {
        return endpoints.problem();
    }

    /**
     * Calls what an endpoint serves now, or a version. Does not block: a version that is not loaded
     * is loaded by another thread, and stays for the next such calls.
     *
     * @param name the endpoint, or the model if there is a version
     * @param version a number or an alias
     * @param call makes the call; on another thread, if the version had to be loaded
     * @param failed told, on another thread, if there is no such endpoint or version or it cannot
     *     be loaded
     * @throws HeddleException with {@code NOT_READY} if the endpoint does not serve yet what it is
     *     to serve
     */
    public void to(
            String name,
            Optional<String> version,
            Function<Target, Call> call,
            Consumer<Throwable> failed) {
        if (version.isEmpty()) {
            ServedEndpoint endpoint = endpoints.get(name);
            if (endpoint != null && !endpoint.isIdle()) {
                start(endpoint(name), call);
            } else {
                refuse(name, failed);
            }
            return;
        }
        ServedVersion loaded = versions.findExtra(name, version.get());
        if (loaded != null) {
            start(new Target(loaded, Optional.empty()), call);
            return;
        }
        vertx.executeBlocking(
                        () -> {
                            Target target = version(name, version.get());
                            start(target, call);
                            return target;
                        },
                        false)
                .onFailure(failed::accept);
    }

    /** Says why nothing is called: the model may have no version that Heddle serves. */
    private void refuse(String name, Consumer<Throwable> failed) {
        vertx.executeBlocking(
                        () -> {
                            Optional<HeddleException> problem = versions.problem(name);
                            if (problem.isPresent()) {
                                throw problem.get();
                            }
                            // What is there by now answers the next call.
                            endpoint(name).release();
                            throw new HeddleException(
                                    ErrorCode.NOT_READY,
                                    "endpoint '%s' has become ready; try again".formatted(name));
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
