package dev.heddle.registry;

import dev.heddle.client.Endpoint;
import dev.heddle.client.Model;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Page;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Finds models and versions, and changes what about them may change. */
@Singleton
public final class Catalog {
    private static final int MAX_DESCRIPTION = 10_000;

    private final Database database;
    private final EndpointChanges changes;
    private final ModelChanges models;

    Catalog(Database database, EndpointChanges changes) {
        this.database = database;
        this.changes = changes;
        this.models = new ModelChanges(database, changes);
    }

    Page<Model> models(String filter, String part, PageRequest request) {
        TagQuery tags = TagQuery.parse(filter);
        return request.page(
                database.transaction(
                        handle ->
                                Models.list(
                                        handle,
                                        tags,
                                        part == null ? "" : part,
                                        request.after().orElse(""),
                                        request.limit() + 1)),
                Model::name);
    }

    Model model(String name) {
        return database.transaction(handle -> Models.require(handle, name));
    }

    /** Says what a model is for. */
    public Model describe(String name, String description) {
        requireDescription(description);
        return database.transaction(
                handle -> {
                    Models.lock(handle, name);
                    handle.createUpdate(
                                    "update model set description = ?, updated_at = ? where name = ?")
                            .bind(0, description)
                            .bind(1, Database.now())
                            .bind(2, name)
                            .execute();
                    return Models.require(handle, name);
                });
    }

    static String requireDescription(String description) {
        if (description == null || description.length() > MAX_DESCRIPTION) {
            throw Names.invalid(
                    "description: expected a text of at most %d characters"
                            .formatted(MAX_DESCRIPTION));
        }
        return description;
    }

    Page<ModelVersion> versions(String model, String filter, PageRequest request) {
        TagQuery tags = TagQuery.parse(filter);
        return request.page(
                database.transaction(
                        handle -> {
                            Models.require(handle, model);
                            return Versions.newest(
                                    handle,
                                    model,
                                    tags,
                                    request.afterNumber(Long.MAX_VALUE),
                                    request.limit() + 1);
                        }),
                ModelVersion::version);
    }

    /**
     * A version.
     *
     * @param reference its number, an alias or {@code latest}
     * @throws HeddleException if there is none
     */
    public ModelVersion version(String model, String reference) {
        return database.transaction(handle -> Versions.require(handle, model, reference));
    }

    /** Sets a tag of a version; endpoints follow at once. */
    public ModelVersion tag(String model, int version, String key, String value, String actor) {
        if (value == null) {
            throw Names.invalid("value is missing, expected a text");
        }
        Map<String, String> tag = Names.requireTags(Map.of(key, value));
        return models.change(
                model,
                "tag %s=%s set on %d".formatted(key, value, version),
                actor,
                handle -> {
                    Versions.require(handle, model, String.valueOf(version));
                    Versions.putTags(handle, model, version, tag);
                    return Versions.require(handle, model, String.valueOf(version));
                });
    }

    /**
     * Removes a tag of a version; endpoints follow at once.
     *
     * @throws HeddleException with {@code TAG_NOT_FOUND} if there is none
     */
    public ModelVersion untag(String model, int version, String key, String actor) {
        return models.change(
                model,
                "tag %s removed from %d".formatted(key, version),
                actor,
                handle -> {
                    Versions.require(handle, model, String.valueOf(version));
                    int removed =
                            handle.createUpdate(
                                            "delete from version_tag where model = ? and version = ? and key = ?")
                                    .bind(0, model)
                                    .bind(1, version)
                                    .bind(2, key)
                                    .execute();
                    if (removed == 0) {
                        throw new HeddleException(
                                ErrorCode.TAG_NOT_FOUND,
                                "%s@%d has no tag '%s'".formatted(model, version, key));
                    }
                    return Versions.require(handle, model, String.valueOf(version));
                });
    }

    /**
     * Moves an alias; endpoints follow at once.
     *
     * @param expected the version that the caller saw it at, 0 for none; empty for any
     */
    public Model alias(
            String model, String alias, int version, Optional<Integer> expected, String actor) {
        Names.requireAlias(alias);
        return models.change(
                model,
                "alias %s moved to %d".formatted(alias, version),
                actor,
                handle -> {
                    Versions.require(handle, model, String.valueOf(version));
                    requireAt(handle, model, alias, expected);
                    handle.createUpdate(
                                    """
                                    insert into alias (model, alias, version) values (?, ?, ?)
                                    on conflict (model, alias)
                                      do update set version = excluded.version
                                    """)
                            .bind(0, model)
                            .bind(1, alias)
                            .bind(2, version)
                            .execute();
                    return Models.require(handle, model);
                });
    }

    /**
     * Removes an alias.
     *
     * @throws HeddleException with {@code ALIAS_NOT_FOUND} if there is none
     */
    public Model removeAlias(String model, String alias, Optional<Integer> expected, String actor) {
        return models.change(
                model,
                "alias %s removed".formatted(alias),
                actor,
                handle -> {
                    requireAt(handle, model, alias, expected);
                    int removed =
                            handle.createUpdate("delete from alias where model = ? and alias = ?")
                                    .bind(0, model)
                                    .bind(1, alias)
                                    .execute();
                    if (removed == 0) {
                        throw new HeddleException(
                                ErrorCode.ALIAS_NOT_FOUND,
                                "model '%s' has no alias '%s'".formatted(model, alias));
                    }
                    return Models.require(handle, model);
                });
    }

    /** Removes a version that no endpoint serves, with its tags and aliases. */
    void deleteVersion(String model, int version, String actor) {
        models.change(
                model,
                "version %d deleted".formatted(version),
                actor,
                handle -> {
                    Versions.require(handle, model, String.valueOf(version));
                    List<String> serving =
                            EndpointRows.ofModel(handle, model).stream()
                                    .filter(e -> e.version().equals(Optional.of(version)))
                                    .map(Endpoint::name)
                                    .toList();
                    if (!serving.isEmpty()) {
                        throw new HeddleException(
                                ErrorCode.CONFLICT,
                                "%s@%d is served by %s".formatted(model, version, serving));
                    }
                    handle.createUpdate("delete from model_version where model = ? and version = ?")
                            .bind(0, model)
                            .bind(1, version)
                            .execute();
                    return version;
                });
    }

    /** Removes a model with its versions and its own endpoint, if it has no other endpoint. */
    public void deleteModel(String model) {
        database.transaction(
                handle -> {
                    Models.lock(handle, model);
                    List<String> others =
                            EndpointRows.ofModel(handle, model).stream()
                                    .map(Endpoint::name)
                                    .filter(name -> !name.equals(model))
                                    .toList();
                    if (!others.isEmpty()) {
                        throw new HeddleException(
                                ErrorCode.CONFLICT,
                                "model '%s' is served by %s".formatted(model, others));
                    }
                    EndpointRows.nextRevision(handle);
                    return handle.createUpdate("delete from model where name = ?")
                            .bind(0, model)
                            .execute();
                });
        changes.signal();
    }

    private static void requireAt(
            Handle handle, String model, String alias, Optional<Integer> expected) {
        int actual = Models.require(handle, model).aliases().getOrDefault(alias, 0);
        if (expected.isPresent() && expected.get() != actual) {
            throw new HeddleException(
                    ErrorCode.PRECONDITION_FAILED,
                    "alias '%s' is at %d, expected %d".formatted(alias, actual, expected.get()));
        }
    }
}
