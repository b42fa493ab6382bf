package dev.heddle.runtime;

import dev.heddle.model.DataType;
import java.util.List;
import java.util.Objects;

/**
 * How one field looks to who speaks in tensors.
 *
 * @param name the field's name
 * @param type the element type
 * @param shape the sizes, outermost first, -1 where they may vary
 * @param required whether a caller must give it
 * @param binary whether its texts stand for bytes, in Base64
 */
public record TensorField(
        String name, DataType type, List<Long> shape, boolean required, boolean binary) {
    public TensorField {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        shape = List.copyOf(shape);
    }
}
