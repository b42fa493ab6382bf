package dev.heddle.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Compares an answer with the recorded one. A function's must be equal. Where a graph is part of a
 * version, floating-point numbers may differ a little, since processors add in different orders.
 */
final class SampleCheck {
    static final double GRAPH_TOLERANCE = 1e-4;
    private static final int LONGEST = 60;

    private final double tolerance;
    private boolean exact = true;

    SampleCheck(boolean usesGraph) {
        this.tolerance = usesGraph ? GRAPH_TOLERANCE : 0;
    }

    /** Whether nothing differed at all in what was compared. */
    boolean wasExact() {
        return exact;
    }

    /** The first difference, a sentence; empty if there is none. */
    Optional<String> difference(JsonNode recorded, JsonNode answer) {
        return compare("", recorded, answer);
    }

    private Optional<String> compare(String path, JsonNode recorded, JsonNode answer) {
        if (recorded.equals(answer)) {
            return Optional.empty();
        }
        if (recorded.isArray() && answer.isArray() && recorded.size() == answer.size()) {
            for (int i = 0; i < recorded.size(); i++) {
                Optional<String> inner =
                        compare(path + "[" + i + "]", recorded.get(i), answer.get(i));
                if (inner.isPresent()) {
                    return inner;
                }
            }
            return Optional.empty();
        }
        if (recorded.isObject() && answer.isObject() && recorded.size() == answer.size()) {
            Iterator<Map.Entry<String, JsonNode>> fields = recorded.fields();
            while (fields.hasNext()) {
                Map.Entry<String, JsonNode> field = fields.next();
                String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                Optional<String> inner = compare(at, field.getValue(), answer.path(field.getKey()));
                if (inner.isPresent()) {
                    return inner;
                }
            }
            return Optional.empty();
        }
        if (recorded.isNumber() && answer.isNumber() && isClose(recorded, answer)) {
            exact = false;
            return Optional.empty();
        }
        return Optional.of(
                "%s was %s and is %s"
                        .formatted(
                                path.isEmpty() ? "the output" : path,
                                shorten(recorded),
                                shorten(answer)));
    }

    private boolean isClose(JsonNode recorded, JsonNode answer) {
        double expected = recorded.doubleValue();
        double distance = Math.abs(expected - answer.doubleValue());
        return distance <= tolerance * Math.max(1, Math.abs(expected));
    }

    private static String shorten(JsonNode node) {
        String text = node.isMissingNode() ? "missing" : node.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
