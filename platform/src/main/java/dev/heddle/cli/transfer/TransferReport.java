package dev.heddle.cli.transfer;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a transfer has done.
 *
 * @param source where it read
 * @param target where it wrote
 * @param dryRun whether nothing was written
 * @param complete whether it came to its end
 * @param startedAt when it began
 * @param seconds how long it took
 * @param counts what there was, by kind
 * @param bytes how many bytes of files were copied
 * @param experiments the ids of experiments, by name
 * @param renumbered numbers of versions that are others at the target, {@code churn@3: 2}
 * @param problems what was not copied, and why; the first {@value #MOST_PROBLEMS}
 * @param leftBehind what there is at the source that no transfer copies
 */
public record TransferReport(
        String source,
        String target,
        boolean dryRun,
        boolean complete,
        Instant startedAt,
        double seconds,
        Map<Kind, Count> counts,
        long bytes,
        Map<String, Ids> experiments,
        Map<String, String> renumbered,
        List<Problem> problems,
        List<String> leftBehind) {
    /** The most problems that are told one by one. */
    public static final int MOST_PROBLEMS = 1_000;

    public TransferReport {
        experiments = Map.copyOf(experiments);
        renumbered = Map.copyOf(renumbered);
        problems = List.copyOf(problems);
        leftBehind = List.copyOf(leftBehind);
    }

    /** Kinds of things. */
    public enum Kind {
        EXPERIMENTS,
        RUNS,
        POINTS,
        DATASETS,
        LOGGED_MODELS,
        FILES,
        REGISTERED_MODELS,
        VERSIONS,
        ALIASES
    }

    /**
     * How many there were of a kind.
     *
     * @param copied how many were copied, or would be
     * @param unchanged how many were there already
     * @param failed how many could not be copied
     */
    public record Count(long copied, long unchanged, long failed) {}

    /**
     * An experiment's ids.
     *
     * @param source its id at the source
     * @param target its id at the target; empty where it would be made
     */
    public record Ids(String source, String target) {}

    /**
     * Something that was not copied.
     *
     * @param kind what it is
     * @param id which one
     * @param reason why not
     */
    public record Problem(Kind kind, String id, String reason) {}

    /** Whether everything was copied. */
    public boolean isWhole() {
        return complete && counts.values().stream().allMatch(count -> count.failed() == 0);
    }
}
