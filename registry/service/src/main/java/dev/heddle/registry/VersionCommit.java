package dev.heddle.registry;

import dev.heddle.client.ModelVersion;
import dev.heddle.mlflow.RegistrationRuns;
import dev.heddle.runtime.Envelope.Flavor;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Makes versions appear: in one transaction with their files and tags, what their endpoints make of
 * them, and the run that a registration leaves behind.
 */
@Singleton
final class VersionCommit {
    /** The number of a version that has none yet. */
    static final int UNNUMBERED = 1;

    private final Database database;
    private final EndpointChanges changes;
    private final RegistrationRuns runs;

    VersionCommit(Database database, EndpointChanges changes, RegistrationRuns runs) {
        this.database = database;
        this.changes = changes;
        this.runs = runs;
    }

    /**
     * What came of a registration.
     *
     * @param version the version
     * @param isNew whether it was made now; otherwise the model had one of the same content
     */
    record Outcome(ModelVersion version, boolean isNew) {}

    /**
     * Makes a version unless the model has one of its content; also the model, if there is none.
     */
    Outcome once(ModelVersion version, String actor) {
        Outcome outcome =
                database.transaction(
                        handle -> {
                            EndpointRows.lockName(handle, version.model());
                            ModelLifecycle.insert(handle, version.model(), "", actor);
                            Models.lock(handle, version.model());
                            Optional<ModelVersion> same =
                                    Versions.findByDigest(
                                            handle, version.model(), version.digest());
                            int number =
                                    same.map(ModelVersion::version)
                                            .orElseGet(() -> insert(handle, version, true));
                            Versions.putTags(handle, version.model(), number, version.tags());
                            return new Outcome(
                                    finish(handle, version.model(), number, actor), same.isEmpty());
                        });
        changes.signal();
        return outcome;
    }

    /**
     * Makes a version of a model that is there.
     *
     * @param runLink where its run is shown, as the client says
     * @param modelId the logged model that it was made of
     */
    ModelVersion anew(
            ModelVersion version,
            Optional<String> runLink,
            Optional<String> modelId,
            String actor) {
        ModelVersion made =
                database.transaction(
                        handle -> {
                            EndpointRows.lockName(handle, version.model());
                            Models.lock(handle, version.model());
                            int number = insert(handle, version, false);
                            handle.createUpdate(
                                            """
                                            update model_version set run_link = ?, model_id = ?
                                            where model = ? and version = ?
                                            """)
                                    .bind(0, runLink.orElse(null))
                                    .bind(1, modelId.orElse(null))
                                    .bind(2, version.model())
                                    .bind(3, number)
                                    .execute();
                            return finish(handle, version.model(), number, actor);
                        });
        changes.signal();
        return made;
    }

    /**
     * Chooses for the model's endpoints; its own is made for the first version that may be called.
     */
    static ModelVersion finish(Handle handle, String model, int number, String actor) {
        ModelVersion version = Versions.find(handle, model, number).orElseThrow();
        if (version.problem().isEmpty() && !isStream(version) && !hasOwnEndpoint(handle, model)) {
            EndpointChoices.createOwn(handle, model, actor);
        }
        EndpointChoices.reconsider(handle, model, "registered " + number, actor);
        return version;
    }

    /** The function of a stream answers no calls, so that it needs no endpoint. */
    private static boolean isStream(ModelVersion version) {
        return version.flavors().contains(Flavor.HEDDLE_STREAM.wireName());
    }

    private static boolean hasOwnEndpoint(Handle handle, String model) {
        return EndpointRows.find(handle, model)
                .filter(endpoint -> endpoint.model().equals(model))
                .isPresent();
    }

    private int insert(Handle handle, ModelVersion version, boolean leavesRun) {
        int number =
                handle.createQuery(
                                """
                                update model set last_version = last_version + 1, updated_at = ?
                                where name = ? returning last_version
                                """)
                        .bind(0, Database.now())
                        .bind(1, version.model())
                        .mapTo(Integer.class)
                        .one();
        ModelVersion numbered = numbered(version, number, version.runId());
        Versions.insert(
                handle,
                leavesRun
                        ? numbered(
                                version,
                                number,
                                Optional.of(runs.create(handle.getConnection(), numbered)))
                        : numbered);
        return number;
    }

    /** The same under a number of its own. */
    static ModelVersion numbered(ModelVersion version, int number, Optional<String> runId) {
        return new ModelVersion(
                version.model(),
                number,
                version.digest(),
                version.flavors(),
                version.functionClass(),
                version.signature(),
                version.parameters(),
                version.artifacts(),
                version.files(),
                version.origin(),
                version.tags(),
                List.of(),
                version.createdAt(),
                version.createdBy(),
                version.description(),
                version.stage(),
                version.source(),
                runId,
                version.problem());
    }
}
