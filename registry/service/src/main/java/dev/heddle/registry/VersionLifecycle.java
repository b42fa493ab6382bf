package dev.heddle.registry;

import dev.heddle.client.Endpoint;
import dev.heddle.client.Follow;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Describes versions, moves them between stages, and removes them. */
@Singleton
public final class VersionLifecycle {
    private final ModelChanges models;

    VersionLifecycle(Database database, EndpointChanges changes) {
        this.models = new ModelChanges(database, changes);
    }

    /** Says what a version is for. */
    public void describe(String model, int version, String description, String actor) {
        Catalog.requireDescription(description);
        models.change(
                model,
                "version %d described".formatted(version),
                actor,
                handle -> {
                    Versions.require(handle, model, String.valueOf(version));
                    return handle.createUpdate(
                                    """
                                    update model_version set description = ?, updated_at = ?
                                    where model = ? and version = ?
                                    """)
                            .bind(0, description)
                            .bind(1, Database.now())
                            .bind(2, model)
                            .bind(3, version)
                            .execute();
                });
    }

    /**
     * Moves a version to a stage.
     *
     * @param stage {@code None}, {@code Staging}, {@code Production} or {@code Archived}
     * @param archivesOthers whether the versions that are there go to {@code Archived}
     */
    public void move(
            String model, int version, String stage, boolean archivesOthers, String actor) {
        models.change(
                model,
                "version %d moved to %s".formatted(version, stage),
                actor,
                handle -> {
                    Versions.require(handle, model, String.valueOf(version));
                    if (archivesOthers) {
                        handle.createUpdate(
                                        """
                                        update model_version set stage = 'Archived', updated_at = ?
                                        where model = ? and stage = ? and version <> ?
                                        """)
                                .bind(0, Database.now())
                                .bind(1, model)
                                .bind(2, stage)
                                .bind(3, version)
                                .execute();
                    }
                    handle.createUpdate(
                                    """
                                    update model_version set stage = ?, updated_at = ?
                                    where model = ? and version = ?
                                    """)
                            .bind(0, stage)
                            .bind(1, Database.now())
                            .bind(2, model)
                            .bind(3, version)
                            .execute();
                    return touch(handle, model);
                });
    }

    private static int touch(Handle handle, String model) {
        return handle.createUpdate("update model set updated_at = ? where name = ?")
                .bind(0, Database.now())
                .bind(1, model)
                .execute();
    }

    /**
     * Removes a version with its tags and aliases. Where the model's own endpoint serves it by a
     * rule or an alias, the endpoint goes on with the version that it follows then, or serves
     * nothing.
     *
     * @throws HeddleException with {@code CONFLICT} if another endpoint serves it, or one that is
     *     pinned to it
     */
    public void delete(String model, int version, String actor) {
        String cause = "version %d deleted".formatted(version);
        models.change(
                model,
                cause,
                actor,
                handle -> {
                    Versions.require(handle, model, String.valueOf(version));
                    List<Endpoint> serving =
                            EndpointRows.ofModel(handle, model).stream()
                                    .filter(e -> e.version().equals(Optional.of(version)))
                                    .toList();
                    requireLetsGo(model, version, serving);
                    handle.createUpdate("delete from model_version where model = ? and version = ?")
                            .bind(0, model)
                            .bind(1, version)
                            .execute();
                    for (Endpoint endpoint : serving) {
                        EndpointChoices.clear(handle, endpoint, cause, actor);
                    }
                    return touch(handle, model);
                });
    }

    private static void requireLetsGo(String model, int version, List<Endpoint> serving) {
        List<String> others =
                serving.stream()
                        .filter(
                                endpoint ->
                                        !endpoint.name().equals(model)
                                                || endpoint.follow() instanceof Follow.Pinned)
                        .map(Endpoint::name)
                        .toList();
        if (!others.isEmpty()) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "%s@%d is served by %s; let them serve another version first"
                            .formatted(model, version, others));
        }
    }
}
