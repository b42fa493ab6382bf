package dev.heddle.client.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which runs are looked for.
 *
 * @param experiments names of experiments
 * @param filter a condition of MLflow's language, {@code metrics.auc > 0.9 and params.depth = '5'};
 *     all runs for an empty one
 * @param order what they are sorted by, {@code metrics.auc DESC}; newest first for an empty list
 * @param view which of them
 */
public record RunQuery(List<String> experiments, String filter, List<String> order, View view) {
    /** Runs that were deleted can be restored until they are purged. */
    public enum View {
        ACTIVE_ONLY,
        DELETED_ONLY,
        ALL
    }

    public RunQuery {
        experiments = List.copyOf(experiments);
        Objects.requireNonNull(filter, "filter");
        order = List.copyOf(order);
        Objects.requireNonNull(view, "view");
        if (experiments.isEmpty()) {
            throw new IllegalArgumentException("runs are looked for in an experiment at least");
        }
    }

    /** All runs of some experiments that were not deleted. */
    public static RunQuery in(String... experiments) {
        return new RunQuery(List.of(experiments), "", List.of(), View.ACTIVE_ONLY);
    }

    /** Those of them that meet a condition. */
    public RunQuery where(String condition) {
        return new RunQuery(experiments, condition, order, view);
    }

    /** The same, sorted by one thing more. */
    public RunQuery orderBy(String key) {
        List<String> more = new ArrayList<>(order);
        more.add(key);
        return new RunQuery(experiments, filter, more, view);
    }

    /** The same, with or without those that were deleted. */
    public RunQuery view(View wanted) {
        return new RunQuery(experiments, filter, order, wanted);
    }
}
