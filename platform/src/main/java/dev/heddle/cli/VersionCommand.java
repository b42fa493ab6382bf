package dev.heddle.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code heddle version}. */
@Command(name = "version", description = "Prints Heddle's version and the JDK's.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {
    @SuppressWarnings("unused") // picocli acts on it
    @Mixin
    private Session.Help help;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        for (String line : getVersion()) {
            spec.commandLine().getOut().println(line);
        }
        return 0;
    }

    @Override
    public String[] getVersion() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return new String[] {
            "heddle " + (version == null ? "development" : version),
            "JDK %s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor"))
        };
    }
}
