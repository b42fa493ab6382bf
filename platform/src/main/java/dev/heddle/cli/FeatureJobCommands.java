package dev.heddle.cli;

import dev.heddle.cli.FeaturesCommand.ViewName;
import dev.heddle.client.Heddle;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.features.HistoryRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands of {@code heddle features} that ask for batch jobs. */
final class FeatureJobCommands {
    private FeatureJobCommands() {}

    /** {@code heddle features history}. */
    @Command(
            name = "history",
            description = {
                "Shows what was known of entities at a moment, as the view's table has it.",
                "Without --output the first 1,000 entities are printed, a JSON object in a line."
            },
            sortOptions = false)
    static final class History implements Callable<Integer> {
        @Mixin private ViewName view;

        @Option(
                names = "--as-of",
                paramLabel = "TIME",
                description = "The moment, 2026-11-01T00:00:00Z; now.")
        private String asOf;

        @Option(
                names = "--where",
                paramLabel = "CONDITION",
                description = "Only these rows of the table: \"customerid = 42\".")
        private String where;

        @Option(
                names = "--output",
                paramLabel = "FOLDER",
                description = "A folder, or s3://…, for all of them as JSON lines.")
        private String output;

        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            HistoryRequest request =
                    new HistoryRequest(
                            Optional.ofNullable(asOf),
                            Optional.ofNullable(where),
                            Optional.ofNullable(output));
            try (Heddle heddle = session.heddle()) {
                JobFollower follower = new JobFollower(session, heddle);
                Job job = heddle.features().history(view.name, request);
                if (output != null) {
                    return follower.follow(job.id());
                }
                Job ended = follower.end(job.id());
                if (ended.state() != Job.State.SUCCEEDED) {
                    session.print(ended, out -> JobTexts.summary(out, ended));
                    return HeddleCli.FAILED;
                }
                List<String> rows = ended.result().map(JobResult::rows).orElse(List.of());
                rows.forEach(session.out()::println);
                session.out().flush();
                if (rows.size() == JobResult.MOST_ROWS) {
                    session.note(
                            "Only the first %d entities; --output takes them all."
                                    .formatted(rows.size()));
                }
                return 0;
            }
        }
    }

    /** {@code heddle features archive}. */
    @Command(
            name = "archive",
            description =
                    "Brings what was written to the view's table now, which is done every ten minutes"
                            + " anyway.")
    static final class Archive implements Callable<Integer> {
        @Mixin private ViewName view;

        @Option(names = "--detach", description = "Don't wait for the job's end.")
        private boolean detach;

        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                Optional<Job> job = heddle.features().archive(view.name);
                if (job.isEmpty()) {
                    session.note("The table has all that was written.");
                    return 0;
                }
                return new JobFollower(session, heddle).begun(job.get(), detach);
            }
        }
    }

    /** {@code heddle features materialize}. */
    @Command(
            name = "materialize",
            description = {
                "Fills the view with what each entity has in its table.",
                "What is known already of a later moment stays."
            })
    static final class Materialize implements Callable<Integer> {
        @Mixin private ViewName view;

        @Option(names = "--detach", description = "Don't wait for the job's end.")
        private boolean detach;

        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                return new JobFollower(session, heddle)
                        .begun(heddle.features().materialize(view.name), detach);
            }
        }
    }
}
