package dev.heddle.tracking;

import dev.heddle.mlflow.Checks;
import java.util.Optional;

/** How much one request may ask for. */
final class Limits {
    private Limits() {}

    /** The most results that a search may give. */
    static int maxResults(Optional<Long> asked, int otherwise, int limit) {
        long results = asked.orElse((long) otherwise);
        if (results < 1) {
            throw Checks.invalid(
                    "Invalid value %d for parameter 'max_results' supplied. It must be a positive integer."
                            .formatted(results));
        }
        if (results > limit) {
            throw Checks.invalid(
                    "Invalid value %d for parameter 'max_results' supplied. It must be at most %d."
                            .formatted(results, limit));
        }
        return (int) results;
    }
}
