package dev.heddle.registry;

import dev.heddle.client.ModelVersion;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.LoggedRegistration.Logged;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Makes models and versions as another registry had them: with their numbers, times and stages.
 * Everything may be done again; what is not named stays.
 */
@Singleton
public final class VersionImport {
    private final Database database;
    private final EndpointChanges changes;
    private final LoggedRegistration registration;

    VersionImport(Database database, EndpointChanges changes, LoggedRegistration registration) {
        this.database = database;
        this.changes = changes;
        this.registration = registration;
    }

    /**
     * What a version was where it comes from.
     *
     * @param number its number
     * @param createdAt when it was made; two versions of one number are the same if this is
     * @param updatedAt when it was changed
     * @param createdBy who made it; the caller for none
     * @param stage its stage, as MLflow calls it
     */
    public record Past(
            int number,
            Instant createdAt,
            Instant updatedAt,
            Optional<String> createdBy,
            String stage) {
        public Past {
            Objects.requireNonNull(createdAt, "createdAt");
            Objects.requireNonNull(updatedAt, "updatedAt");
            Objects.requireNonNull(stage, "stage");
            if (number < 1) {
                throw Names.invalid("version is %d, expected 1 or more".formatted(number));
            }
        }
    }

    /**
     * Makes a model, or completes one that is there.
     *
     * @param description what it is for; empty text for nothing
     * @param createdAt when it was made, if it is made now
     * @param updatedAt when it was changed
     * @return whether it is new
     */
    public boolean model(
            String name,
            String description,
            Map<String, String> tags,
            Optional<Instant> createdAt,
            Optional<Instant> updatedAt,
            String actor) {
        Names.requireModel("model", name);
        Names.requireTags(tags);
        Catalog.requireDescription(description);
        return database.transaction(
                handle -> {
                    EndpointRows.lockName(handle, name);
                    boolean isNew = ModelLifecycle.insert(handle, name, description, actor);
                    if (isNew) {
                        ModelLifecycle.requireNoEndpoint(handle, name);
                    }
                    Models.lock(handle, name);
                    handle.createUpdate(
                                    """
                                    update model set
                                      description = case when ? = '' then description else ? end,
                                      created_at = coalesce(?, created_at),
                                      updated_at = coalesce(?, updated_at)
                                    where name = ?
                                    """)
                            .bind(0, description)
                            .bind(1, description)
                            .bind(2, isNew ? createdAt.map(Timestamp::from).orElse(null) : null)
                            .bind(3, updatedAt.map(Timestamp::from).orElse(null))
                            .bind(4, name)
                            .execute();
                    tags.forEach((key, value) -> ModelLifecycle.putTag(handle, name, key, value));
                    return isNew;
                });
    }

    /** Whether a model has a version already that is the same and has its files. */
    public boolean isWhole(String model, Past past) {
        return database.transaction(
                handle ->
                        Versions.find(handle, model, past.number())
                                .filter(version -> isSame(version, past))
                                .filter(version -> !version.files().isEmpty())
                                .isPresent());
    }

    /**
     * Makes a version of a model that is there, or completes one that is the same.
     *
     * @param logged what it is made of; of one that has its files, tags and description count
     * @return whether it is new
     * @throws HeddleException with {@code CONFLICT} if the model has another version of that number
     */
    public boolean version(Logged logged, Past past, String actor) {
        ModelVersion prepared = registration.prepare(logged, actor);
        boolean isNew =
                database.transaction(
                        handle -> {
                            EndpointRows.lockName(handle, logged.model());
                            Models.lock(handle, logged.model());
                            Optional<ModelVersion> there =
                                    Versions.find(handle, logged.model(), past.number());
                            if (there.isPresent() && !isSame(there.get(), past)) {
                                throw new HeddleException(
                                        ErrorCode.CONFLICT,
                                        "%s has a version %d of its own"
                                                .formatted(logged.model(), past.number()));
                            }
                            boolean hasFiles =
                                    there.filter(version -> !version.files().isEmpty()).isPresent();
                            if (!hasFiles) {
                                replace(handle, prepared, past, actor);
                            }
                            complete(handle, logged, past);
                            VersionCommit.finish(handle, logged.model(), past.number(), actor);
                            return there.isEmpty();
                        });
        changes.signal();
        return isNew;
    }

    private static boolean isSame(ModelVersion there, Past past) {
        return there.createdAt().equals(past.createdAt());
    }

    /** Aliases of a version without files are set again by who imports it. */
    private static void replace(Handle handle, ModelVersion prepared, Past past, String actor) {
        handle.createUpdate("delete from model_version where model = ? and version = ?")
                .bind(0, prepared.model())
                .bind(1, past.number())
                .execute();
        handle.createUpdate(
                        "update model set last_version = greatest(last_version, ?) where name = ?")
                .bind(0, past.number())
                .bind(1, prepared.model())
                .execute();
        Versions.insert(
                handle, VersionCommit.numbered(prepared, past.number(), prepared.runId()));
        handle.createUpdate(
                        """
                        update model_version set created_at = ?, created_by = ?
                        where model = ? and version = ?
                        """)
                .bind(0, Timestamp.from(past.createdAt()))
                .bind(1, past.createdBy().orElse(actor))
                .bind(2, prepared.model())
                .bind(3, past.number())
                .execute();
    }

    private static void complete(Handle handle, Logged logged, Past past) {
        handle.createUpdate(
                        """
                        update model_version set run_link = coalesce(?, run_link),
                          model_id = coalesce(?, model_id), description = ?, stage = ?,
                          updated_at = ?
                        where model = ? and version = ?
                        """)
                .bind(0, logged.runLink().orElse(null))
                .bind(1, logged.modelId().orElse(null))
                .bind(2, logged.description())
                .bind(3, past.stage())
                .bind(4, Timestamp.from(past.updatedAt()))
                .bind(5, logged.model())
                .bind(6, past.number())
                .execute();
        Versions.putTags(handle, logged.model(), past.number(), logged.tags());
    }
}
