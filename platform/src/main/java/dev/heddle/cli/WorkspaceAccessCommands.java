package dev.heddle.cli;

import dev.heddle.client.Heddle;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that go into workspaces, and what these print. */
final class WorkspaceAccessCommands {
    private WorkspaceAccessCommands() {}

    /** {@code heddle workspace ssh}. */
    @Command(name = "ssh", description = "Opens a shell in a workspace of yours.")
    static final class Ssh implements Callable<Integer> {
        @Mixin private WorkspaceCommand.One workspace;
        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            return new RemoteTerminal(session).run(workspace.name(), List.of());
        }
    }

    /** {@code heddle workspace exec}. */
    @Command(
            name = "exec",
            description =
                    "Runs a command in a workspace of yours; its exit code becomes this command's.")
    static final class Exec implements Callable<Integer> {
        @Mixin private WorkspaceCommand.One workspace;

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "COMMAND",
                description = "The program and its arguments; after -- if they begin with '-'.")
        private List<String> command;

        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            return new RemoteTerminal(session).run(workspace.name(), command);
        }
    }

    /** {@code heddle workspace logs}. */
    @Command(
            name = "logs",
            description = "Prints what a workspace has printed since it was started last.")
    static final class Logs implements Callable<Integer> {
        @Mixin private WorkspaceCommand.One workspace;

        @Option(
                names = {"-f", "--follow"},
                description = "Go on until the workspace has stopped.")
        private boolean follow;

        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                Optional<String> owner = workspace.owner();
                FollowedLog.print(
                        session,
                        offset -> heddle.workspaces().log(workspace.name(), owner, offset),
                        follow);
                return 0;
            }
        }
    }
}
