package dev.heddle.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.model.DataType;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import java.util.List;

/** Makes up an input record that a signature allows. */
final class ExampleInput {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ExampleInput() {}

    static ObjectNode of(FieldType.Struct struct) {
        ObjectNode node = JSON.objectNode();
        for (Field field : struct.fields()) {
            if (!field.mayBeLeftOut()) {
                node.set(field.name(), value(field.type()));
            }
        }
        return node;
    }

    private static JsonNode value(FieldType type) {
        return switch (type.kind()) {
            case BOOLEAN -> JSON.booleanNode(true);
            case INTEGER, LONG -> JSON.numberNode(1);
            case FLOAT, DOUBLE -> JSON.numberNode(1.5);
            case STRING -> JSON.textNode("text");
            case BINARY -> JSON.textNode("aGVkZGxl");
            case DATE -> JSON.textNode("2026-11-01");
            case TIMESTAMP -> JSON.textNode("2026-11-01T10:15:30Z");
            case LIST -> JSON.arrayNode().add(value(((FieldType.ListOf) type).element()));
            case MAP -> {
                ObjectNode map = JSON.objectNode();
                map.set("key", value(((FieldType.MapOf) type).value()));
                yield map;
            }
            case STRUCT -> of((FieldType.Struct) type);
            case TENSOR -> {
                FieldType.TensorOf tensor = (FieldType.TensorOf) type;
                yield tensor(tensor.elements(), tensor.shape());
            }
        };
    }

    private static JsonNode tensor(DataType elements, List<Long> shape) {
        if (shape.isEmpty()) {
            return element(elements);
        }
        ArrayNode array = JSON.arrayNode();
        long size = shape.get(0) < 0 ? 1 : shape.get(0);
        for (long i = 0; i < size; i++) {
            array.add(tensor(elements, shape.subList(1, shape.size())));
        }
        return array;
    }

    private static JsonNode element(DataType elements) {
        return switch (elements) {
            case STRING -> JSON.textNode("text");
            case BOOL -> JSON.booleanNode(true);
            default -> JSON.numberNode(1);
        };
    }
}
