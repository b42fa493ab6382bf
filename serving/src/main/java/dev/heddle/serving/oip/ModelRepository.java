package dev.heddle.serving.oip;

import dev.heddle.client.Endpoint;
import dev.heddle.client.Identity;
import dev.heddle.client.Token;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.serving.Calls;
import dev.heddle.serving.ServedEndpoint;
import dev.heddle.serving.ServedVersion;
import dev.heddle.serving.Target;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * The models of the protocol: endpoints, and beside them the versions that calls have named. Which
 * of them there are is the registry's to say: loading here waits for what it wants, and unloading
 * lets go of what it does not.
 */
@Singleton
final class ModelRepository {
    private static final long LOAD_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long POLL_MILLIS = 20;

    private final Calls calls;

    ModelRepository(Calls calls) {
        this.calls = calls;
    }

    /** Why calls cannot be answered yet; empty if they can. */
    Optional<String> problem() {
        return calls.problem();
    }

    /**
     * Tells something of a model, or of one of its versions, which is loaded if it must be.
     *
     * @throws HeddleException if there is no such model or version, or it is not ready
     */
    <T> T describe(
            String name, Optional<String> version, BiFunction<String, ServedVersion, T> what) {
        Target target =
                version.isPresent() ? calls.version(name, version.get()) : calls.endpoint(name);
        try {
            return what.apply(name, target.version());
        } finally {
            target.release();
        }
    }

    /** The versions of a model that are ready here: what its endpoint serves comes first. */
    List<String> versions(String name) {
        List<String> versions = new ArrayList<>();
        for (Model model : ready()) {
            if (model.name.equals(name) && !versions.contains(model.number())) {
                versions.add(model.number());
            }
        }
        return versions;
    }

    /** A model that is ready, under a name that calls can use. */
    record Model(String name, ServedVersion version) {
        String number() {
            return String.valueOf(version.description().version());
        }
    }

    /** Every model that is ready: what endpoints serve, then versions that calls have named. */
    List<Model> ready() {
        List<Model> models = new ArrayList<>();
        for (ServedEndpoint endpoint : calls.endpoints()) {
            endpoint.current()
                    .ifPresent(version -> models.add(new Model(endpoint.name(), version)));
        }
        for (ServedVersion version : calls.named()) {
            Model model = new Model(version.description().model(), version);
            if (!models.contains(model)) {
                models.add(model);
            }
        }
        return models;
    }

    /**
     * One line of the index.
     *
     * @param version its number; empty if there is none yet
     * @param state READY, LOADING or UNAVAILABLE
     * @param reason why it is not ready; empty if it is
     */
    record Entry(String name, Optional<String> version, String state, String reason) {}

    /** Every model, ready or not. */
    List<Entry> index(boolean onlyReady) {
        List<Entry> entries = new ArrayList<>();
        for (Model model : ready()) {
            entries.add(new Entry(model.name, Optional.of(model.number()), "READY", ""));
        }
        if (!onlyReady) {
            for (ServedEndpoint endpoint : calls.endpoints()) {
                notReady(endpoint).ifPresent(entries::add);
            }
        }
        return entries;
    }

    /** What an endpoint is to serve and does not yet. */
    private static Optional<Entry> notReady(ServedEndpoint endpoint) {
        Endpoint wanted = endpoint.wanted();
        if (wanted.held().isPresent()) {
            return Optional.of(
                    new Entry(
                            wanted.name(),
                            Optional.of(String.valueOf(wanted.held().get().version())),
                            "UNAVAILABLE",
                            wanted.held().get().reason()));
        }
        if (wanted.version().isEmpty()) {
            return Optional.of(
                    new Entry(
                            wanted.name(), Optional.empty(), "UNAVAILABLE", "no version matches"));
        }
        return servesWhatIsWanted(endpoint)
                ? Optional.empty()
                : Optional.of(
                        new Entry(
                                wanted.name(),
                                wanted.version().map(String::valueOf),
                                "LOADING",
                                "the version is being loaded"));
    }

    private static boolean servesWhatIsWanted(ServedEndpoint endpoint) {
        return endpoint.current()
                .map(version -> version.description().version())
                .equals(endpoint.wanted().version());
    }

    /**
     * Waits until a model is served as the registry wants it. Takes its time: not for an event
     * loop.
     *
     * @throws HeddleException with {@code FORBIDDEN} if the caller is no contributor, with {@code
     *     ENDPOINT_NOT_FOUND}, or with {@code NOT_READY} and the reason if it does not come
     */
    void load(String name, Identity caller) {
        requireContributor(caller);
        long end = System.nanoTime() + LOAD_NANOS;
        while (true) {
            ServedEndpoint endpoint = find(name);
            if (endpoint.wanted().version().isPresent() && servesWhatIsWanted(endpoint)) {
                return;
            }
            Optional<Entry> entry = notReady(endpoint);
            boolean isLost = entry.map(e -> e.state.equals("UNAVAILABLE")).orElse(false);
            if (isLost || System.nanoTime() - end > 0) {
                throw new HeddleException(
                        ErrorCode.NOT_READY,
                        "model '%s' cannot be loaded: %s"
                                .formatted(
                                        name, entry.map(Entry::reason).orElse("it is not ready")));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HeddleException(ErrorCode.UNAVAILABLE, "the process is stopping", e);
            }
        }
    }

    /**
     * Lets go of a model's versions that no endpoint serves.
     *
     * @throws HeddleException with {@code FORBIDDEN} if the caller is no contributor, with {@code
     *     CONFLICT} if an endpoint of that name serves
     */
    void unload(String name, Identity caller) {
        requireContributor(caller);
        calls.forget(name);
        boolean isServed =
                calls.endpoints().stream()
                        .anyMatch(e -> e.name().equals(name) && e.current().isPresent());
        if (isServed) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "endpoint '%s' serves what the registry wants; move it or delete it there"
                            .formatted(name));
        }
    }

    /** Why loading takes no parameters. */
    static HeddleException noParameters() {
        return new HeddleException(
                ErrorCode.INVALID_REQUEST,
                "a model is loaded as it is registered: 'parameters' with another configuration or"
                        + " files are not supported");
    }

    private ServedEndpoint find(String name) {
        return calls.endpoints().stream()
                .filter(endpoint -> endpoint.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.ENDPOINT_NOT_FOUND,
                                        "there is no endpoint '%s'; models are registered, not loaded from a folder"
                                                .formatted(name)));
    }

    private static void requireContributor(Identity caller) {
        if (!caller.role().covers(Token.Role.CONTRIBUTOR)) {
            throw new HeddleException(
                    ErrorCode.FORBIDDEN,
                    "loading and unloading needs the role contributor, and %s has less"
                            .formatted(caller.name()));
        }
    }
}
