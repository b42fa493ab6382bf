package dev.heddle.platform;

import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;

/** Where the process starts: {@code dev}, {@code server} and {@code tokens}. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** Runs a command; the process ends with 0, 1 for a failure, or 2 for wrong usage. */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new PlatformCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(
                (exception, command, parsed) -> {
                    if (exception instanceof StartRefused) {
                        command.getErr().println("heddle: " + exception.getMessage());
                        return CommandLine.ExitCode.USAGE;
                    }
                    throw exception;
                });
        return line;
    }
}
