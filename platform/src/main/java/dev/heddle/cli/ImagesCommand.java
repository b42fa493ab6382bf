package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.workspaces.WorkspaceImage;
import dev.heddle.client.workspaces.WorkspaceImage.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle workspace images}: what workspaces and tasks run. */
@Command(
        name = "images",
        description = "Lists the images of workspaces and tasks, and builds them.",
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {ImagesCommand.Build.class, ImagesCommand.Logs.class})
final class ImagesCommand implements Callable<Integer> {
    private static final long MEGABYTE = 1_000_000;

    @Mixin private Session session;

    @Override
    public Integer call() {
        try (Heddle heddle = session.heddle()) {
            List<WorkspaceImage> images = heddle.workspaces().images();
            Table table = new Table("IMAGE", "STATE", "SIZE", "BUILT", "HOLDS");
            for (WorkspaceImage each : images) {
                table.row(
                        each.name(),
                        each.state().name().toLowerCase(Locale.ROOT),
                        each.sizeBytes() == 0
                                ? ""
                                : String.format(Locale.ROOT, "%,d MB", each.sizeBytes() / MEGABYTE),
                        each.builtAt().map(Texts::time).orElse(""),
                        each.problem()
                                .map(problem -> "not built: " + problem)
                                .orElse(each.holds()));
            }
            session.print(images, table);
        }
        return 0;
    }

    /** {@code heddle workspace images build}. */
    @Command(
            name = "build",
            description =
                    "Builds images, and first those that they begin with where these are missing or"
                            + " outdated.")
    static final class Build implements Callable<Integer> {
        @Parameters(
                index = "0..*",
                paramLabel = "IMAGE",
                description = "Which ones; without any, all that are missing or outdated.")
        private List<String> names = new ArrayList<>();

        @Option(
                names = {"-q", "--quiet"},
                description = "Print how it ends, and not what the builds print.")
        private boolean quiet;

        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                List<String> wanted = names.isEmpty() ? outdated(heddle) : names;
                wanted.forEach(heddle.workspaces()::build);
                List<WorkspaceImage> built = new ArrayList<>();
                for (String name : wanted) {
                    built.add(follow(heddle, name));
                }
                session.print(
                        built,
                        out ->
                                built.forEach(
                                        each ->
                                                out.printf(
                                                        "Image %s: %s%n",
                                                        each.name(),
                                                        each.problem()
                                                                .orElse(
                                                                        each.state()
                                                                                .name()
                                                                                .toLowerCase(
                                                                                        Locale
                                                                                                .ROOT)))));
                boolean isWell = built.stream().allMatch(each -> each.problem().isEmpty());
                return isWell ? 0 : HeddleCli.FAILED;
            }
        }

        private static List<String> outdated(Heddle heddle) {
            return heddle.workspaces().images().stream()
                    .filter(image -> image.state() != State.BUILT)
                    .map(WorkspaceImage::name)
                    .toList();
        }

        private WorkspaceImage follow(Heddle heddle, String name) throws InterruptedException {
            FollowedLog.follow(
                    offset -> heddle.workspaces().buildLog(name, offset),
                    text -> {
                        if (!quiet) {
                            session.show(text);
                        }
                    });
            return heddle.workspaces().images().stream()
                    .filter(image -> image.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** {@code heddle workspace images logs}. */
    @Command(name = "logs", description = "Prints what the last build of an image has printed.")
    static final class Logs implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "IMAGE", description = "Which one.")
        private String name;

        @Option(
                names = {"-f", "--follow"},
                description = "Go on until the build has ended.")
        private boolean follow;

        @Mixin private Session session;

        @Override
        public Integer call() throws InterruptedException {
            try (Heddle heddle = session.heddle()) {
                FollowedLog.print(
                        session, offset -> heddle.workspaces().buildLog(name, offset), follow);
            }
            return 0;
        }
    }
}
