package dev.heddle.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code heddle dev}, for help and completion: the script starts it in the platform's program. */
@Command(
        name = "dev",
        description = "Starts everything on this machine, on loopback and without tokens.",
        sortOptions = false)
@SuppressWarnings("unused") // its options are for the help alone
final class DevCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port to listen at, 0 for any (default 8080).")
    private Integer port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder for all that is kept (default .heddle).")
    private Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration (./heddle.yaml if there is one).")
    private Path config;

    @Option(names = "--examples", description = "Register the examples' models.")
    private boolean examples;

    @Mixin private Session.Help help;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        throw startedByScript(spec);
    }

    static ParameterException startedByScript(CommandSpec spec) {
        return new ParameterException(
                spec.commandLine(),
                "'%s' is started by the heddle script at the root of the checkout"
                        .formatted(spec.qualifiedName(" ")));
    }
}
