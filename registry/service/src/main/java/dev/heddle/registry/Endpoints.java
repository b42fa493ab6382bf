package dev.heddle.registry;

import dev.heddle.client.Endpoint;
import dev.heddle.client.Endpoint.Held;
import dev.heddle.client.EndpointChange;
import dev.heddle.client.EndpointEvent;
import dev.heddle.client.EndpointEvent.Outcome;
import dev.heddle.client.Follow;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Page;
import dev.heddle.client.ServingRegistry.Report;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Decides which version each endpoint is to serve. Every change of a model ends with {@link
 * #reconsider} in the same transaction, so that what endpoints follow is never out of date.
 */
@Singleton
final class Endpoints {
    private final Database database;
    private final EndpointChanges changes;

    Endpoints(Database database, EndpointChanges changes) {
        this.database = database;
        this.changes = changes;
    }

    Page<Endpoint> list(PageRequest request) {
        return request.page(
                database.transaction(
                        handle ->
                                EndpointRows.page(
                                        handle, request.after().orElse(""), request.limit() + 1)),
                Endpoint::name);
    }

    Endpoint find(String name) {
        return database.transaction(handle -> EndpointRows.require(handle, name));
    }

    Page<EndpointEvent> history(String name, PageRequest request) {
        var page =
                request.page(
                        database.transaction(
                                handle -> {
                                    EndpointRows.require(handle, name);
                                    return EndpointRows.history(
                                            handle,
                                            name,
                                            request.afterNumber(Long.MAX_VALUE),
                                            request.limit() + 1);
                                }),
                        EndpointRows.NumberedEvent::id);
        return new Page<>(
                page.items().stream().map(EndpointRows.NumberedEvent::event).toList(),
                page.nextPageToken());
    }

    /** Makes or changes an endpoint; {@code expected} is the revision that the caller has seen. */
    Endpoint put(String name, EndpointChange change, OptionalLong expected, String actor) {
        Names.require("endpoint", name);
        return changed(
                handle -> {
                    Models.lock(handle, change.model());
                    Optional<Endpoint> current = EndpointRows.find(handle, name);
                    requireRevision(current, expected);
                    requireFreeName(handle, name, change.model(), current);
                    check(handle, change);
                    return follow(
                            handle,
                            new Endpoint(
                                    name,
                                    change.model(),
                                    change.follow(),
                                    current.filter(e -> e.model().equals(change.model()))
                                            .flatMap(Endpoint::version),
                                    current.map(Endpoint::cause).orElse(""),
                                    Optional.empty(),
                                    0,
                                    Database.now().toInstant(),
                                    actor),
                            change.force(),
                            "followed by " + actor);
                });
    }

    /** Pins an endpoint to a version that it served before. */
    Endpoint rollback(String name, Optional<Integer> wanted, String actor) {
        return changed(
                handle -> {
                    Endpoint endpoint = EndpointRows.require(handle, name);
                    Models.lock(handle, endpoint.model());
                    int current = endpoint.version().orElse(0);
                    int target =
                            wanted.or(() -> EndpointRows.servedBefore(handle, name, current))
                                    .orElseThrow(
                                            () ->
                                                    new HeddleException(
                                                            ErrorCode.CONFLICT,
                                                            "endpoint '%s' has served no other version"
                                                                    .formatted(name)));
                    Versions.require(handle, endpoint.model(), String.valueOf(target));
                    Endpoint pinned =
                            new Endpoint(
                                    name,
                                    endpoint.model(),
                                    new Follow.Pinned(target),
                                    endpoint.version(),
                                    endpoint.cause(),
                                    Optional.empty(),
                                    0,
                                    Database.now().toInstant(),
                                    actor);
                    return follow(handle, pinned, true, "rolled back from %d".formatted(current));
                });
    }

    void delete(String name, OptionalLong expected) {
        changed(
                handle -> {
                    Endpoint endpoint = EndpointRows.require(handle, name);
                    requireRevision(Optional.of(endpoint), expected);
                    if (endpoint.name().equals(endpoint.model())) {
                        throw new HeddleException(
                                ErrorCode.CONFLICT,
                                "endpoint '%s' belongs to its model and goes with it"
                                        .formatted(name));
                    }
                    EndpointRows.nextRevision(handle);
                    handle.createUpdate("delete from endpoint where name = ?")
                            .bind(0, name)
                            .execute();
                    return endpoint;
                });
    }

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
                        EndpointRows.nextRevision(handle),
                        Database.now().toInstant(),
                        actor));
    }

    /** Chooses anew for every endpoint of a model that is locked. */
    static void reconsider(Handle handle, String model, String cause, String actor) {
        for (Endpoint endpoint : EndpointRows.ofModel(handle, model)) {
            Optional<ModelVersion> candidate = candidate(handle, endpoint);
            candidate
                    .filter(next -> !endpoint.version().equals(Optional.of(next.version())))
                    .filter(next -> endpoint.held().map(Held::version).orElse(0) != next.version())
                    .ifPresent(
                            next -> {
                                Optional<String> reason = incompatibility(handle, endpoint, next);
                                if (reason.isPresent()) {
                                    hold(handle, endpoint, next.version(), reason.get(), actor);
                                } else {
                                    choose(handle, endpoint, next.version(), cause, actor);
                                }
                            });
        }
    }

    /** What a serving process tells of a choice. */
    void report(Report report) {
        changed(
                handle -> {
                    Endpoint endpoint = EndpointRows.require(handle, report.endpoint());
                    Models.lock(handle, endpoint.model());
                    endpoint = EndpointRows.require(handle, report.endpoint());
                    if (endpoint.revision() != report.revision()) {
                        return endpoint;
                    }
                    if (report.held().isPresent()) {
                        return holdServed(handle, endpoint, report);
                    }
                    EndpointRows.addEvent(
                            handle,
                            endpoint.name(),
                            endpoint.revision(),
                            event(
                                    Outcome.SERVED,
                                    report.version(),
                                    endpoint,
                                    "",
                                    report.instance()));
                    return endpoint;
                });
    }

    /** A choice that a serving process could not serve: the one before goes on. */
    private static Endpoint holdServed(Handle handle, Endpoint endpoint, Report report) {
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
                        endpoint.revision(),
                        endpoint.updatedAt(),
                        endpoint.updatedBy());
        return hold(handle, back, report.version(), report.held().orElseThrow(), report.instance());
    }

    private static Endpoint follow(Handle handle, Endpoint endpoint, boolean force, String cause) {
        ModelVersion next = candidate(handle, endpoint).orElse(null);
        if (next == null || endpoint.version().equals(Optional.of(next.version()))) {
            Endpoint written = withRevision(handle, endpoint);
            EndpointRows.write(handle, written);
            return written;
        }
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
            Handle handle, Endpoint endpoint, int version, String reason, String actor) {
        Endpoint held =
                withRevision(
                        handle,
                        new Endpoint(
                                endpoint.name(),
                                endpoint.model(),
                                endpoint.follow(),
                                endpoint.version(),
                                endpoint.cause(),
                                Optional.of(new Held(version, reason)),
                                0,
                                endpoint.updatedAt(),
                                endpoint.updatedBy()));
        EndpointRows.write(handle, held);
        EndpointRows.addEvent(
                handle,
                held.name(),
                held.revision(),
                event(Outcome.HELD, version, held, reason, actor));
        return held;
    }

    private static EndpointEvent event(
            Outcome outcome, int version, Endpoint endpoint, String detail, String actor) {
        return new EndpointEvent(
                Database.now().toInstant(),
                outcome,
                version,
                Optional.empty(),
                endpoint.cause(),
                detail,
                actor);
    }

    private static Endpoint withRevision(Handle handle, Endpoint endpoint) {
        return new Endpoint(
                endpoint.name(),
                endpoint.model(),
                endpoint.follow(),
                endpoint.version(),
                endpoint.cause(),
                endpoint.held(),
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
        List<ModelVersion> newest =
                Versions.newest(
                        handle, endpoint.model(), TagQuery.parse(rule.tags()), Long.MAX_VALUE, 1);
        return newest.stream().findFirst();
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

    private static void check(Handle handle, EndpointChange change) {
        if (change.follow() instanceof Follow.Alias alias) {
            Names.requireAlias(alias.alias());
        } else if (change.follow() instanceof Follow.Pinned pinned) {
            Versions.require(handle, change.model(), String.valueOf(pinned.version()));
        } else if (change.follow() instanceof Follow.Rule rule) {
            TagQuery.parse(rule.tags());
        }
    }

    private static void requireFreeName(
            Handle handle, String name, String model, Optional<Endpoint> current) {
        boolean isModel =
                handle.createQuery("select 1 from model where name = ?")
                        .bind(0, name)
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent();
        if (isModel && !name.equals(model)) {
            throw new HeddleException(
                    ErrorCode.ALREADY_EXISTS,
                    "'%s' is the own endpoint of the model of that name, which it goes on serving"
                            .formatted(name));
        }
        if (current.isPresent() && !current.get().model().equals(model)) {
            throw new HeddleException(
                    ErrorCode.ALREADY_EXISTS,
                    "endpoint '%s' serves model '%s'".formatted(name, current.get().model()));
        }
    }

    private static void requireRevision(Optional<Endpoint> current, OptionalLong expected) {
        long actual = current.map(Endpoint::revision).orElse(0L);
        if (expected.isPresent() && expected.getAsLong() != actual) {
            throw new HeddleException(
                    ErrorCode.PRECONDITION_FAILED,
                    "the endpoint is at revision %d, expected %d"
                            .formatted(actual, expected.getAsLong()));
        }
    }

    private Endpoint changed(Function<Handle, Endpoint> work) {
        Endpoint endpoint = database.transaction(work);
        changes.signal();
        return endpoint;
    }
}
