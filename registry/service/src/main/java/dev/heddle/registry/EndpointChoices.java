package dev.heddle.registry;

import dev.heddle.client.Endpoint;
import dev.heddle.client.Endpoint.Held;
import dev.heddle.client.EndpointEvent;
import dev.heddle.client.EndpointEvent.Outcome;
import dev.heddle.client.EndpointSettings;
import dev.heddle.client.Follow;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.ServingRegistry.Report;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Chooses versions for endpoints, inside a transaction that has locked the model. Every change of a
 * model ends with {@link #reconsider}, so that what endpoints follow is never out of date.
 */
final class EndpointChoices {
    private EndpointChoices() {}

    /** Gives a new model its own endpoint, which serves its newest version. */
    static void createOwn(Handle handle, String model, String actor) {
        Optional<Endpoint> taken = EndpointRows.find(handle, model);
        if (taken.isPresent()) {
            throw new HeddleException(
                    ErrorCode.ALREADY_EXISTS,
                    "the name '%s' is an endpoint of model '%s'"
                            .formatted(model, taken.get().model()));
        }
        EndpointRows.write(
                handle,
                new Endpoint(
                        model,
                        model,
                        new Follow.Rule(""),
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        EndpointSettings.OFF,
                        EndpointRows.nextRevision(handle),
                        Database.now().toInstant(),
                        actor));
    }

    /** Chooses anew for every endpoint of a model that is locked. */
    static void reconsider(Handle handle, String model, String cause, String actor) {
        for (Endpoint endpoint : EndpointRows.ofModel(handle, model)) {
            Optional<ModelVersion> candidate = candidate(handle, endpoint);
            Optional<Integer> number = candidate.map(ModelVersion::version);
            if (number.isEmpty() || number.equals(endpoint.version())) {
                if (endpoint.held().isPresent()) {
                    release(handle, endpoint);
                }
            } else if (!number.equals(endpoint.held().map(Held::version))) {
                ModelVersion next = candidate.get();
                Optional<String> reason =
                        next.problem().or(() -> incompatibility(handle, endpoint, next));
                if (reason.isPresent()) {
                    hold(handle, endpoint, next.version(), cause, reason.get(), actor);
                } else {
                    choose(handle, endpoint, next.version(), cause, actor);
                }
            }
        }
    }

    /** What was held back is not what the endpoint follows any more. */
    private static void release(Handle handle, Endpoint endpoint) {
        EndpointRows.write(handle, withRevision(handle, with(endpoint, Optional.empty())));
    }

    /** What an endpoint served is gone, and nothing else is there that it follows. */
    static void clear(Handle handle, Endpoint endpoint, String cause, String actor) {
        EndpointRows.write(
                handle,
                withRevision(
                        handle,
                        new Endpoint(
                                endpoint.name(),
                                endpoint.model(),
                                endpoint.follow(),
                                Optional.empty(),
                                cause,
                                Optional.empty(),
                                endpoint.settings(),
                                0,
                                Database.now().toInstant(),
                                actor)));
    }

    /** A choice that a serving process could not serve: the one before goes on. */
    static Endpoint holdServed(Handle handle, Endpoint endpoint, Report report) {
        Optional<Integer> previous =
                EndpointRows.servedBefore(handle, endpoint.name(), report.version());
        Endpoint back =
                new Endpoint(
                        endpoint.name(),
                        endpoint.model(),
                        endpoint.follow(),
                        previous,
                        previous.isPresent() ? "went on" : "",
                        Optional.empty(),
                        endpoint.settings(),
                        endpoint.revision(),
                        endpoint.updatedAt(),
                        endpoint.updatedBy());
        return hold(
                handle,
                back,
                report.version(),
                endpoint.cause(),
                report.held().orElseThrow(),
                report.instance());
    }

    /**
     * Writes an endpoint with what it follows now.
     *
     * @throws HeddleException with {@code CONFLICT} if the chosen version cannot be served, or if
     *     callers of the present one cannot use it, unless {@code force}
     */
    static Endpoint follow(Handle handle, Endpoint endpoint, boolean force, String cause) {
        ModelVersion next = candidate(handle, endpoint).orElse(null);
        if (next == null || endpoint.version().equals(Optional.of(next.version()))) {
            Endpoint written = withRevision(handle, endpoint);
            EndpointRows.write(handle, written);
            return written;
        }
        next.problem()
                .ifPresent(
                        problem -> {
                            throw new HeddleException(
                                    ErrorCode.CONFLICT,
                                    "%s cannot be served: %s".formatted(next.reference(), problem));
                        });
        if (!force) {
            incompatibility(handle, endpoint, next)
                    .ifPresent(
                            reason -> {
                                throw new HeddleException(
                                        ErrorCode.CONFLICT,
                                        "version %d would break callers of '%s': %s (force serves it all the same)"
                                                .formatted(
                                                        next.version(), endpoint.name(), reason));
                            });
        }
        return choose(handle, endpoint, next.version(), cause, endpoint.updatedBy());
    }

    private static Endpoint choose(
            Handle handle, Endpoint endpoint, int version, String cause, String actor) {
        Endpoint chosen =
                withRevision(
                        handle,
                        new Endpoint(
                                endpoint.name(),
                                endpoint.model(),
                                endpoint.follow(),
                                Optional.of(version),
                                cause,
                                Optional.empty(),
                                endpoint.settings(),
                                0,
                                Database.now().toInstant(),
                                actor));
        EndpointRows.write(handle, chosen);
        EndpointRows.addEvent(
                handle,
                chosen.name(),
                chosen.revision(),
                new EndpointEvent(
                        chosen.updatedAt(),
                        Outcome.CHOSEN,
                        version,
                        endpoint.version(),
                        cause,
                        "",
                        actor));
        return chosen;
    }

    private static Endpoint hold(
            Handle handle,
            Endpoint endpoint,
            int version,
            String cause,
            String reason,
            String actor) {
        Endpoint held =
                withRevision(handle, with(endpoint, Optional.of(new Held(version, reason))));
        EndpointRows.write(handle, held);
        EndpointRows.addEvent(
                handle,
                held.name(),
                held.revision(),
                new EndpointEvent(
                        Database.now().toInstant(),
                        Outcome.HELD,
                        version,
                        held.version(),
                        cause,
                        reason,
                        actor));
        return held;
    }

    private static Endpoint with(Endpoint endpoint, Optional<Held> held) {
        return new Endpoint(
                endpoint.name(),
                endpoint.model(),
                endpoint.follow(),
                endpoint.version(),
                endpoint.cause(),
                held,
                endpoint.settings(),
                endpoint.revision(),
                endpoint.updatedAt(),
                endpoint.updatedBy());
    }

    private static Endpoint withRevision(Handle handle, Endpoint endpoint) {
        return new Endpoint(
                endpoint.name(),
                endpoint.model(),
                endpoint.follow(),
                endpoint.version(),
                endpoint.cause(),
                endpoint.held(),
                endpoint.settings(),
                EndpointRows.nextRevision(handle),
                endpoint.updatedAt(),
                endpoint.updatedBy());
    }

    private static Optional<ModelVersion> candidate(Handle handle, Endpoint endpoint) {
        if (endpoint.follow() instanceof Follow.Alias alias) {
            return handle.createQuery("select version from alias where model = ? and alias = ?")
                    .bind(0, endpoint.model())
                    .bind(1, alias.alias())
                    .mapTo(Integer.class)
                    .findOne()
                    .flatMap(version -> Versions.find(handle, endpoint.model(), version));
        }
        if (endpoint.follow() instanceof Follow.Pinned pinned) {
            return Versions.find(handle, endpoint.model(), pinned.version());
        }
        Follow.Rule rule = (Follow.Rule) endpoint.follow();
        return Versions.newestServable(handle, endpoint.model(), TagQuery.parse(rule.tags()));
    }

    private static Optional<String> incompatibility(
            Handle handle, Endpoint endpoint, ModelVersion next) {
        return endpoint.version()
                .flatMap(version -> Versions.find(handle, endpoint.model(), version))
                .flatMap(ModelVersion::signature)
                .map(
                        current ->
                                next.signature()
                                        .map(current::incompatibilitiesOf)
                                        .orElse(List.of("it has no signature")))
                .filter(reasons -> !reasons.isEmpty())
                .map(reasons -> String.join("; ", reasons));
    }
}
