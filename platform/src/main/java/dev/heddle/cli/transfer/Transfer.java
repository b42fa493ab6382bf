package dev.heddle.cli.transfer;

import dev.heddle.cli.transfer.TransferReport.Ids;
import dev.heddle.cli.transfer.TransferReport.Kind;
import dev.heddle.model.HeddleException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One transfer: first every run is begun, then logged models are copied, then what runs have
 * logged, then registered models, since later things name earlier ones. A run gets its fingerprint
 * when it is whole, and is passed over by a later transfer as long as that fits.
 */
public final class Transfer {
    private final Source source;
    private final Target target;
    private final Options options;
    private final Tally tally = new Tally();
    private final Copies copies = new Copies();
    private final Map<String, Ids> experiments = new TreeMap<>();
    private final Map<String, String> renumbered = new TreeMap<>();

    /**
     * What is copied, and how.
     *
     * @param experiments the names of experiments; all for none
     * @param dryRun whether nothing is written
     * @param recheck whether runs that are whole are looked at all the same
     * @param comparesContent whether files of the same size are compared by their content
     * @param parallel how many runs are copied at once
     */
    public record Options(
            Set<String> experiments,
            boolean dryRun,
            boolean recheck,
            boolean comparesContent,
            int parallel) {
        public Options {
            experiments = Set.copyOf(experiments);
            if (parallel < 1 || parallel > 32) {
                throw new IllegalArgumentException(
                        "%d things at once, expected 1 to 32".formatted(parallel));
            }
        }
    }

    /** A transfer from a source to a target, which the caller closes. */
    public Transfer(Source source, Target target, Options options) {
        this.source = source;
        this.target = target;
        this.options = options;
    }

    /** How far it is, as one line; for any thread. */
    public String progress() {
        return tally.line();
    }

    /**
     * Copies everything. What cannot be copied is told in the report; what ends the transfer is
     * thrown after the report was given.
     *
     * @param reporter is given the report, also where the transfer did not come to its end, with
     *     the cause or null
     */
    public void run(BiConsumer<TransferReport, HeddleException> reporter) {
        Instant begin = Instant.now();
        HeddleException cause = null;
        try (Workers workers = new Workers(options.parallel())) {
            List<Experiment> wanted = wanted();
            if (options.dryRun()) {
                new DryRun(source, target, tally).run(wanted, workers, experiments);
            } else {
                copy(wanted, workers);
            }
        } catch (HeddleException e) {
            cause = e;
        }
        double seconds = (System.currentTimeMillis() - begin.toEpochMilli()) / 1e3;
        reporter.accept(
                new TransferReport(
                        source.address(),
                        target.address(),
                        options.dryRun(),
                        cause == null,
                        begin,
                        seconds,
                        tally.counts(),
                        tally.bytes(),
                        experiments,
                        renumbered,
                        tally.problems(),
                        cause == null ? source.leftBehind() : List.of()),
                cause);
    }

    private List<Experiment> wanted() {
        List<Experiment> all;
        try (Stream<Experiment> found = source.experiments()) {
            all = found.toList();
        }
        Set<String> missing = new TreeSet<>(options.experiments());
        all.forEach(experiment -> missing.remove(experiment.name()));
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "the source has no experiment '%s'; it has %s"
                            .formatted(
                                    String.join("', '", missing),
                                    all.stream()
                                            .map(Experiment::name)
                                            .limit(20)
                                            .collect(Collectors.joining("', '", "'", "'"))));
        }
        return all.stream()
                .filter(
                        experiment ->
                                options.experiments().isEmpty()
                                        || options.experiments().contains(experiment.name()))
                .toList();
    }

    private void copy(List<Experiment> wanted, Workers workers) {
        FileCopy files = new FileCopy(tally, options.comparesContent());
        RunCopy runs = new RunCopy(source, target, tally, copies, files, options.recheck());
        ModelCopy models = new ModelCopy(source, target, tally, copies, files);
        List<RunCopy.Begun> begun = new ArrayList<>();
        for (Experiment experiment : wanted) {
            // Before the experiment is made ready: to restore one may restore its runs as well.
            Map<String, CopiedRun> there =
                    target.find(experiment.name()).map(target::runs).orElse(Map.of());
            String id = target.experiment(experiment);
            tally.copied(Kind.EXPERIMENTS, 1);
            experiments.put(experiment.name(), new Ids(experiment.experimentId(), id));
            begun.addAll(runs.begin(experiment, id, there, workers));
        }
        for (Experiment experiment : wanted) {
            String id = experiments.get(experiment.name()).target();
            workers.forEach(
                    source.loggedModels(experiment.experimentId()),
                    model -> models.copy(model, id));
        }
        workers.forEach(begun.stream(), runs::complete);
        for (Experiment experiment : wanted) {
            if (experiment.isDeleted()) {
                target.deleteExperiment(experiment, experiments.get(experiment.name()).target());
            }
        }
        boolean hasAll = options.experiments().isEmpty();
        new RegistryCopy(source, target, tally, copies, hasAll, renumbered).copy(workers);
    }
}
