package dev.heddle.tasks;

import dev.heddle.client.tasks.TaskRun.End;
import dev.heddle.containers.Container.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** What the end of a container means to its run. */
final class TaskEndings {
    private static final int NOT_EXECUTABLE = 126;
    private static final int NO_PROGRAM = 127;
    private static final int SIGNAL = 128;
    private static final int LAST_SIGNAL = 64;
    private static final double KIBI = 1_024;
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

    private TaskEndings() {}

    /**
     * How a run ended.
     *
     * @param end how
     * @param exitCode what its program said; empty if it said nothing
     * @param reason in a sentence; empty where that goes without saying
     */
    record Outcome(End end, OptionalInt exitCode, Optional<String> reason) {}

    /**
     * What an attempt came to. An attempt whose host failed is told so, also where another may
     * follow.
     *
     * @param ending how its container ended; empty if that is gone
     * @param nextMemory the memory that the next run of the task gets, if this one had too little
     */
    static Outcome of(StoredRun run, Optional<Ending> ending, long nextMemory) {
        Optional<Outcome> asked =
                run.stop()
                        .filter(stop -> isBefore(stop, ending))
                        .map(stop -> stopped(run, stop, ending));
        if (asked.isPresent()) {
            return asked.get();
        }
        if (ending.isEmpty()) {
            return failed(run, OptionalInt.empty(), "its container vanished");
        }
        Ending known = ending.get();
        return switch (known.cause()) {
            case EXITED -> exited(known.exitCode());
            case OUT_OF_MEMORY ->
                    new Outcome(
                            End.OUT_OF_MEMORY,
                            known.exitCode(),
                            Optional.of(tooLittle(run.run().size().memoryBytes(), nextMemory)));
            case NOT_STARTED ->
                    new Outcome(
                            End.NOT_STARTED,
                            known.exitCode(),
                            Optional.of(
                                    known.message().isBlank()
                                            ? "it could not be begun"
                                            : known.message()));
            case STOPPED -> failed(run, known.exitCode(), "its container was stopped from outside");
            case HOST_FAILED -> failed(run, known.exitCode(), killed(known));
        };
    }

    /** Who asks a program to end that has just ended by itself did not end it. */
    private static boolean isBefore(StoredRun.Stop stop, Optional<Ending> ending) {
        return ending.isEmpty()
                || ending.get().isFromOutside()
                || !ending.get().at().isBefore(stop.at());
    }

    private static Outcome stopped(StoredRun run, StoredRun.Stop stop, Optional<Ending> ending) {
        OptionalInt code = ending.map(Ending::exitCode).orElse(OptionalInt.empty());
        String reason =
                stop.cause() == End.TIMED_OUT
                        ? "it took longer than "
                                + run.timeout().map(TaskEndings::text).orElse("it may")
                        : "stopped" + stop.by().map(who -> " by " + who).orElse("");
        return new Outcome(stop.cause(), code, Optional.of(reason));
    }

    private static Outcome exited(OptionalInt code) {
        int value = code.orElse(0);
        return value == 0
                ? new Outcome(End.SUCCEEDED, code, Optional.empty())
                : new Outcome(End.FAILED, code, Optional.of("exit code " + value + meaning(value)));
    }

    private static String meaning(int code) {
        if (code == NO_PROGRAM) {
            return ": there is no such program, or it called one that is not there";
        }
        if (code == NOT_EXECUTABLE) {
            return ": the program cannot be executed";
        }
        return code > SIGNAL && code <= SIGNAL + LAST_SIGNAL
                ? ": ended by signal " + (code - SIGNAL)
                : "";
    }

    private static String killed(Ending ending) {
        return ending.message().isBlank()
                ? "its container was killed from outside"
                : ending.message();
    }

    private static Outcome failed(StoredRun run, OptionalInt code, String what) {
        String often = run.attempt() == 1 ? "" : " (attempt %d)".formatted(run.attempt());
        return new Outcome(End.HOST_FAILED, code, Optional.of("the host failed: " + what + often));
    }

    private static String tooLittle(long had, long next) {
        return next > had
                ? "it wanted more than %s; the next run gets %s".formatted(bytes(had), bytes(next))
                : "it wanted more than %s, and more than that no run may have"
                        .formatted(bytes(had));
    }

    /** Bytes in the largest unit that keeps them readable, {@code 512 MiB}. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= KIBI && unit < UNITS.length - 1) {
            value /= KIBI;
            unit++;
        }
        String number =
                value == Math.rint(value)
                        ? "" + (long) value
                        : String.format(Locale.ROOT, "%.1f", value);
        return number + " " + UNITS[unit];
    }

    /** A time as people say it, {@code 90 s} or {@code 2 h}. */
    static String text(Duration time) {
        long seconds = time.toSeconds();
        if (time.toMillis() % 1_000 != 0) {
            return time.toMillis() + " ms";
        }
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + " d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }

    /** When another attempt begins. */
    static Instant nextAttempt(Instant now, int attempt, Duration pause, Duration longest) {
        Duration grown = pause.multipliedBy(1L << Math.min(Math.max(0, attempt - 1), 20));
        return now.plus(grown.compareTo(longest) < 0 ? grown : longest);
    }
}
