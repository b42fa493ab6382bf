package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.tasks.TaskRunRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle task run}. */
@Command(
        name = "run",
        description = {
            "Asks for a run of a task.",
            "With --follow it prints what the run prints, and ends when that does: with 0 if it"
                    + " succeeded, with 1 otherwise. Ctrl-C leaves the run running; heddle task stop"
                    + " stops it."
        },
        sortOptions = false)
final class TaskRunCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 250;

    @Parameters(
            index = "0",
            paramLabel = "NAME[@REF]",
            converter = Reference.Converter.class,
            description = "train for the newest version, train@3 or train@stable.")
    private Reference task;

    @Parameters(
            index = "1..*",
            paramLabel = "COMMAND",
            description = "What is run in the place of the task's command; after -- if it has '-'.")
    private List<String> command = List.of();

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description = "Added to the environment. Everybody who may see the run can read it.")
    private Map<String, String> environment = new LinkedHashMap<>();

    @Option(names = "--cpus", paramLabel = "N", description = "Processors; 0.5 for half of one.")
    private Double cpus;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "Memory, 8g; if left out the task's, or what was learned of it.")
    private String memory;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Asked again with the same key within a day, it is the same run.")
    private String key;

    @Option(
            names = {"-f", "--follow"},
            description = "Print what it prints until it has ended.")
    private boolean follow;

    @Mixin private Session session;

    @Override
    public Integer call() throws InterruptedException {
        TaskRunRequest request =
                new TaskRunRequest(
                        task.version(),
                        environment,
                        command,
                        cpus == null ? OptionalDouble.empty() : OptionalDouble.of(cpus),
                        Optional.ofNullable(memory),
                        Optional.ofNullable(key));
        try (Heddle heddle = session.heddle()) {
            TaskRun run = heddle.tasks().run(task.model(), request);
            if (follow) {
                return follow(heddle, run.id());
            }
            session.print(
                    run,
                    "Run %s of %s@%d is %s: heddle task logs -f %s"
                            .formatted(
                                    run.id(),
                                    run.task(),
                                    run.version(),
                                    TaskTexts.state(run),
                                    run.id()));
            return 0;
        }
    }

    private int follow(Heddle heddle, String id) throws InterruptedException {
        Thread left =
                new Thread(
                        () ->
                                session.note(
                                        "Run %s goes on: heddle task logs -f %s, heddle task stop %s"
                                                .formatted(id, id, id)));
        Runtime.getRuntime().addShutdownHook(left);
        FollowedLog.print(session, offset -> heddle.tasks().log(id, offset), true);
        TaskRun ended = heddle.tasks().run(id);
        while (ended.state() != TaskRun.State.STOPPED) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            ended = heddle.tasks().run(id);
        }
        Runtime.getRuntime().removeShutdownHook(left);
        session.note(
                "Run %s: %s%s"
                        .formatted(
                                id,
                                TaskTexts.state(ended),
                                ended.reason().map(reason -> ", " + reason).orElse("")));
        return ended.end().filter(TaskRun.End.SUCCEEDED::equals).isPresent() ? 0 : HeddleCli.FAILED;
    }
}
