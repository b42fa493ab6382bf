package dev.heddle.dashboard.tasks;

import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.tasks.TaskRun.End;
import dev.heddle.client.tasks.TaskRun.State;
import dev.heddle.client.tasks.TaskRunRequest;
import dev.heddle.dashboard.Display;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.compute.CommandText;
import dev.heddle.dashboard.compute.PairLines;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A run of a task as pages show it to somebody.
 *
 * @param run the run
 * @param mayEnd whether the viewer may stop it
 * @param mayRun whether the viewer may ask for runs
 */
record RunView(TaskRun run, boolean mayEnd, boolean mayRun) {
    static RunView of(TaskRun run, Frame frame) {
        boolean isOwn = run.owner().equals(frame.viewer()) && frame.canChange();
        return new RunView(run, isOwn || frame.isAdmin(), frame.canChange());
    }

    /** The address of a run's page. */
    static String address(String id) {
        return "/ui/task-runs/" + Display.path(id);
    }

    /** The address of its page. */
    public String page() {
        return address(run.id());
    }

    /** The class of its state in the style sheet. */
    public String look() {
        return switch (run.state()) {
            case QUEUED -> "waiting";
            case PENDING, RUNNING -> "running";
            case STOPPED -> run.end().map(RunView::look).orElse("idle");
        };
    }

    private static String look(End end) {
        return switch (end) {
            case SUCCEEDED -> "ok";
            case FAILED, OUT_OF_MEMORY, TIMED_OUT, HOST_FAILED, NOT_STARTED -> "failed";
            case STOPPED_BY_USER -> "idle";
        };
    }

    /** Where it is, or how it ended, in a word or two. */
    public String word() {
        return switch (run.state()) {
            case QUEUED -> "queued";
            case PENDING -> "pending";
            case RUNNING -> "running";
            case STOPPED -> run.end().map(RunView::word).orElse("stopped");
        };
    }

    private static String word(End end) {
        return switch (end) {
            case SUCCEEDED -> "succeeded";
            case FAILED -> "failed";
            case OUT_OF_MEMORY -> "out of memory";
            case STOPPED_BY_USER -> "stopped";
            case TIMED_OUT -> "timed out";
            case HOST_FAILED -> "host failed";
            case NOT_STARTED -> "not started";
        };
    }

    /** Whether somebody should look at it. */
    public boolean isBad() {
        return look().equals("failed");
    }

    /** Whether it has ended. */
    public boolean isOver() {
        return run.state() == State.STOPPED;
    }

    /** How it ended and what is done about it, as a sentence; empty if nothing is said. */
    public String reason() {
        String said = run.reason().map(String::strip).orElse("");
        if (said.isEmpty()) {
            return "";
        }
        String end = said.endsWith(".") ? "" : ".";
        return said.substring(0, 1).toUpperCase(Locale.ROOT) + said.substring(1) + end;
    }

    /** How long its program has run, or ran; empty if it has not begun. */
    public Optional<String> took() {
        return run.startedAt()
                .map(begin -> Duration.between(begin, run.endedAt().orElseGet(Instant::now)))
                .map(span -> span.isNegative() ? Duration.ZERO : span)
                .map(Display::length);
    }

    /** How much of its memory it was seen to use at most, from 0; empty if it was not seen. */
    public Optional<Double> peakShare() {
        return run.peakMemoryBytes() == 0
                ? Optional.empty()
                : Optional.of((double) run.peakMemoryBytes() / run.size().memoryBytes());
    }

    /** Whether the viewer may stop it now. */
    public boolean canStop() {
        return mayEnd && !isOver();
    }

    /** Whether the viewer may ask for the same again. */
    public boolean canRunAgain() {
        return mayRun && isOver();
    }

    /** What it runs, as a person types it; empty for what the image runs by itself. */
    public String command() {
        return CommandText.text(run.command());
    }

    /** Its environment, a line for each variable. */
    public String environment() {
        return PairLines.text(run.environment());
    }

    /**
     * The same again. Memory is left to the platform if it was not enough: it has learned how much
     * the next run needs.
     */
    TaskRunRequest again() {
        boolean isEnough = run.end().filter(end -> end == End.OUT_OF_MEMORY).isEmpty();
        return new TaskRunRequest(
                Optional.of(Integer.toString(run.version())),
                run.environment(),
                run.command(),
                OptionalDouble.of(run.size().cpus()),
                Optional.of(run.size().memory()).filter(memory -> isEnough),
                Optional.empty());
    }
}
