package dev.heddle.dashboard.runs;

import dev.heddle.client.Heddle;
import dev.heddle.client.runs.RecordedRun;
import dev.heddle.client.runs.RunQuery;
import dev.heddle.client.runs.RunStatus;
import dev.heddle.client.runs.RunVersion;
import dev.heddle.dashboard.Display;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run, with what it belongs to and what came from it.
 *
 * @param run the run
 * @param experiment the name of its experiment
 * @param duration how long it took, or has taken until now
 * @param parameters its parameters by name
 * @param metrics its metrics' latest values by name
 * @param tags its tags by name, without those that clients keep for themselves
 * @param ownTags the tags that clients keep for themselves
 * @param versions versions of models that came from it
 * @param parts runs that are a part of it
 */
record RunDetail(
        RecordedRun run,
        String experiment,
        String duration,
        List<Named> parameters,
        List<Named> metrics,
        List<Named> tags,
        List<Named> ownTags,
        List<RunVersion> versions,
        List<RecordedRun> parts) {
    private static final int PARTS = 50;
    private static final int MOST = 1_000;

    /** A value with its name. */
    record Named(String name, String value) {}

    /** A run that is read anew each time; what it belongs to and what came from it, too. */
    static RunDetail read(Heddle heddle, String id) {
        RecordedRun run = heddle.runs().get(id);
        String experiment = heddle.runs().experimentName(run.experimentId());
        List<RecordedRun> parts =
                run.isDeleted()
                        ? List.of()
                        : heddle.runs()
                                .page(
                                        RunQuery.in(experiment)
                                                .where(
                                                        "tags.mlflow.parentRunId = '%s'"
                                                                .formatted(run.id()))
                                                .orderBy("attributes.start_time ASC"),
                                        PARTS,
                                        Optional.empty())
                                .items();
        return new RunDetail(
                run,
                experiment,
                RunTable.duration(run, Instant.now()),
                named(run.parameters()),
                run.metrics().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .limit(MOST)
                        .map(e -> new Named(e.getKey(), Display.number(e.getValue())))
                        .toList(),
                named(run.tags()).stream().filter(tag -> !isOwn(tag)).toList(),
                named(run.tags()).stream().filter(RunDetail::isOwn).toList(),
                heddle.runs().versionsOf(run.id()),
                parts);
    }

    private static List<Named> named(Map<String, String> texts) {
        return texts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(MOST)
                .map(entry -> new Named(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static boolean isOwn(Named tag) {
        return tag.name().startsWith("mlflow.");
    }

    /** Its state as the style sheet calls it. */
    public String state() {
        return RunTable.stateOf(run);
    }

    /** Whether it goes on. */
    boolean isGoingOn() {
        return run.status() == RunStatus.RUNNING || run.status() == RunStatus.SCHEDULED;
    }

    /** The id of the run that it is a part of. */
    public Optional<String> parent() {
        return Optional.ofNullable(run.tags().get("mlflow.parentRunId"));
    }

    /** What somebody wrote about it. */
    public Optional<String> note() {
        return Optional.ofNullable(run.tags().get("mlflow.note.content"))
                .filter(note -> !note.isBlank());
    }

    /** The program that logged it. */
    public Optional<String> source() {
        return Optional.ofNullable(run.tags().get("mlflow.source.name"));
    }

    /** The commit of that program. */
    public Optional<String> commit() {
        return Optional.ofNullable(run.tags().get("mlflow.source.git.commit"));
    }

    /** Why it failed, as its client has told. */
    public Optional<String> failure() {
        return Optional.ofNullable(run.tags().get("heddle.failure"));
    }

    /** The table of its experiment. */
    public String experimentAddress() {
        return "/ui/runs?experiment=" + Display.path(experiment);
    }

    /** The page of its own. */
    public String address() {
        return "/ui/runs/" + Display.path(run.id());
    }
}
