package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.batch.CatchUp;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.Schedule;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle batch schedule}: jobs that are asked for again and again. */
@Command(
        name = "schedule",
        description = "Runs jobs again and again, one of each at a time.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ScheduleCommand.SetOne.class,
            ScheduleCommand.ListAll.class,
            ScheduleCommand.Show.class,
            ScheduleCommand.Pause.class,
            ScheduleCommand.Resume.class,
            ScheduleCommand.Run.class,
            ScheduleCommand.Delete.class
        })
final class ScheduleCommand extends CommandGroup {
    /** {@code heddle batch schedule set}. */
    @Command(
            name = "set",
            description = {
                "Makes a schedule, or changes it.",
                "In --input, --as-of, --where and --output, {date} stands for the day of the time"
                        + " that a job is for, {date-1} for the day before, {hour} for its hour with"
                        + " two digits and {time} for itself."
            },
            sortOptions = false)
    static final class SetOne implements Callable<Integer> {
        @Mixin private ScheduleName schedule;

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "MODEL[@VERSION]",
                description =
                        "What scores; an alias is looked up for each job. Without it the input is"
                                + " written into the output.")
        private String model;

        @Option(
                names = "--cron",
                required = true,
                paramLabel = "CRON",
                description =
                        "Minute, hour, day of the month, month and day of the week, '0 3 * * *'; or"
                                + " @hourly, @daily, @weekly, @monthly, @yearly.")
        private String cron;

        @Option(
                names = "--zone",
                paramLabel = "ZONE",
                defaultValue = "UTC",
                description = "The time zone of that, Europe/Berlin; UTC.")
        private String zone;

        @Option(
                names = "--catch-up",
                paramLabel = "WHICH",
                defaultValue = "LAST",
                description =
                        "Which of the times are made up for that passed while the platform was down or"
                                + " the job before had not ended: none, last, all; last.")
        private CatchUp catchUp;

        @Option(names = "--paused", description = "Let no job begin until it is resumed.")
        private boolean paused;

        @Mixin private ScoreOptions score;
        @Mixin private JobOptions options;
        @Mixin private Session session;

        @Override
        public Integer call() {
            Schedule.Plan plan =
                    new Schedule.Plan(
                            cron,
                            Optional.of(zone),
                            Optional.of(catchUp),
                            paused ? Optional.of(true) : Optional.empty(),
                            score.spec(Optional.ofNullable(model), options));
            try (Heddle heddle = session.heddle()) {
                print(session, heddle.schedules().set(schedule.name(), plan));
            }
            return 0;
        }
    }

    /** {@code heddle batch schedule list}. */
    @Command(name = "list", description = "Lists the schedules.")
    static final class ListAll implements Callable<Integer> {
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<Schedule> schedules = heddle.schedules().list().toList();
                Table table =
                        new Table(
                                "SCHEDULE", "CRON", "ZONE", "MODEL", "OUTPUT", "NEXT", "LAST JOB");
                for (Schedule schedule : schedules) {
                    table.row(
                            schedule.name(),
                            schedule.cron(),
                            schedule.zone(),
                            schedule.job().model().orElse(""),
                            schedule.job().output().orElse(""),
                            schedule.next().map(Texts::time).orElse("paused"),
                            schedule.last().map(Schedule.Run::job).orElse(""));
                }
                session.print(schedules, table);
            }
            return 0;
        }
    }

    /** {@code heddle batch schedule show}. */
    @Command(name = "show", description = "Shows a schedule.")
    static final class Show implements Callable<Integer> {
        @Mixin private ScheduleName schedule;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                print(session, heddle.schedules().schedule(schedule.name()));
            }
            return 0;
        }
    }

    /** {@code heddle batch schedule pause}. */
    @Command(
            name = "pause",
            description = "Lets no further job begin. The times until it is resumed are left out.")
    static final class Pause implements Callable<Integer> {
        @Mixin private ScheduleName schedule;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                print(session, heddle.schedules().pause(schedule.name()));
            }
            return 0;
        }
    }

    /** {@code heddle batch schedule resume}. */
    @Command(name = "resume", description = "Goes on with the time that comes next.")
    static final class Resume implements Callable<Integer> {
        @Mixin private ScheduleName schedule;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                print(session, heddle.schedules().resume(schedule.name()));
            }
            return 0;
        }
    }

    /** {@code heddle batch schedule run}. */
    @Command(name = "run", description = "Runs a job of a schedule now, if none of it runs.")
    static final class Run implements Callable<Integer> {
        @Mixin private ScheduleName schedule;

        @Option(names = "--detach", description = "Don't wait for its end.")
        private boolean detach;

        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                Job job = heddle.schedules().run(schedule.name());
                return new JobFollower(session, heddle).begun(job, detach);
            }
        }
    }

    /** {@code heddle batch schedule delete}. */
    @Command(name = "delete", description = "Removes a schedule; a job of it that runs goes on.")
    static final class Delete implements Callable<Integer> {
        @Mixin private ScheduleName schedule;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                heddle.schedules().delete(schedule.name());
                session.note("schedule %s is gone".formatted(schedule.name()));
            }
            return 0;
        }
    }

    private static void print(Session session, Schedule schedule) {
        session.print(schedule, out -> print(out, schedule));
    }

    private static void print(PrintWriter out, Schedule schedule) {
        out.printf("Schedule %s: %s in %s%n", schedule.name(), schedule.cron(), schedule.zone());
        schedule.job().model().ifPresent(model -> out.println("  model      " + model));
        schedule.job().input().ifPresent(input -> out.println("  input      " + input));
        schedule.job().where().ifPresent(where -> out.println("  where      " + where));
        schedule.job().output().ifPresent(output -> out.println("  output     " + output));
        out.printf("  catch-up   %s%n", schedule.catchUp().name().toLowerCase(Locale.ROOT));
        out.printf("  next       %s%n", schedule.next().map(Texts::time).orElse("paused"));
        schedule.last()
                .ifPresent(
                        last ->
                                out.printf(
                                        "  last       %s, job %s%n",
                                        Texts.time(last.time()), last.job()));
        schedule.leftOut()
                .ifPresent(
                        gap ->
                                out.printf(
                                        "  left out   from %s until %s%n",
                                        Texts.time(gap.from()), Texts.time(gap.until())));
        out.printf("  set        %s by %s%n", Texts.time(schedule.updatedAt()), schedule.user());
    }

    /** The schedule that a command is about. */
    static final class ScheduleName {
        @Parameters(index = "0", paramLabel = "SCHEDULE", description = "The schedule's name.")
        private String name;

        String name() {
            return name;
        }
    }
}
