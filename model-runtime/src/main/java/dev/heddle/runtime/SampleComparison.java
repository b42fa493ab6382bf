package dev.heddle.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Tells whether outputs are the recorded ones. A function's must be equal to the last bit. A
 * graph's floating-point numbers may differ a little: which kernels run depends on the batch's size
 * and the processor, and they add in different orders.
 */
final class SampleComparison {
    private static final double GRAPH_TOLERANCE = 1e-4;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonRows outputs;
    private final double tolerance;

    SampleComparison(JsonRows outputs, boolean usesGraph) {
        this.outputs = outputs;
        this.tolerance = usesGraph ? GRAPH_TOLERANCE : 0;
    }

    /** The first difference, as a sentence; empty if there is none. */
    Optional<String> difference(List<Row> expected, List<Row> actual) {
        return difference(outputs.writeArray(expected), outputs.writeArray(actual));
    }

    /** The same for JSON arrays of outputs. */
    Optional<String> difference(byte[] expected, byte[] actual) {
        try {
            return compare("", JSON.readTree(expected), JSON.readTree(actual));
        } catch (IOException e) {
            throw new UncheckedIOException("a recorded sample is no JSON", e);
        }
    }

    private Optional<String> compare(String path, JsonNode expected, JsonNode actual) {
        if (expected.isNumber() && actual.isNumber()) {
            return close(expected.doubleValue(), actual.doubleValue())
                            && (tolerance > 0 || expected.equals(actual))
                    ? Optional.empty()
                    : differs(path, expected, actual);
        }
        if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
            for (int i = 0; i < expected.size(); i++) {
                Optional<String> inner =
                        compare(path + "[" + i + "]", expected.get(i), actual.get(i));
                if (inner.isPresent()) {
                    return inner;
                }
            }
            return Optional.empty();
        }
        if (expected.isObject() && actual.isObject() && expected.size() == actual.size()) {
            for (var field : expected.properties()) {
                String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                JsonNode other = actual.get(field.getKey());
                Optional<String> inner =
                        other == null
                                ? differs(at, field.getValue(), null)
                                : compare(at, field.getValue(), other);
                if (inner.isPresent()) {
                    return inner;
                }
            }
            return Optional.empty();
        }
        return expected.equals(actual) ? Optional.empty() : differs(path, expected, actual);
    }

    private boolean close(double expected, double actual) {
        return Double.compare(expected, actual) == 0
                || Math.abs(expected - actual) <= tolerance * Math.max(1, Math.abs(expected));
    }

    private static Optional<String> differs(String path, JsonNode expected, JsonNode actual) {
        return Optional.of(
                "%s was %s and is %s"
                        .formatted(
                                path.isEmpty() ? "the output" : path,
                                Violations.shorten(String.valueOf(expected)),
                                Violations.shorten(String.valueOf(actual))));
    }
}
