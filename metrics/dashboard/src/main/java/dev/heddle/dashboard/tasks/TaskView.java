package dev.heddle.dashboard.tasks;

import dev.heddle.client.tasks.Task;
import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.dashboard.Display;
import dev.heddle.dashboard.compute.CommandText;
import dev.heddle.dashboard.compute.ComputeWords;
import dev.heddle.dashboard.compute.PairLines;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A version of a task as pages show it, with the last runs of the task.
 *
 * @param task the version
 * @param runs the last runs, newest first
 */
record TaskView(Task task, List<RunView> runs) {
    TaskView {
        runs = List.copyOf(runs);
    }

    /** An alias and the version that it names. */
    public record Alias(String name, int version) {}

    /** The address of a task's page. */
    static String address(String name) {
        return "/ui/tasks/" + Display.path(name);
    }

    /** The address of the task's page. */
    public String page() {
        return address(task.name());
    }

    /** What it does. */
    public TaskSpec spec() {
        return task.spec();
    }

    /** What it runs, as a person types it; empty for what the image runs by itself. */
    public String command() {
        return CommandText.text(spec().command());
    }

    /** Its environment, a line for each variable. */
    public String environment() {
        return PairLines.text(spec().environment());
    }

    /** What it is found by, {@code team=growth}. */
    public List<String> tags() {
        return spec().tags().entrySet().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .sorted()
                .toList();
    }

    /** What its runs have taught about its memory; empty if nothing. */
    public String learned() {
        OptionalLong bytes = task.learnedMemoryBytes();
        return bytes.isEmpty()
                ? ""
                : "runs begin with at least %s memory"
                        .formatted(ComputeWords.memory(bytes.getAsLong()));
    }

    /** The longest time that a run may take, {@code 30 min}; empty for any. */
    public String timeout() {
        return spec().timeout().map(Display::length).orElse("").replaceFirst(" 0 (s|min)$", "");
    }

    /** Every alias of the task by name. */
    public List<Alias> aliases() {
        return task.aliases().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(alias -> new Alias(alias.getKey(), alias.getValue()))
                .toList();
    }

    /** The aliases that name this version. */
    public List<String> ownAliases() {
        return aliases().stream()
                .filter(alias -> alias.version() == task.version())
                .map(Alias::name)
                .toList();
    }

    /** Whether its last run went wrong. */
    public boolean isBad() {
        return runs.stream().filter(RunView::isOver).findFirst().filter(RunView::isBad).isPresent();
    }

    /** How the last runs went, for those who cannot see it. */
    public String summary() {
        long good = runs.stream().filter(run -> run.look().equals("ok")).count();
        return "%d of the last %d runs succeeded".formatted(good, runs.size());
    }

    /** The runs in the order of time, as marks stand. */
    public List<RunView> marks() {
        List<RunView> marks = new ArrayList<>(runs);
        Collections.reverse(marks);
        return marks;
    }
}
