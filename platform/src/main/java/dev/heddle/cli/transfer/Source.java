package dev.heddle.cli.transfer;

import dev.heddle.model.HeddleException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a transfer reads from. Lists are read as their streams are, which the caller closes; other
 * methods block. Everything fails with a {@link HeddleException}. Safe for use by many threads.
 */
public sealed interface Source extends AutoCloseable permits DatabaseSource, ServerSource {
    /** The address, without secrets. */
    String address();

    /** Every experiment, deleted ones too. */
    Stream<Experiment> experiments();

    /** Every run of an experiment, deleted ones too. */
    Stream<TrackedRun> runs(String experimentId);

    /** One run. */
    TrackedRun run(String runId);

    /** Every point of the metrics of a run. */
    Stream<Point> points(TrackedRun run);

    /** The logged models of an experiment. */
    Stream<LoggedModel> loggedModels(String experimentId);

    /** Every registered model, prompts too. */
    Stream<RegisteredModel> registeredModels();

    /** The versions of a registered model, by number. */
    List<RegisteredVersion> versions(RegisteredModel model);

    /** The files of a run. */
    SourceFiles files(TrackedRun run);

    /** The files of a logged model. */
    SourceFiles files(LoggedModel model);

    /** What there is that is not copied, in words; empty where nothing is known of. */
    List<String> leftBehind();

    @Override
    void close();
}
