package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.Page;
import dev.heddle.client.tasks.Task;
import dev.heddle.client.tasks.TaskRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle task}: containers that run to their end. */
@Command(
        name = "task",
        description = "Defines tasks, runs them to their end, and looks after their runs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TaskCommand.Define.class,
            TaskCommand.FromWorkspace.class,
            TaskCommand.ListAll.class,
            TaskCommand.Show.class,
            TaskRunCommand.class,
            TaskCommand.Runs.class,
            TaskCommand.Logs.class,
            TaskCommand.Stop.class,
            TaskCommand.Alias.class,
            TaskCommand.Delete.class
        })
final class TaskCommand extends CommandGroup {
    private static final int PAGE = 1_000;

    /** {@code heddle task define}. */
    @Command(
            name = "define",
            description = {
                "Defines a task, or its next version.",
                "The file is YAML: image, and where wanted name, command (a list of words), cpus,"
                        + " memory (4g), environment, tags, home (a workspace of yours) and timeout"
                        + " (30m)."
            })
    static final class Define implements Callable<Integer> {
        @Parameters(
                paramLabel = "FILE",
                description = "The definition, train.yaml; - for the input.")
        private String file;

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "Its name, in the place of the one that the file says.")
        private String name;

        @Mixin private Session session;

        @Override
        public Integer call() {
            TaskFile read = TaskFile.read(file);
            String wanted =
                    Optional.ofNullable(name)
                            .or(read::name)
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "%s says no name; say it there, or with --name"
                                                            .formatted(file)));
            try (Heddle heddle = session.heddle()) {
                defined(session, heddle.tasks().define(wanted, read.definition()));
            }
            return 0;
        }
    }

    private static void defined(Session session, Task task) {
        session.print(
                task,
                "Task %s has version %d: heddle task run %s"
                        .formatted(task.name(), task.version(), task.name()));
    }

    /** {@code heddle task from-workspace}. */
    @Command(
            name = "from-workspace",
            description =
                    "Makes a task of a workspace of yours: its image as it is now, its size, and its"
                            + " home.")
    static final class FromWorkspace implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "WORKSPACE", description = "The workspace's name.")
        private String workspace;

        @Option(
                names = "--name",
                required = true,
                paramLabel = "NAME",
                description = "The task's name.")
        private String name;

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "COMMAND",
                description = "The program and its arguments; after -- if they begin with '-'.")
        private List<String> command;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                defined(session, heddle.tasks().defineFrom(name, workspace, command));
            }
            return 0;
        }
    }

    /** {@code heddle task list}. */
    @Command(name = "list", description = "Lists tasks, each with its newest version.")
    static final class ListAll implements Callable<Integer> {
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<Task> tasks = heddle.tasks().list().toList();
                session.print(tasks, TaskTexts.tasks(tasks));
            }
            return 0;
        }
    }

    /** {@code heddle task show}. */
    @Command(name = "show", description = "Shows a version of a task.")
    static final class Show implements Callable<Integer> {
        @Parameters(
                paramLabel = "NAME[@REF]",
                converter = Reference.Converter.class,
                description = "train, train@3 or train@stable.")
        private Reference task;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                Task found = heddle.tasks().task(task.model(), task.version());
                session.print(found, out -> TaskTexts.summary(out, found));
            }
            return 0;
        }
    }

    /** {@code heddle task runs}. */
    @Command(
            name = "runs",
            description = "Lists runs, newest first: yours, or all for administrators.")
    static final class Runs implements Callable<Integer> {
        @Option(
                names = "--task",
                paramLabel = "NAME",
                defaultValue = "",
                description = "Only those of a task.")
        private String task;

        @Option(
                names = "--state",
                paramLabel = "STATE",
                defaultValue = "",
                description = "Only those: queued, pending, running, stopped.")
        private String state;

        @Option(
                names = "--owner",
                paramLabel = "NAME",
                defaultValue = "",
                description = "Only those of somebody; for administrators.")
        private String owner;

        @Mixin private Limit limit;
        @Mixin private Session session;

        @Override
        public Integer call() {
            int wanted = limit.most();
            try (Heddle heddle = session.heddle()) {
                List<TaskRun> runs = new ArrayList<>();
                Optional<String> token = Optional.empty();
                do {
                    OptionalInt most = OptionalInt.of(Math.min(PAGE, wanted - runs.size()));
                    Page<TaskRun> page = heddle.tasks().runs(task, state, owner, most, token);
                    runs.addAll(page.items());
                    token = page.nextPageToken();
                } while (token.isPresent() && runs.size() < wanted);
                session.print(runs, TaskTexts.runs(runs));
            }
            return 0;
        }
    }

    /** {@code heddle task logs}. */
    @Command(name = "logs", description = "Prints what a run has printed.")
    static final class Logs implements Callable<Integer> {
        @Mixin private RunName run;

        @Option(
                names = {"-f", "--follow"},
                description = "Go on until the run has ended.")
        private boolean follow;

        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                FollowedLog.print(session, offset -> heddle.tasks().log(run.id, offset), follow);
            }
            return 0;
        }
    }

    /** {@code heddle task stop}. */
    @Command(name = "stop", description = "Stops a run.")
    static final class Stop implements Callable<Integer> {
        @Mixin private RunName run;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                TaskRun stopped = heddle.tasks().stop(run.id);
                String said =
                        stopped.state() == TaskRun.State.STOPPED
                                ? "Run %s has ended: %s."
                                : "Run %s is asked to end; it is still %s.";
                session.print(stopped, said.formatted(stopped.id(), TaskTexts.state(stopped)));
            }
            return 0;
        }
    }

    /** {@code heddle task alias}. */
    @Command(name = "alias", description = "Lets an alias name a version, or removes it.")
    static final class Alias implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "The task's name.")
        private String name;

        @Parameters(index = "1", paramLabel = "ALIAS", description = "The alias, stable.")
        private String alias;

        @Parameters(
                index = "2",
                arity = "0..1",
                paramLabel = "VERSION",
                description = "The version, 3; left out with --remove.")
        private Integer version;

        @Option(names = "--remove", description = "Remove the alias.")
        private boolean remove;

        @Mixin private Session session;

        @Override
        public Integer call() {
            if (remove == (version != null)) {
                throw new IllegalArgumentException(
                        remove
                                ? "--remove takes no version"
                                : "VERSION is missing, expected a number such as 3");
            }
            try (Heddle heddle = session.heddle()) {
                if (remove) {
                    heddle.tasks().removeAlias(name, alias);
                    session.note("Alias %s of task %s is removed.".formatted(alias, name));
                } else {
                    Task task = heddle.tasks().alias(name, alias, version);
                    session.print(task, task.name() + ": " + Texts.map(task.aliases()));
                }
            }
            return 0;
        }
    }

    /** {@code heddle task delete}. */
    @Command(
            name = "delete",
            description = "Removes a task, its versions and its runs; refused while one runs.")
    static final class Delete implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "The task's name.")
        private String name;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                heddle.tasks().delete(name);
                session.note("Task %s and its runs are removed.".formatted(name));
            }
            return 0;
        }
    }

    /** The run that a command is about. */
    static final class RunName {
        @Parameters(index = "0", paramLabel = "RUN", description = "The run's id.")
        private String id;
    }
}
