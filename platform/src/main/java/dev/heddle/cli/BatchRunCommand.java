package dev.heddle.cli;

import dev.heddle.client.Heddle;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle batch run}. */
@Command(
        name = "run",
        description = {
            "Scores a table, or files, with a version of a model.",
            "It shows how far the job is until it has ended. Ctrl-C leaves the job running; heddle"
                    + " batch cancel stops it."
        },
        sortOptions = false)
final class BatchRunCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL[@VERSION]",
            description = "churn@champion, churn@3, or churn for the newest version.")
    private String model;

    @Option(names = "--detach", description = "Don't wait for the job's end.")
    private boolean detach;

    @Mixin private ScoreOptions score;
    @Mixin private JobOptions options;
    @Mixin private Session session;

    @Override
    public Integer call() throws InterruptedException {
        try (Heddle heddle = session.heddle()) {
            return new JobFollower(session, heddle)
                    .begun(heddle.jobs().submit(score.spec(Optional.of(model), options)), detach);
        }
    }
}
