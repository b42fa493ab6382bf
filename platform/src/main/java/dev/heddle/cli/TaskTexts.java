package dev.heddle.cli;

import dev.heddle.client.tasks.Task;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.workspaces.ComputeSize;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How commands speak of tasks and their runs. */
final class TaskTexts {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    private TaskTexts() {}

    /** Where a run is, or how it ended. */
    static String state(TaskRun run) {
        return run.end()
                .map(Enum::name)
                .orElse(run.state().name())
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ');
    }

    /** A command as a shell would take it. */
    static String command(List<String> command) {
        return command.isEmpty()
                ? "what the image runs by itself"
                : command.stream()
                        .map(word -> PLAIN.matcher(word).matches() ? word : Texts.quote(word))
                        .collect(Collectors.joining(" "));
    }

    static String size(ComputeSize size) {
        return "%s cpus, %s memory".formatted(WorkspaceTexts.number(size.cpus()), size.memory());
    }

    /** How long a run has run; empty before it began. */
    static String duration(TaskRun run) {
        if (run.startedAt().isEmpty()) {
            return "";
        }
        Instant end = run.endedAt().orElseGet(Instant::now);
        long seconds = Math.max(0, Duration.between(run.startedAt().get(), end).toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3_600
                ? "%d:%02d min".formatted(seconds / 60, seconds % 60)
                : "%d:%02d h".formatted(seconds / 3_600, seconds / 60 % 60);
    }

    static Table tasks(List<Task> tasks) {
        Table table =
                new Table(
                        "TASK", "VERSION", "IMAGE", "COMMAND", "CPUS", "MEMORY", "OWNER",
                        "ALIASES");
        for (Task task : tasks) {
            table.row(
                    task.name(),
                    task.version(),
                    task.spec().image(),
                    command(task.spec().command()),
                    WorkspaceTexts.number(task.spec().size().cpus()),
                    task.spec().size().memory(),
                    task.owner(),
                    Texts.map(task.aliases()));
        }
        return table;
    }

    static Table runs(List<TaskRun> runs) {
        Table table = new Table("RUN", "TASK", "STATE", "TOOK", "MEMORY", "ASKED", "BY", "REASON");
        for (TaskRun run : runs) {
            table.row(
                    run.id(),
                    run.task() + "@" + run.version(),
                    state(run),
                    duration(run),
                    run.size().memory(),
                    Texts.time(run.queuedAt()),
                    run.owner(),
                    run.reason().orElse(""));
        }
        return table;
    }

    /** All that there is to say about a task. */
    static void summary(PrintWriter out, Task task) {
        out.printf("Task %s, version %d%n", task.name(), task.version());
        line(out, "Image", task.spec().image());
        line(out, "Command", command(task.spec().command()));
        line(out, "Size", size(task.spec().size()));
        task.learnedMemoryBytes()
                .ifPresent(
                        bytes ->
                                line(
                                        out,
                                        "Learned",
                                        "runs begin with at least %s memory"
                                                .formatted(new ComputeSize(1, bytes).memory())));
        if (!task.spec().environment().isEmpty()) {
            line(out, "Sets", Texts.map(task.spec().environment()));
        }
        if (!task.spec().tags().isEmpty()) {
            line(out, "Tags", Texts.map(task.spec().tags()));
        }
        task.spec().home().ifPresent(home -> line(out, "Home", "of workspace " + home));
        task.spec().timeout().ifPresent(time -> line(out, "Timeout", time.toString()));
        if (!task.aliases().isEmpty()) {
            line(out, "Aliases", Texts.map(task.aliases()));
        }
        line(out, "Defined", "%s by %s".formatted(Texts.time(task.createdAt()), task.owner()));
    }

    /** All that there is to say about a run. */
    static void summary(PrintWriter out, TaskRun run) {
        out.printf("Run %s of %s@%d: %s%n", run.id(), run.task(), run.version(), state(run));
        run.reason().ifPresent(reason -> line(out, "Because", reason));
        run.exitCode().ifPresent(code -> line(out, "Exit", "" + code));
        line(out, "Command", command(run.command()));
        line(out, "Size", size(run.size()));
        if (run.attempt() > 1) {
            line(out, "Attempt", "" + run.attempt());
        }
        line(out, "Asked", "%s by %s".formatted(Texts.time(run.queuedAt()), run.owner()));
        run.startedAt()
                .ifPresent(
                        at ->
                                line(
                                        out,
                                        "Began",
                                        "%s, %s".formatted(Texts.time(at), duration(run))));
        if (run.peakMemoryBytes() > 0) {
            line(
                    out,
                    "Used",
                    "%s memory at most, %.1f cpu seconds"
                            .formatted(mebibytes(run.peakMemoryBytes()), run.cpuSeconds()));
        }
        line(
                out,
                "Cost",
                "%s cpu hours, %s GiB hours"
                        .formatted(
                                WorkspaceTexts.hours(run.cost().cpuHours()),
                                WorkspaceTexts.hours(run.cost().memoryGibHours())));
        line(out, "Log", "heddle task logs " + run.id());
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.0fm", bytes / (double) (1 << 20));
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf("  %-8s %s%n", name, value.replaceAll("\\p{Cntrl}+", " "));
    }
}
