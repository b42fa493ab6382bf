package dev.heddle.cli.transfer;

import dev.heddle.client.runs.Artifacts;
import dev.heddle.model.HeddleException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a transfer writes to. Everything blocks, fails with a {@link HeddleException}, and does the
 * same when it is done twice. Safe for use by many threads.
 */
public sealed interface Target extends AutoCloseable permits PlatformTarget, ServerTarget {
    /** The tag of a run that says how it was at its source; who has it is whole. */
    String FINGERPRINT = "heddle.source_fingerprint";

    /** The address, without secrets. */
    String address();

    /** Whether runs and logged models keep their ids, and versions their numbers. */
    boolean keepsIds();

    /** The id of the experiment of a name; empty if there is none. */
    Optional<String> find(String experiment);

    /** Makes an experiment or completes its tags; its id here. */
    String experiment(Experiment experiment);

    /** Marks an experiment as deleted. */
    void deleteExperiment(Experiment experiment, String id);

    /** The runs that an experiment has from a source already, by their ids there. */
    Map<String, CopiedRun> runs(String experimentId);

    /** Makes a run, or makes one that is there ready to be completed. */
    CopiedRun begin(TrackedRun run, String experimentId, Optional<CopiedRun> there);

    /** Adds points to a run that was begun. */
    void points(String runId, List<Point> points);

    /** Adds what a run used and made, with ids of this place. */
    void lineage(String runId, TrackedRun.Inputs inputs, TrackedRun.Outputs outputs);

    /**
     * Completes a run, last of all.
     *
     * @param run the run, with tags that name runs of this place
     * @param fingerprint how it is at its source
     */
    void end(TrackedRun run, CopiedRun there, String fingerprint);

    /**
     * Makes a logged model, or completes one that is there.
     *
     * @param sourceRunId the run of this place that made it; empty for none
     */
    CopiedModel begin(LoggedModel model, String experimentId, String sourceRunId);

    /** Completes a logged model whose files are there. */
    void end(LoggedModel model, CopiedModel there);

    /** The files at an address of this place. */
    Artifacts artifacts(String uri);

    /** Makes a registered model, or completes one that is there. */
    void registeredModel(RegisteredModel model);

    /**
     * The numbers that versions of a registered model have here, by those at their source; empty if
     * nothing is known of before.
     */
    Map<String, String> versions(RegisteredModel model);

    /**
     * Makes a version, or completes one that is there.
     *
     * @param version the version, with ids and addresses of this place
     * @param there its number here; empty if it is not there
     * @return its number here
     */
    String version(RegisteredVersion version, Optional<String> there);

    /** Points an alias to a version of this place. */
    void alias(String model, String alias, String version);

    @Override
    void close();
}
