package dev.heddle.cli;

import dev.heddle.cli.transfer.Places;
import dev.heddle.cli.transfer.Source;
import dev.heddle.cli.transfer.Target;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle export}. */
@Command(
        name = "export",
        description = "Takes what the platform keeps to another place.",
        subcommands = ExportCommand.Mlflow.class)
final class ExportCommand extends CommandGroup {
    /** {@code heddle export mlflow}. */
    @Command(
            name = "mlflow",
            description = {
                "Copies experiments, runs, logged models, registered models and files to a server of"
                        + " MLflow.",
                "It chooses new ids; tags say what each thing is here. What is there is not copied again:"
                        + " after an interruption, start it again."
            },
            sortOptions = false)
    static final class Mlflow implements Callable<Integer> {
        @Option(
                names = "--to",
                required = true,
                paramLabel = "ADDRESS",
                description = "The tracking server, http://host:5000.")
        private String to;

        @Option(
                names = "--to-token",
                paramLabel = "TOKEN",
                defaultValue = "${env:MLFLOW_TRACKING_TOKEN}",
                description = "The token to show it (MLFLOW_TRACKING_TOKEN).")
        private String toToken;

        @Mixin private TransferOptions options;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Source source = Places.platform(session.uri(), session.token());
                    Target target =
                            Places.server(
                                    to,
                                    Optional.ofNullable(toToken).filter(text -> !text.isBlank()))) {
                return options.transfer(source, target, session);
            }
        }
    }
}
