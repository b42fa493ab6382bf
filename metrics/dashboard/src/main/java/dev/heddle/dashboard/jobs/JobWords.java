package dev.heddle.dashboard.jobs;

import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobProgress;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.ViewTopic;
import dev.heddle.dashboard.Display;
import io.quarkus.qute.TemplateExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How pages speak of jobs. */
@TemplateExtension
final class JobWords {
    private static final int WHOLE = 100;

    private JobWords() {}

    /** What a job does, {@code Score growth.customers with churn@champion}. */
    static String summary(JobSpec spec) {
        String input = spec.input().map(JobWords::placeName).orElse("");
        String output = spec.output().map(JobWords::placeName).orElse("");
        String view = viewName(spec);
        return switch (spec.kind()) {
            case SCORE -> "Score %s with %s".formatted(input, spec.model().orElse("a model"));
            case WRITE -> "Write %s to %s".formatted(input, output);
            case READ -> "Read %s into %s".formatted(input, output);
            case LATEST -> "What %s knew".formatted(view);
            case ARCHIVE -> "Archive %s".formatted(view);
            case MATERIALIZE -> "Materialize %s".formatted(view);
            case VERIFY -> "Verify %s".formatted(spec.model().orElse("a model"));
            case SKEW -> "Compare features of %s".formatted(spec.model().orElse("a model"));
        };
    }

    /** The last part of a path; a table's name as it is. */
    static String placeName(String place) {
        String path = place.endsWith("/") ? place.substring(0, place.length() - 1) : place;
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The name of the feature view that a job is about; empty for none. */
    static String viewName(JobSpec spec) {
        return spec.view()
                .map(ViewTopic::view)
                .map(view -> view.name())
                .or(() -> spec.features().stream().findFirst().map(source -> source.view()))
                .orElse("");
    }

    /** The class of a state in the style sheet. */
    static String look(Job.State state) {
        return switch (state) {
            case QUEUED -> "waiting";
            case RUNNING, CANCELLING -> "running";
            case SUCCEEDED -> "ok";
            case FAILED -> "failed";
            case CANCELLED -> "idle";
        };
    }

    /** How many of a hundred parts are done; empty where that cannot be said. */
    static Optional<Integer> done(Job job) {
        return job.progress().filter(one -> !job.state().isFinal()).flatMap(JobWords::done);
    }

    private static Optional<Integer> done(JobProgress progress) {
        if (progress.rowsTotal().isPresent() && progress.rowsTotal().getAsLong() > 0) {
            return Optional.of(share(progress.rowsRead(), progress.rowsTotal().getAsLong()));
        }
        return progress.tasksTotal() > 0
                ? Optional.of(share(progress.tasksDone(), progress.tasksTotal()))
                : Optional.empty();
    }

    private static int share(long part, long whole) {
        return (int) Math.min(WHOLE, part * WHOLE / whole);
    }

    /** How long the last attempt took, or has taken by now; empty if there was none. */
    static Optional<String> took(Job job) {
        return job.startedAt()
                .map(begin -> Duration.between(begin, job.finishedAt().orElseGet(Instant::now)))
                .map(span -> span.isNegative() ? Duration.ZERO : span)
                .map(Display::length);
    }

    /** The name of the model that scores; empty for none. */
    static String modelName(Job job) {
        return job.model().map(model -> model.substring(0, model.lastIndexOf('/'))).orElse("");
    }

    /** The number of the version that scores; empty for none. */
    static String modelVersion(Job job) {
        return job.model().map(model -> model.substring(model.lastIndexOf('/') + 1)).orElse("");
    }

    /** Whether an input or output is a table's name rather than files. */
    static boolean isTable(String place) {
        return place.matches("[a-z0-9_]+\\.[a-z0-9_]+")
                && !place.matches(".*\\.(parquet|csv|jsonl)");
    }

    /** Whether a run of it is kept. */
    static boolean hasRun(Job job) {
        return job.state().isFinal()
                && job.spec().kind() == JobKind.SCORE
                && job.model().isPresent()
                && job.result().isPresent();
    }

    /** The id of that run. */
    static String runId(Job job) {
        return Job.runId(job.id());
    }
}
