package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.batch.Job;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle batch}: jobs over tables. */
@Command(
        name = "batch",
        description = "Scores tables in jobs on Spark, and looks after jobs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BatchRunCommand.class,
            BatchCommand.ListAll.class,
            BatchCommand.Show.class,
            BatchCommand.Logs.class,
            BatchCommand.Wait.class,
            BatchCommand.Cancel.class,
            BatchCommand.Rerun.class,
            ScheduleCommand.class
        })
final class BatchCommand extends CommandGroup {
    /** {@code heddle batch list}. */
    @Command(name = "list", description = "Lists jobs, newest first.")
    static final class ListAll implements Callable<Integer> {
        @Option(
                names = "--state",
                paramLabel = "STATE",
                defaultValue = "",
                description = "Only those: queued, running, succeeded, failed, cancelled.")
        private String state;

        @Mixin private Limit limit;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<Job> jobs = heddle.jobs().list(state).limit(limit.most()).toList();
                Table table =
                        new Table("JOB", "STATE", "KIND", "MODEL", "OUTPUT", "ROWS", "ASKED", "BY");
                for (Job job : jobs) {
                    table.row(
                            job.id(),
                            JobTexts.state(job),
                            JobTexts.kind(job),
                            job.model().or(() -> job.spec().model()).orElse(""),
                            job.spec().output().orElse(""),
                            job.result().map(r -> TableTexts.count(r.rowsOut())).orElse(""),
                            Texts.time(job.submittedAt()),
                            job.schedule().map(name -> "schedule " + name).orElse(job.user()));
                }
                session.print(jobs, table);
            }
            return 0;
        }
    }

    /** {@code heddle batch show}. */
    @Command(name = "show", description = "Shows a job.")
    static final class Show implements Callable<Integer> {
        @Mixin private JobName job;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                Job found = heddle.jobs().job(job.id());
                session.print(found, out -> JobTexts.summary(out, found));
            }
            return 0;
        }
    }

    /** {@code heddle batch logs}. */
    @Command(name = "logs", description = "Prints what a job has printed.")
    static final class Logs implements Callable<Integer> {
        @Mixin private JobName job;

        @Option(
                names = {"-f", "--follow"},
                description = "Go on until the job has ended.")
        private boolean follow;

        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                FollowedLog.print(session, offset -> heddle.jobs().log(job.id(), offset), follow);
                return 0;
            }
        }
    }

    /** {@code heddle batch wait}. */
    @Command(
            name = "wait",
            description = "Shows how far a job is until it has ended; fails if the job does.")
    static final class Wait implements Callable<Integer> {
        @Mixin private JobName job;
        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                return new JobFollower(session, heddle).follow(job.id());
            }
        }
    }

    /** {@code heddle batch cancel}. */
    @Command(
            name = "cancel",
            description = "Asks a job to stop. What it has not published is never seen.")
    static final class Cancel implements Callable<Integer> {
        @Mixin private JobName job;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                Job found = heddle.jobs().cancel(job.id());
                session.print(found, "Job %s is %s.".formatted(found.id(), JobTexts.state(found)));
            }
            return 0;
        }
    }

    /** {@code heddle batch rerun}. */
    @Command(name = "rerun", description = "Runs the same again, as a new job.")
    static final class Rerun implements Callable<Integer> {
        @Mixin private JobName job;

        @Option(names = "--detach", description = "Don't wait for its end.")
        private boolean detach;

        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                return new JobFollower(session, heddle)
                        .begun(heddle.jobs().rerun(job.id()), detach);
            }
        }
    }

    /** The job that a command is about. */
    static final class JobName {
        @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
        private String id;

        String id() {
            return id;
        }
    }
}
