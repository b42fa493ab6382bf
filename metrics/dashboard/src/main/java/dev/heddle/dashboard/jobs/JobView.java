package dev.heddle.dashboard.jobs;

import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.dashboard.Display;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One job as its page shows it.
 *
 * @param job the job
 * @param order what was asked for, a line for everything that was said
 */
record JobView(Job job, List<Fact> order) {
    /** The most rows of a result that a page shows. */
    static final int ROWS = 100;

    private static final int FILES = 20;

    /**
     * Something that was said.
     *
     * @param isTable whether the value is a table's name
     */
    public record Fact(String name, String value, boolean isTable) {}

    static JobView of(Job job) {
        return new JobView(job, order(job.spec()));
    }

    /** The address of a job's page. */
    static String address(String id) {
        return "/ui/jobs/" + Display.path(id);
    }

    /** The address of its page. */
    public String page() {
        return address(job.id());
    }

    /** How it ended; empty if it has not, or if its program left nothing. */
    public Optional<JobResult> result() {
        return job.result();
    }

    /** The rows that are shown, of those that the result holds itself. */
    public List<String> rows() {
        return job.result()
                .map(result -> result.rows().stream().limit(ROWS).toList())
                .orElse(List.of());
    }

    /** The files that are shown, of those that were written. */
    public List<String> files() {
        return job.result()
                .map(result -> result.files().stream().limit(FILES).toList())
                .orElse(List.of());
    }

    /** Whether a person may ask for the same again. */
    public boolean canRerun() {
        return job.state().isFinal() && job.spec().kind() != JobKind.ARCHIVE;
    }

    /** Whether it can still be stopped. */
    public boolean canCancel() {
        return job.state() == Job.State.QUEUED || job.state() == Job.State.RUNNING;
    }

    static List<Fact> order(JobSpec spec) {
        List<Fact> facts = new ArrayList<>();
        add(facts, "Model", spec.model());
        add(facts, "Input", spec.input());
        add(facts, "Format", spec.format());
        add(facts, "Schema", spec.schema());
        add(facts, "As of", spec.asOf());
        add(facts, "Where", spec.where());
        add(facts, "Output", spec.output());
        boolean writes = spec.output().isPresent();
        add(facts, "Mode", Optional.of(Display.word(spec.mode())).filter(mode -> writes));
        add(facts, "Partitioned by", joined(spec.partitionBy()));
        add(facts, "Keys", joined(spec.keys()));
        add(
                facts,
                "Columns",
                joined(
                        spec.columns().entrySet().stream()
                                .map(entry -> entry.getKey() + " from " + entry.getValue())
                                .sorted()
                                .toList()));
        boolean scores = spec.kind() == JobKind.SCORE;
        add(facts, "On error", Optional.of(Display.word(spec.onError())).filter(one -> scores));
        add(
                facts,
                "Features",
                joined(
                        spec.features().stream()
                                .map(source -> source.view() + " of " + source.table())
                                .toList()));
        add(facts, "Time", spec.time());
        boolean logs = spec.logShare() > 0;
        add(facts, "Logged", Optional.of(Display.percent(spec.logShare())).filter(one -> logs));
        add(facts, "Engine", spec.engine());
        add(
                facts,
                "Spark",
                joined(
                        spec.spark().entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue())
                                .sorted()
                                .toList()));
        add(facts, "Jars", joined(spec.jars()));
        boolean repeats = spec.retries() > 0;
        add(facts, "Retries", Optional.of("" + spec.retries()).filter(one -> repeats));
        add(facts, "Deadline", spec.deadline().map(Display::span));
        return List.copyOf(facts);
    }

    private static Optional<String> joined(List<String> texts) {
        return texts.isEmpty()
                ? Optional.empty()
                : Optional.of(texts.stream().collect(Collectors.joining(", ")));
    }

    private static void add(List<Fact> facts, String name, Optional<String> value) {
        value.ifPresent(
                text -> {
                    boolean isPlace = name.equals("Input") || name.equals("Output");
                    facts.add(new Fact(name, text, isPlace && JobWords.isTable(text)));
                });
    }
}
