package dev.heddle.mlflow;

import java.util.Map;
import java.util.Optional;

/** What the registry needs to know of the models that runs have logged. Tracking keeps them. */
public interface LoggedModels {
    /**
     * A logged model.
     *
     * @param id its id, {@code m-0123abcd}
     * @param artifactUri where its files are
     * @param sourceRunId the run that logged it; empty if none did
     * @param parameters its parameters
     */
    record Source(
            String id,
            String artifactUri,
            Optional<String> sourceRunId,
            Map<String, String> parameters) {
        public Source {
            parameters = Map.copyOf(parameters);
        }
    }

    /** A logged model; empty if there is none of that id, or it was deleted. */
    Optional<Source> find(String id);

    /** Notes that a version was made of a logged model, where MLflow's pages look for it. */
    void registered(String id, String model, int version);

    /** Where a run keeps its files; empty if there is no such run. */
    Optional<String> artifactUriOfRun(String runId);
}
