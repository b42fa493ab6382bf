package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.workspaces.ComputeEngine;
import dev.heddle.client.workspaces.ComputeEngine.Orphan;
import dev.heddle.client.workspaces.Workspace;
import dev.heddle.client.workspaces.WorkspaceRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle workspace}: containers to develop in. */
@Command(
        name = "workspace",
        description = "Makes workspaces to develop in, and looks after them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            WorkspaceCommand.Create.class,
            WorkspaceCommand.ListAll.class,
            WorkspaceCommand.Show.class,
            WorkspaceAccessCommands.Ssh.class,
            WorkspaceAccessCommands.Exec.class,
            WorkspaceAccessCommands.Logs.class,
            WorkspaceCommand.Start.class,
            WorkspaceCommand.Stop.class,
            WorkspaceCommand.Keep.class,
            WorkspaceCommand.Resize.class,
            WorkspaceCommand.Delete.class,
            ImagesCommand.class,
            WorkspaceCommand.Engine.class
        })
final class WorkspaceCommand extends CommandGroup {
    /** {@code heddle workspace create}. */
    @Command(
            name = "create",
            description = "Makes a workspace, waits until it can be used, and says where it is.")
    static final class Create implements Callable<Integer> {
        @Parameters(
                index = "0",
                paramLabel = "NAME",
                description = "Its name: lower-case letters, digits and '-'.")
        private String name;

        @Mixin private Shape shape;
        @Mixin private Session session;

        @Option(names = "--detach", description = "Don't wait until it can be used.")
        private boolean detach;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                Workspace made = heddle.workspaces().create(shape.request(name));
                return new WorkspaceStart(session, heddle).begun(made, Optional.empty(), detach);
            }
        }
    }

    /** {@code heddle workspace list}. */
    @Command(name = "list", description = "Lists your workspaces.")
    static final class ListAll implements Callable<Integer> {
        @Option(names = "--everybody", description = "Those of others, too; for administrators.")
        private boolean everybody;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<Workspace> found = heddle.workspaces().list(everybody).toList();
                Table table =
                        new Table(
                                "NAME",
                                "OWNER",
                                "IMAGE",
                                "STATE",
                                "CPUS",
                                "MEMORY",
                                "ACTIVE",
                                "CPU HOURS",
                                "GIB HOURS");
                for (Workspace each : found) {
                    table.row(
                            each.name(),
                            each.owner(),
                            each.image(),
                            WorkspaceTexts.state(each),
                            WorkspaceTexts.number(each.size().cpus()),
                            each.size().memory(),
                            each.activeAt().map(Texts::time).orElse(""),
                            WorkspaceTexts.hours(each.cost().cpuHours()),
                            WorkspaceTexts.hours(each.cost().memoryGibHours()));
                }
                session.print(found, table);
            }
            return 0;
        }
    }

    /** {@code heddle workspace show}. */
    @Command(name = "show", description = "Shows a workspace.")
    static final class Show implements Callable<Integer> {
        @Mixin private One workspace;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                Workspace found = heddle.workspaces().workspace(workspace.name, workspace.owner());
                session.print(found, out -> WorkspaceTexts.summary(out, found, session.uri()));
            }
            return 0;
        }
    }

    /** {@code heddle workspace start}. */
    @Command(name = "start", description = "Starts a workspace that is stopped.")
    static final class Start implements Callable<Integer> {
        @Mixin private One workspace;

        @Option(names = "--detach", description = "Don't wait until it can be used.")
        private boolean detach;

        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                Workspace begun = heddle.workspaces().start(workspace.name, workspace.owner());
                return new WorkspaceStart(session, heddle).begun(begun, workspace.owner(), detach);
            }
        }
    }

    /** {@code heddle workspace stop}. */
    @Command(name = "stop", description = "Stops a workspace. Its home is kept.")
    static final class Stop implements Callable<Integer> {
        @Mixin private One workspace;
        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                heddle.workspaces().stop(workspace.name, workspace.owner());
                Workspace stopped =
                        new WorkspaceStart(session, heddle)
                                .until(
                                        workspace.name,
                                        workspace.owner(),
                                        now -> now.state() != Workspace.State.STOPPING);
                session.print(
                        stopped,
                        "Workspace %s is %s; its home is kept."
                                .formatted(stopped.name(), WorkspaceTexts.state(stopped)));
            }
            return 0;
        }
    }

    /** {@code heddle workspace keep}. */
    @Command(name = "keep", description = "Keeps a workspace from being stopped soon.")
    static final class Keep implements Callable<Integer> {
        @Mixin private One workspace;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                Workspace kept = heddle.workspaces().keep(workspace.name, workspace.owner());
                session.print(kept, "Workspace %s counts as used now.".formatted(kept.name()));
            }
            return 0;
        }
    }

    /** {@code heddle workspace resize}. */
    @Command(
            name = "resize",
            description =
                    "Gives a workspace another size or image. One that runs goes on if only its size"
                            + " changes, where its engine can do that.")
    static final class Resize implements Callable<Integer> {
        @Mixin private One workspace;
        @Mixin private Shape shape;
        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            if (shape.isEmpty()) {
                throw new IllegalArgumentException("say --cpus, --memory or --image");
            }
            try (Heddle heddle = session.heddle()) {
                Workspace changed =
                        heddle.workspaces()
                                .change(workspace.name, workspace.owner(), shape.request(null));
                return new WorkspaceStart(session, heddle).begun(changed, workspace.owner(), false);
            }
        }
    }

    /** {@code heddle workspace delete}. */
    @Command(name = "delete", description = "Deletes a workspace and its home, after a question.")
    static final class Delete implements Callable<Integer> {
        @Mixin private One workspace;

        @Option(names = "--yes", description = "Don't ask.")
        private boolean yes;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                Workspace found = heddle.workspaces().workspace(workspace.name, workspace.owner());
                if (!yes
                        && !session.confirms(
                                "Delete workspace %s and everything in its home?"
                                        .formatted(found.name()))) {
                    throw new IllegalArgumentException(
                            "nothing is deleted; --yes deletes without asking");
                }
                heddle.workspaces().delete(workspace.name, workspace.owner());
                session.note("Workspace %s and its home are deleted.".formatted(found.name()));
            }
            return 0;
        }
    }

    /** {@code heddle workspace engine}. */
    @Command(
            name = "engine",
            description =
                    "Shows what runs containers, and what of it belongs to nothing; for administrators.")
    static final class Engine implements Callable<Integer> {
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                ComputeEngine engine = heddle.workspaces().engine();
                Table orphans = new Table("BELONGS TO NOTHING", "NAME", "OWNER", "ONCE OF");
                for (Orphan each : engine.orphans()) {
                    orphans.row(each.kind(), each.name(), each.owner(), each.belonged());
                }
                session.print(
                        engine,
                        out -> {
                            out.printf(
                                    "%s %s at %s: %d containers, %d volumes%n",
                                    engine.kind(),
                                    engine.version().orElse("(not reached)"),
                                    engine.address(),
                                    engine.containers(),
                                    engine.volumes());
                            engine.problem().ifPresent(out::println);
                            if (!engine.orphans().isEmpty()) {
                                orphans.print(out, session.terminal().columns());
                            }
                        });
                return engine.problem().isPresent() ? HeddleCli.FAILED : 0;
            }
        }
    }

    /** The workspace that a command is about. */
    static final class One {
        @Parameters(index = "0", paramLabel = "NAME", description = "The workspace's name.")
        private String name;

        @Option(
                names = "--owner",
                paramLabel = "PERSON",
                description = "Whose; administrators may name others.")
        private String owner;

        String name() {
            return name;
        }

        Optional<String> owner() {
            return Optional.ofNullable(owner);
        }
    }

    /** What a workspace is to be. */
    static final class Shape {
        @Option(
                names = "--image",
                paramLabel = "IMAGE",
                description = "The image that it runs; heddle workspace images lists them.")
        private String image;

        @Option(names = "--cpus", paramLabel = "N", description = "Processors, 0.5 for half a one.")
        private Double cpus;

        @Option(names = "--memory", paramLabel = "SIZE", description = "Memory, 4g.")
        private String memory;

        boolean isEmpty() {
            return image == null && cpus == null && memory == null;
        }

        WorkspaceRequest request(String name) {
            return new WorkspaceRequest(
                    name,
                    Optional.ofNullable(image),
                    cpus == null ? OptionalDouble.empty() : OptionalDouble.of(cpus),
                    Optional.ofNullable(memory));
        }
    }
}
