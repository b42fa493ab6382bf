package dev.heddle.cli.transfer;

import dev.heddle.cli.transfer.TrackedRun.ModelInput;
import dev.heddle.cli.transfer.TrackedRun.ModelOutput;
import dev.heddle.cli.transfer.TransferReport.Kind;
import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Copies runs, in two steps: all are begun before the first is completed. */
final class RunCopy {
    private static final int POINTS = 1_000;
    private static final String PARENT = "mlflow.parentRunId";

    private final Source source;
    private final Target target;
    private final Tally tally;
    private final Copies copies;
    private final FileCopy files;
    private final boolean rechecks;

    RunCopy(
            Source source,
            Target target,
            Tally tally,
            Copies copies,
            FileCopy files,
            boolean rechecks) {
        this.source = source;
        this.target = target;
        this.tally = tally;
        this.copies = copies;
        this.files = files;
        this.rechecks = rechecks;
    }

    /** A run that is to be completed. */
    record Begun(String runId, String experimentId, CopiedRun copy) {}

    /**
     * Begins the runs of an experiment that are not whole at the target.
     *
     * @param there those that the target has, by their ids at the source
     */
    List<Begun> begin(
            Experiment experiment,
            String experimentId,
            Map<String, CopiedRun> there,
            Workers workers) {
        Queue<Begun> begun = new ConcurrentLinkedQueue<>();
        Consumer<TrackedRun> step =
                run ->
                        telling(
                                run.id(),
                                () ->
                                        begin(
                                                run,
                                                experimentId,
                                                Optional.ofNullable(there.get(run.id())),
                                                begun));
        Stream<TrackedRun> runs = source.runs(experiment.experimentId());
        if (target.keepsIds()) {
            workers.forEach(runs, step);
        } else {
            // A run that is made a second time would be another one.
            workers.forEachOnce(runs, step);
        }
        return List.copyOf(begun);
    }

    private void begin(
            TrackedRun run, String experimentId, Optional<CopiedRun> copy, Queue<Begun> begun) {
        boolean isWhole = copy.isPresent() && copy.get().is(run, Fingerprint.of(run));
        if (isWhole && !rechecks) {
            copies.add(run.id(), copy.get());
            tally.unchanged(Kind.RUNS, 1);
            return;
        }
        CopiedRun made = target.begin(run, experimentId, copy);
        copies.add(run.id(), made);
        begun.add(new Begun(run.id(), experimentId, made));
    }

    /** Copies what a run has, and marks it as whole. */
    void complete(Begun begun) {
        telling(
                begun.runId(),
                () -> {
                    TrackedRun run = source.run(begun.runId());
                    long points = copyPoints(run, begun.copy());
                    target.lineage(begun.copy().id(), inputs(run), outputs(run));
                    boolean hasFiles =
                            files.copy(
                                    run.id(),
                                    source.files(run),
                                    () -> target.artifacts(begun.copy().artifactUri()));
                    String fingerprint = hasFiles ? Fingerprint.of(run) : "incomplete";
                    target.end(renamed(run, begun.experimentId()), begun.copy(), fingerprint);
                    tally.copied(Kind.POINTS, points);
                    tally.copied(Kind.DATASETS, run.inputs().datasetInputs().size());
                    tally.copied(Kind.RUNS, 1);
                });
    }

    private long copyPoints(TrackedRun run, CopiedRun copy) {
        Map<String, List<Point>> ofModels = new HashMap<>();
        for (Point point : copies.pointsOfModels(run.id())) {
            ofModels.computeIfAbsent(place(point), key -> new ArrayList<>(1)).add(point);
        }
        List<Point> batch = new ArrayList<>(POINTS);
        long[] count = {0};
        try (Stream<Point> points = source.points(run)) {
            points.forEach(
                    point -> {
                        List<Point> said = ofModels.getOrDefault(place(point), List.of());
                        List<Point> same = new ArrayList<>();
                        for (Point ofModel : said) {
                            copies.model(ofModel.modelId())
                                    .ifPresent(model -> same.add(point.of(ofModel, model.id())));
                        }
                        batch.addAll(same.isEmpty() ? List.of(point) : same);
                        count[0]++;
                        if (batch.size() >= POINTS) {
                            send(copy, batch);
                        }
                    });
        }
        send(copy, batch);
        return count[0];
    }

    /**
     * A request takes a thousand points, and a point that several models share is more than one.
     */
    private void send(CopiedRun copy, List<Point> batch) {
        for (int i = 0; i < batch.size(); i += POINTS) {
            target.points(
                    copy.id(), List.copyOf(batch.subList(i, Math.min(i + POINTS, batch.size()))));
        }
        batch.clear();
    }

    private static String place(Point point) {
        return point.key() + '\n' + point.timestamp() + '\n' + point.step();
    }

    private TrackedRun.Inputs inputs(TrackedRun run) {
        List<ModelInput> models =
                run.inputs().modelInputs().stream()
                        .flatMap(model -> copies.model(model.modelId()).stream())
                        .map(copy -> new ModelInput(copy.id()))
                        .toList();
        return new TrackedRun.Inputs(run.inputs().datasetInputs(), models);
    }

    private TrackedRun.Outputs outputs(TrackedRun run) {
        return new TrackedRun.Outputs(
                run.outputs().modelOutputs().stream()
                        .flatMap(
                                model ->
                                        copies
                                                .model(model.modelId())
                                                .map(
                                                        copy ->
                                                                new ModelOutput(
                                                                        copy.id(), model.step()))
                                                .stream())
                        .toList());
    }

    /** The run as it is at the target, where other runs may have other ids. */
    private TrackedRun renamed(TrackedRun run, String experimentId) {
        List<Pair> tags =
                run.data().tags().stream()
                        .map(
                                tag ->
                                        tag.key().equals(PARENT)
                                                ? new Pair(
                                                        PARENT,
                                                        copies.run(tag.value())
                                                                .map(CopiedRun::id)
                                                                .orElse(tag.value()))
                                                : tag)
                        .toList();
        TrackedRun.Details info = run.info();
        return new TrackedRun(
                new TrackedRun.Details(
                        info.runId(),
                        experimentId,
                        info.runName(),
                        info.userId(),
                        info.status(),
                        info.startTime(),
                        info.endTime(),
                        info.lifecycleStage(),
                        info.artifactUri()),
                new TrackedRun.Logged(run.data().metrics(), run.data().params(), tags),
                run.inputs(),
                run.outputs());
    }

    private void telling(String runId, Runnable step) {
        try {
            step.run();
        } catch (HeddleException e) {
            if (Workers.isFatal(e)) {
                throw e;
            }
            tally.failed(Kind.RUNS, runId, e.getMessage());
        }
    }
}
