package dev.heddle.cli.transfer;

import dev.heddle.cli.transfer.TransferReport.Ids;
import dev.heddle.cli.transfer.TransferReport.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts what a transfer would copy, and writes nothing. */
final class DryRun {
    private final Source source;
    private final Target target;
    private final Tally tally;
    private final FileCopy files;

    DryRun(Source source, Target target, Tally tally) {
        this.source = source;
        this.target = target;
        this.tally = tally;
        this.files = new FileCopy(tally, false);
    }

    void run(List<Experiment> wanted, Workers workers, Map<String, Ids> experiments) {
        for (Experiment experiment : wanted) {
            Optional<String> id = target.find(experiment.name());
            experiments.put(experiment.name(), new Ids(experiment.experimentId(), id.orElse("")));
            tally.copied(Kind.EXPERIMENTS, 1);
            Map<String, CopiedRun> there = id.map(target::runs).orElse(Map.of());
            workers.forEach(
                    source.runs(experiment.experimentId()),
                    run -> count(run, Optional.ofNullable(there.get(run.id()))));
            workers.forEach(
                    source.loggedModels(experiment.experimentId()),
                    model -> {
                        tally.copied(Kind.LOGGED_MODELS, 1);
                        files.count(model.id(), source.files(model));
                    });
        }
        workers.forEach(
                source.registeredModels(),
                model -> {
                    tally.copied(Kind.REGISTERED_MODELS, 1);
                    tally.copied(Kind.ALIASES, model.aliases().size());
                    tally.copied(Kind.VERSIONS, source.versions(model).size());
                });
    }

    private void count(TrackedRun run, Optional<CopiedRun> copy) {
        if (copy.isPresent() && copy.get().is(run, Fingerprint.of(run))) {
            tally.unchanged(Kind.RUNS, 1);
            return;
        }
        tally.copied(Kind.RUNS, 1);
        tally.copied(Kind.DATASETS, run.inputs().datasetInputs().size());
        files.count(run.id(), source.files(run));
    }
}
