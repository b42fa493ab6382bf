package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.heddle.model.DataType;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a tensor: nested arrays whose depth is the rank, a bare value where the rank is 0. A tensor
 * without elements may also be {@code {"shape": [0, 3]}}, since arrays cannot tell its sizes.
 */
final class TensorReader extends ValueReader {
    private final TensorOf type;

    TensorReader(TensorOf type) {
        super("a tensor of %s and shape %s".formatted(type.elements().wireName(), type.shape()));
        this.type = type;
    }

    @Override
    Object readBoxed(JsonParser parser, JsonToken token, Violations violations) throws IOException {
        String path = violations.path(parser);
        if (token == JsonToken.START_OBJECT) {
            return empty(path, parser, violations);
        }
        long[] shape = unknownShape();
        TensorElements elements = TensorElements.of(type.elements());
        return readLevel(parser, token, 0, shape, elements, violations)
                ? build(path, shape, elements, violations)
                : null;
    }

    /** The same for a parser that stands on the first entry of the outermost array. */
    Tensor readEntries(JsonParser parser, JsonToken first, Violations violations)
            throws IOException {
        long[] shape = unknownShape();
        TensorElements elements = TensorElements.of(type.elements());
        if (shape.length == 0) {
            violations.add("", "an array", expected());
            throw violations.exception();
        }
        return readEntries(parser, first, 0, shape, elements, violations)
                ? build("", shape, elements, violations)
                : null;
    }

    private long[] unknownShape() {
        long[] shape = new long[type.shape().size()];
        Arrays.fill(shape, -1);
        return shape;
    }

    private Tensor build(
            String path, long[] shape, TensorElements elements, Violations violations) {
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] < 0) {
                shape[i] = Math.max(0, type.shape().get(i));
            }
        }
        if (!type.accepts(shape)) {
            violations.add(path, "shape " + Arrays.toString(shape), expected());
            return null;
        }
        return elements.build(shape);
    }

    private boolean readLevel(
            JsonParser parser,
            JsonToken token,
            int depth,
            long[] shape,
            TensorElements elements,
            Violations violations)
            throws IOException {
        if (depth == shape.length) {
            if (elements.add(parser, token)) {
                return true;
            }
            violations.add(violations.path(parser), violations.found(parser), elements.expected());
            parser.skipChildren();
            return false;
        }
        if (token != JsonToken.START_ARRAY) {
            wrong(parser, violations);
            return false;
        }
        return readEntries(parser, parser.nextToken(), depth, shape, elements, violations);
    }

    private boolean readEntries(
            JsonParser parser,
            JsonToken first,
            int depth,
            long[] shape,
            TensorElements elements,
            Violations violations)
            throws IOException {
        long count = 0;
        boolean valid = true;
        for (JsonToken next = first; next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            if (violations.isFull()) {
                throw violations.exception();
            }
            valid &= readLevel(parser, next, depth + 1, shape, elements, violations);
            count++;
        }
        if (shape[depth] < 0) {
            shape[depth] = count;
        } else if (shape[depth] != count) {
            violations.add(
                    violations.path(parser),
                    "an array of %d beside one of %d".formatted(count, shape[depth]),
                    expected());
            return false;
        }
        return valid;
    }

    private Object empty(String path, JsonParser parser, Violations violations) throws IOException {
        List<Long> sizes = new ArrayList<>();
        boolean valid = "shape".equals(parser.nextFieldName());
        valid &= valid && parser.nextToken() == JsonToken.START_ARRAY;
        if (valid) {
            while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                sizes.add(parser.getLongValue());
            }
            valid = parser.currentToken() == JsonToken.END_ARRAY && parser.nextFieldName() == null;
        }
        long[] shape = sizes.stream().mapToLong(Long::longValue).toArray();
        if (!valid || Arrays.stream(shape).noneMatch(s -> s == 0) || !type.accepts(shape)) {
            violations.add(path, "an object", expected() + " as nested arrays");
            throw violations.exception();
        }
        return type.elements() == DataType.STRING
                ? Tensor.of(List.of(), shape)
                : TensorElements.of(type.elements()).build(shape);
    }
}
