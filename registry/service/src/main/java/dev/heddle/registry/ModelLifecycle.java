package dev.heddle.registry;

import dev.heddle.client.Endpoint;
import dev.heddle.client.Model;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Makes models without versions, tags them and gives them other names. */
@Singleton
public final class ModelLifecycle {
    private final Database database;
    private final EndpointChanges changes;

    ModelLifecycle(Database database, EndpointChanges changes) {
        this.database = database;
        this.changes = changes;
    }

    /**
     * Makes a model. It gets its endpoint with its first version that can be served.
     *
     * @throws HeddleException with {@code ALREADY_EXISTS} if the name is taken, by a model or by an
     *     endpoint of another
     */
    public Model create(String name, String description, Map<String, String> tags, String actor) {
        Names.requireModel("model", name);
        Names.requireTags(tags);
        Catalog.requireDescription(description);
        return database.transaction(
                handle -> {
                    EndpointRows.lockName(handle, name);
                    if (!insert(handle, name, description, actor)) {
                        throw exists(name);
                    }
                    requireNoEndpoint(handle, name);
                    tags.forEach((key, value) -> putTag(handle, name, key, value));
                    return Models.require(handle, name);
                });
    }

    /** Makes a model unless it is there; whether it is new. */
    static boolean insert(Handle handle, String name, String description, String actor) {
        return handle.createUpdate(
                                """
                                insert into model
                                  (name, description, created_at, created_by, updated_at)
                                values (?, ?, ?, ?, ?) on conflict (name) do nothing
                                """)
                        .bind(0, name)
                        .bind(1, description)
                        .bind(2, Database.now())
                        .bind(3, actor)
                        .bind(4, Database.now())
                        .execute()
                > 0;
    }

    private static HeddleException exists(String name) {
        return new HeddleException(
                ErrorCode.ALREADY_EXISTS, "there is a model '%s' already".formatted(name));
    }

    static void requireNoEndpoint(Handle handle, String name) {
        Optional<Endpoint> taken = EndpointRows.find(handle, name);
        if (taken.isPresent()) {
            throw new HeddleException(
                    ErrorCode.ALREADY_EXISTS,
                    "the name '%s' is an endpoint of model '%s'"
                            .formatted(name, taken.get().model()));
        }
    }

    /** Sets a tag of a model. */
    public void tag(String model, String key, String value) {
        Names.requireTags(Map.of(key, value));
        database.transaction(
                handle -> {
                    Models.lock(handle, model);
                    return putTag(handle, model, key, value);
                });
    }

    static int putTag(Handle handle, String model, String key, String value) {
        return handle.createUpdate(
                        """
                        insert into model_tag (model, key, value) values (?, ?, ?)
                        on conflict (model, key) do update set value = excluded.value
                        """)
                .bind(0, model)
                .bind(1, key)
                .bind(2, value)
                .execute();
    }

    /** Removes a tag of a model; whether there was one. */
    public boolean untag(String model, String key) {
        return database.transaction(
                handle -> {
                    Models.lock(handle, model);
                    return handle.createUpdate("delete from model_tag where model = ? and key = ?")
                                    .bind(0, model)
                                    .bind(1, key)
                                    .execute()
                            > 0;
                });
    }

    /**
     * Gives a model another name, with all that belongs to it: its versions, aliases and tags, and
     * its own endpoint, whose calls go to the new name from then on. Its other endpoints keep their
     * names and go on serving.
     *
     * @throws HeddleException with {@code ALREADY_EXISTS} if the new name is taken
     */
    public Model rename(String name, String newName, String actor) {
        Names.requireModel("model", newName);
        Model renamed =
                database.transaction(
                        handle -> {
                            EndpointRows.lockName(handle, newName);
                            Models.lock(handle, name);
                            if (name.equals(newName) || Models.find(handle, newName).isPresent()) {
                                throw exists(newName);
                            }
                            requireNoEndpoint(handle, newName);
                            rename(handle, name, newName, actor);
                            return Models.require(handle, newName);
                        });
        changes.signal();
        return renamed;
    }

    private static void rename(Handle handle, String name, String newName, String actor) {
        handle.createUpdate(
                        "update endpoint set name = ?, updated_by = ? where name = ? and model = ?")
                .bind(0, newName)
                .bind(1, actor)
                .bind(2, name)
                .bind(3, name)
                .execute();
        // What refers to the model follows by its foreign keys.
        handle.createUpdate("update model set name = ?, updated_at = ? where name = ?")
                .bind(0, newName)
                .bind(1, Database.now())
                .bind(2, name)
                .execute();
        handle.createUpdate("update model_version set updated_at = ? where model = ?")
                .bind(0, Database.now())
                .bind(1, newName)
                .execute();
        for (Endpoint endpoint : EndpointRows.ofModel(handle, newName)) {
            handle.createUpdate("update endpoint set revision = ? where name = ?")
                    .bind(0, EndpointRows.nextRevision(handle))
                    .bind(1, endpoint.name())
                    .execute();
        }
    }
}
