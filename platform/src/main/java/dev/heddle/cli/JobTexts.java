package dev.heddle.cli;

import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobProgress;
import dev.heddle.client.batch.JobResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Jobs in words. */
final class JobTexts {
    private static final int BAR = 20;

    private JobTexts() {}

    static String state(Job job) {
        return job.state().name().toLowerCase(Locale.ROOT);
    }

    static String kind(Job job) {
        return job.spec().kind().name().toLowerCase(Locale.ROOT);
    }

    /** One line of at most so many columns that says how far a job is. */
    static String line(Job job, int columns) {
        StringBuilder line = new StringBuilder(job.id());
        line.append("  ").append(job.progress().map(JobTexts::progress).orElse(state(job)));
        return line.length() < columns ? line.toString() : line.substring(0, columns - 1);
    }

    private static String progress(JobProgress progress) {
        StringBuilder line = new StringBuilder();
        double share = share(progress);
        if (share >= 0) {
            int full = (int) Math.round(share * BAR);
            line.append('[').append("#".repeat(full)).append("-".repeat(BAR - full)).append("]  ");
        }
        line.append(progress.phase().name().toLowerCase(Locale.ROOT));
        if (progress.stagesTotal() > 0) {
            line.append("  stage %d/%d".formatted(progress.stagesDone(), progress.stagesTotal()));
        }
        if (progress.rowsRead() > 0) {
            line.append("  ").append(TableTexts.count(progress.rowsRead()));
            progress.rowsTotal()
                    .ifPresent(total -> line.append(" of ").append(TableTexts.count(total)));
            line.append(" rows");
            if (progress.rowsPerSecond() >= 1) {
                long speed = Math.round(progress.rowsPerSecond());
                line.append("  ").append(TableTexts.count(speed)).append(" rows/s");
            }
        }
        progress.remaining()
                .ifPresent(left -> line.append("  ").append(text(left)).append(" left"));
        return line.toString();
    }

    /** How much of it is done, from 0 to 1; negative if nobody can say. */
    private static double share(JobProgress progress) {
        if (progress.rowsTotal().isPresent() && progress.rowsTotal().getAsLong() > 0) {
            return Math.min(1, (double) progress.rowsRead() / progress.rowsTotal().getAsLong());
        }
        return progress.tasksTotal() > 0
                ? Math.min(1, (double) progress.tasksDone() / progress.tasksTotal())
                : -1;
    }

    /** All that there is to say about a job. */
    static void summary(PrintWriter out, Job job) {
        out.printf("Job %s %s%s.%n", job.id(), verb(job), duration(job));
        job.model().or(() -> job.spec().model()).ifPresent(m -> out.println("  model      " + m));
        job.spec()
                .input()
                .ifPresent(
                        input ->
                                out.printf(
                                        "  input      %s%s%n",
                                        input,
                                        job.result()
                                                .filter(result -> result.rowsIn() > 0)
                                                .map(
                                                        result ->
                                                                ", %s rows"
                                                                        .formatted(
                                                                                TableTexts.count(
                                                                                        result
                                                                                                .rowsIn())))
                                                .orElse("")));
        job.result().ifPresent(result -> result(out, job, result));
        if (!job.state().isFinal()) {
            job.progress().ifPresent(progress -> out.println("  progress   " + progress(progress)));
        }
        if (job.attempt() > 1) {
            out.println("  attempts   " + job.attempt());
        }
        out.println("  log        heddle batch logs " + job.id());
    }

    private static void result(PrintWriter out, Job job, JobResult result) {
        for (JobResult.Published published : result.published()) {
            out.printf(
                    "  published  %s version %d, %s rows%s%n",
                    published.table(),
                    published.version(),
                    TableTexts.count(published.rows()),
                    published.partitions() > 1
                            ? " in %s partitions"
                                    .formatted(TableTexts.count(published.partitions()))
                            : "");
        }
        if (result.published().isEmpty() && job.spec().output().isPresent() && wrote(result)) {
            out.printf(
                    "  wrote      %s rows to %s%n",
                    TableTexts.count(result.rowsOut()), job.spec().output().orElse(""));
        }
        if (result.rowsSkipped() > 0) {
            out.printf("  skipped    %s rows%n", TableTexts.count(result.rowsSkipped()));
        }
        if (result.rowsQuarantined() > 0) {
            out.printf("  quarantine %s rows%n", TableTexts.count(result.rowsQuarantined()));
        }
        for (JobResult.Finding finding : result.findings()) {
            String mark = finding.passed() ? "ok" : finding.blocks() ? "BLOCKED" : "warning";
            out.printf("  %-10s %s: %s%n", mark, finding.check(), finding.message());
        }
        result.rejected().ifPresent(place -> out.println("  rejected   " + place));
        result.error()
                .ifPresent(
                        error ->
                                out.printf("  error      %s: %s%n", error.code(), error.message()));
    }

    private static boolean wrote(JobResult result) {
        return result.outcome() == JobResult.Outcome.SUCCEEDED && result.rowsOut() > 0;
    }

    private static String verb(Job job) {
        return switch (job.state()) {
            case QUEUED -> "waits for its turn";
            case RUNNING -> "runs";
            case CANCELLING -> "is being cancelled";
            case SUCCEEDED -> "succeeded";
            case FAILED -> "failed";
            case CANCELLED -> "was cancelled";
        };
    }

    private static String duration(Job job) {
        if (job.startedAt().isEmpty()) {
            return "";
        }
        Instant end = job.finishedAt().orElseGet(Instant::now);
        String text = text(Duration.between(job.startedAt().get(), end));
        return job.state().isFinal() ? " after " + text : " for " + text;
    }

    private static String text(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3_600
                ? "%d:%02d min".formatted(seconds / 60, seconds % 60)
                : "%d:%02d h".formatted(seconds / 3_600, seconds / 60 % 60);
    }
}
