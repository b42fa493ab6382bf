package dev.heddle.cli;

import dev.heddle.cli.transfer.Places;
import dev.heddle.cli.transfer.Source;
import dev.heddle.cli.transfer.Target;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle import}. */
@Command(
        name = "import",
        description = "Brings in what another place keeps.",
        subcommands = ImportCommand.Mlflow.class)
final class ImportCommand extends CommandGroup {
    /** {@code heddle import mlflow}. */
    @Command(
            name = "mlflow",
            description = {
                "Copies experiments, runs, logged models, registered models and files of MLflow.",
                "Runs keep their ids, versions their numbers. What is there is not copied again: after an"
                        + " interruption, start it again."
            },
            sortOptions = false)
    static final class Mlflow implements Callable<Integer> {
        @Option(
                names = "--from",
                required = true,
                paramLabel = "ADDRESS",
                description =
                        "A tracking server, http://host:5000, or a backend database,"
                                + " sqlite:///mlflow.db or postgresql://user:password@host/mlflow.")
        private String from;

        @Option(
                names = "--from-token",
                paramLabel = "TOKEN",
                defaultValue = "${env:MLFLOW_TRACKING_TOKEN}",
                description = "The token to show the tracking server (MLFLOW_TRACKING_TOKEN).")
        private String fromToken;

        @Option(
                names = "--artifacts",
                paramLabel = "FOLDER",
                description =
                        "Where the files of a backend database are: the server's"
                                + " --artifacts-destination, or the folder of its mlruns.")
        private Path artifacts;

        @Mixin private TransferOptions options;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Source source =
                            Places.source(
                                    from,
                                    Optional.ofNullable(fromToken).filter(text -> !text.isBlank()),
                                    Optional.ofNullable(artifacts));
                    Target target =
                            Places.platform(session.uri(), session.token(), source.address())) {
                return options.transfer(source, target, session);
            }
        }
    }
}
