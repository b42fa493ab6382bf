package dev.heddle.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heddle completion}. */
@Command(
        name = "completion",
        description = {
            "Prints what makes a shell complete heddle's commands.",
            "For bash: source <(heddle completion bash). For zsh: source <(heddle completion zsh)."
        })
final class CompletionCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    @SuppressWarnings("unused") // picocli acts on it
    @Mixin
    private Session.Help help;

    @Spec private CommandSpec spec;

    /** The shells that it knows. */
    enum Shell {
        bash,
        zsh
    }

    @Override
    public Integer call() {
        if (shell == Shell.zsh) {
            // The script below is bash's; zsh reads it with this in place.
            spec.commandLine().getOut().println("autoload -U +X bashcompinit && bashcompinit");
            spec.commandLine().getOut().println("autoload -U +X compinit && compinit -u");
        }
        spec.commandLine().getOut().println(AutoComplete.bash("heddle", HeddleCli.commandLine()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
