package dev.heddle.registry;

import dev.heddle.client.Endpoint;
import dev.heddle.client.EndpointChange;
import dev.heddle.client.EndpointEvent;
import dev.heddle.client.EndpointEvent.Outcome;
import dev.heddle.client.EndpointSettings;
import dev.heddle.client.Follow;
import dev.heddle.client.Page;
import dev.heddle.client.ServingRegistry.Report;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Finds endpoints, changes what they follow, and takes what serving processes report. */
@Singleton
final class Endpoints {
    private final Database database;
    private final EndpointChanges changes;

    Endpoints(Database database, EndpointChanges changes) {
        this.database = database;
        this.changes = changes;
    }

    /** Endpoints whose names contain a part, of a model; null for any. */
    Page<Endpoint> list(String part, String model, PageRequest request) {
        return request.page(
                database.transaction(
                        handle ->
                                EndpointRows.page(
                                        handle,
                                        part == null ? "" : part,
                                        model == null ? "" : model,
                                        request.after().orElse(""),
                                        request.limit() + 1)),
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
        Names.requireModel("endpoint", name);
        return changed(
                handle -> {
                    EndpointRows.lockName(handle, name);
                    Models.lock(handle, change.model());
                    Optional<Endpoint> current = EndpointRows.find(handle, name);
                    requireRevision(current, expected);
                    requireFreeName(handle, name, change.model(), current);
                    check(handle, change);
                    return EndpointChoices.follow(
                            handle,
                            new Endpoint(
                                    name,
                                    change.model(),
                                    change.follow(),
                                    current.filter(e -> e.model().equals(change.model()))
                                            .flatMap(Endpoint::version),
                                    current.map(Endpoint::cause).orElse(""),
                                    Optional.empty(),
                                    current.map(Endpoint::settings).orElse(EndpointSettings.OFF),
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
                    Endpoint endpoint = lock(handle, name);
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
                                    endpoint.settings(),
                                    0,
                                    Database.now().toInstant(),
                                    actor);
                    return EndpointChoices.follow(
                            handle, pinned, true, "rolled back from %d".formatted(current));
                });
    }

    /**
     * Changes an endpoint's settings. Its revision stays, since it serves what it did; the clock
     * moves, so that serving processes see it.
     */
    Endpoint set(String name, EndpointSettings.Change change, String actor) {
        return changed(
                handle -> {
                    Endpoint endpoint = lock(handle, name);
                    if (change.isEmpty()) {
                        return endpoint;
                    }
                    EndpointRows.nextRevision(handle);
                    EndpointRows.writeSettings(handle, name, settings(endpoint, change), actor);
                    return EndpointRows.require(handle, name);
                });
    }

    private static EndpointSettings settings(Endpoint endpoint, EndpointSettings.Change change) {
        try {
            return endpoint.settings().with(change);
        } catch (IllegalArgumentException e) {
            throw Names.invalid(e.getMessage());
        }
    }

    void delete(String name, OptionalLong expected) {
        changed(
                handle -> {
                    Endpoint endpoint = lock(handle, name);
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

    /**
     * An endpoint as it is until the transaction ends; endpoints change under their model's lock.
     */
    private static Endpoint lock(Handle handle, String name) {
        Models.lock(handle, EndpointRows.require(handle, name).model());
        return EndpointRows.require(handle, name);
    }

    /** What a serving process tells of a choice. */
    void report(Report report) {
        changed(
                handle -> {
                    Endpoint endpoint = lock(handle, report.endpoint());
                    if (endpoint.revision() != report.revision()) {
                        return endpoint;
                    }
                    if (report.held().isPresent()) {
                        return EndpointChoices.holdServed(handle, endpoint, report);
                    }
                    EndpointRows.addEvent(
                            handle,
                            endpoint.name(),
                            endpoint.revision(),
                            new EndpointEvent(
                                    Database.now().toInstant(),
                                    Outcome.SERVED,
                                    report.version(),
                                    Optional.empty(),
                                    endpoint.cause(),
                                    "",
                                    report.instance()));
                    return endpoint;
                });
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
