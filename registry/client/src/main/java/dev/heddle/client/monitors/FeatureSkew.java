package dev.heddle.client.monitors;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How far one feature was in logged calls from what its view's table says of the same moments.
 *
 * @param field the input that is a feature
 * @param view its feature view
 * @param rows how many logged records were compared
 * @param differing how many of them had another value than the table says
 * @param largest the largest distance of two numbers; empty if none differ, or for what is no
 *     number
 * @param missingOnline how many of the differing had no value in the call, and one in the table
 * @param missingInTable how many of the differing had a value in the call, and none in the table
 * @param examples a few of the differing
 */
public record FeatureSkew(
        String field,
        String view,
        long rows,
        long differing,
        Optional<Double> largest,
        long missingOnline,
        long missingInTable,
        List<Example> examples) {
    public FeatureSkew {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(view, "view");
        largest = largest == null ? Optional.empty() : largest;
        examples = examples == null ? List.of() : List.copyOf(examples);
    }

    /** Which share of the records differs, 0 to 1; 0 if there are none. */
    public double share() {
        return rows == 0 ? 0 : (double) differing / rows;
    }

    /**
     * One record that differs.
     *
     * @param requestId the call's id
     * @param index which record of the call
     * @param time when the call was made
     * @param keys the entity's keys, as text
     * @param online the value in the call; empty for none
     * @param table the value that the table says; empty for none
     */
    public record Example(
            String requestId,
            int index,
            Instant time,
            Map<String, String> keys,
            Optional<String> online,
            Optional<String> table) {
        public Example {
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(time, "time");
            keys = keys == null ? Map.of() : Map.copyOf(keys);
            online = online == null ? Optional.empty() : online;
            table = table == null ? Optional.empty() : table;
        }
    }
}
