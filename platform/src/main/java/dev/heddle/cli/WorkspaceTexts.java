package dev.heddle.cli;

import dev.heddle.client.workspaces.Workspace;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Locale;

/** How commands speak of workspaces. */
final class WorkspaceTexts {
    private WorkspaceTexts() {}

    static String state(Workspace workspace) {
        return workspace.state().name().toLowerCase(Locale.ROOT);
    }

    static String number(double value) {
        return value == Math.rint(value)
                ? "" + (long) value
                : String.format(Locale.ROOT, "%.2f", value);
    }

    static String hours(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** Where its page is. */
    static String address(Workspace workspace, URI platform) {
        return workspace
                .path()
                .map(path -> platform.resolve(path).toString())
                .orElse("no page; heddle workspace ssh " + workspace.name());
    }

    static void summary(PrintWriter out, Workspace workspace, URI platform) {
        out.printf("%s/%s is %s%n", workspace.owner(), workspace.name(), state(workspace));
        workspace.reason().ifPresent(reason -> line(out, "Because", reason));
        if (workspace.state() == Workspace.State.RUNNING) {
            line(out, "Open", address(workspace, platform));
        }
        line(out, "Image", workspace.image());
        line(
                out,
                "Size",
                "%s cpus, %s memory"
                        .formatted(number(workspace.size().cpus()), workspace.size().memory()));
        line(out, "Made", Texts.time(workspace.createdAt()));
        workspace.startedAt().ifPresent(at -> line(out, "Started", Texts.time(at)));
        workspace.activeAt().ifPresent(at -> line(out, "Active", Texts.time(at)));
        workspace
                .stopsAt()
                .ifPresent(
                        at ->
                                line(
                                        out,
                                        "Stops",
                                        "%s, unless somebody works in it; heddle workspace keep %s"
                                                .formatted(Texts.time(at), workspace.name())));
        line(
                out,
                "Cost",
                "%s cpu hours, %s GiB hours"
                        .formatted(
                                hours(workspace.cost().cpuHours()),
                                hours(workspace.cost().memoryGibHours())));
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf("  %-8s %s%n", name, value);
    }
}
