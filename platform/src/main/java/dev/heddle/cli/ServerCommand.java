package dev.heddle.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code heddle server}, for help and completion: the script starts it in the platform's program.
 */
@Command(
        name = "server",
        description = "Starts the platform for production; callers need tokens.",
        sortOptions = false)
@SuppressWarnings("unused") // its options are for the help alone
final class ServerCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration (./heddle.yaml if there is one).")
    private Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder for all that is kept (default .heddle).")
    private Path data;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "The address to listen at (default 127.0.0.1).")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port to listen at, 0 for any (default 8080).")
    private Integer port;

    @Option(
            names = "--roles",
            paramLabel = "ROLES",
            description = "What the process does (default registry,serving).")
    private String roles;

    @Mixin private Session.Help help;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        throw DevCommand.startedByScript(spec);
    }
}
