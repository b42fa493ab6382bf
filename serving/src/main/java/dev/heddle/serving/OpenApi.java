package dev.heddle.serving;

import dev.heddle.client.ModelVersion;
import dev.heddle.model.DataType;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.Signature;
import dev.heddle.runtime.LoadedModel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The OpenAPI 3.1 document of one endpoint, made from its version's signature. */
final class OpenApi {
    private OpenApi() {}

    /** A name as a part of an address. */
    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static Map<String, Object> document(String endpoint, ModelVersion version, LoadedModel model) {
        Signature signature = model.signature();
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", "predict");
        operation.put("summary", "Scores one record, or an array of them");
        operation.put(
                "parameters",
                List.of(
                        Map.of(
                                "name",
                                Exchanges.TIMEOUT_HEADER,
                                "in",
                                "header",
                                "description",
                                "The deadline in milliseconds from now",
                                "schema",
                                Map.of("type", "integer", "minimum", 1))));
        operation.put(
                "requestBody",
                Map.of("required", true, "content", content("application/json", "Input")));
        Map<String, Object> responses = new LinkedHashMap<>();
        responses.put("200", response("The output, or an array of outputs", "Output"));
        responses.put("400", problem("The input breaks the signature"));
        responses.put("404", problem("There is no such endpoint"));
        responses.put("429", problem("Too many calls; try again after Retry-After"));
        responses.put("503", problem("No version is ready; try again after Retry-After"));
        responses.put("504", problem("The deadline passed"));
        operation.put("responses", responses);

        Map<String, Object> schemas = new LinkedHashMap<>();
        schemas.put("Input", schema(signature.input()));
        schemas.put("Output", schema(signature.output()));
        schemas.put("Problem", problemSchema());

        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("title", endpoint);
        info.put("version", String.valueOf(version.version()));
        model.doc().ifPresent(doc -> info.put("description", doc));
        document.put("info", info);
        document.put(
                "paths",
                Map.of("/models/" + encoded(endpoint) + "/predict", Map.of("post", operation)));
        document.put("components", Map.of("schemas", schemas));
        return document;
    }

    private static Map<String, Object> response(String description, String schema) {
        return Map.of("description", description, "content", content("application/json", schema));
    }

    private static Map<String, Object> problem(String description) {
        return Map.of(
                "description",
                description,
                "content",
                Map.of("application/problem+json", Map.of("schema", reference("Problem"))));
    }

    private static Map<String, Object> content(String type, String schema) {
        Map<String, Object> array = new LinkedHashMap<>();
        array.put("type", "array");
        array.put("items", reference(schema));
        return Map.of(type, Map.of("schema", Map.of("oneOf", List.of(reference(schema), array))));
    }

    private static Map<String, Object> reference(String schema) {
        return Map.of("$ref", "#/components/schemas/" + schema);
    }

    private static Map<String, Object> problemSchema() {
        Map<String, Object> text = Map.of("type", "string");
        Map<String, Object> violation = new LinkedHashMap<>();
        violation.put("type", "object");
        violation.put("properties", Map.of("path", text, "found", text, "expected", text));
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("title", text);
        properties.put("status", Map.of("type", "integer"));
        properties.put("code", text);
        properties.put("detail", text);
        properties.put("violations", Map.of("type", "array", "items", violation));
        properties.put("requestId", text);
        return Map.of("type", "object", "properties", properties);
    }

    /** JSON Schema of a type. */
    static Map<String, Object> schema(FieldType type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        switch (type.kind()) {
            case BOOLEAN -> schema.put("type", "boolean");
            case INTEGER -> putFormat(schema, "integer", "int32");
            case LONG -> putFormat(schema, "integer", "int64");
            case FLOAT -> putFormat(schema, "number", "float");
            case DOUBLE -> putFormat(schema, "number", "double");
            case STRING -> schema.put("type", "string");
            case BINARY -> {
                schema.put("type", "string");
                schema.put("contentEncoding", "base64");
            }
            case DATE -> putFormat(schema, "string", "date");
            case TIMESTAMP -> putFormat(schema, "string", "date-time");
            case LIST -> {
                schema.put("type", "array");
                schema.put("items", schema(((ListOf) type).element()));
            }
            case MAP -> {
                schema.put("type", "object");
                schema.put("additionalProperties", schema(((MapOf) type).value()));
            }
            case STRUCT -> putStruct(schema, (Struct) type);
            case TENSOR -> putTensor(schema, (TensorOf) type, 0);
        }
        return schema;
    }

    private static void putFormat(Map<String, Object> schema, String type, String format) {
        schema.put("type", type);
        schema.put("format", format);
    }

    private static void putStruct(Map<String, Object> schema, Struct struct) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Field field : struct.fields()) {
            Map<String, Object> property = schema(field.type());
            field.doc().ifPresent(doc -> property.put("description", doc));
            if (!field.mayBeLeftOut()) {
                required.add(field.name());
            } else if (property.get("type") instanceof String name) {
                property.put("type", List.of(name, "null"));
            }
            properties.put(field.name(), property);
        }
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
    }

    private static void putTensor(Map<String, Object> schema, TensorOf tensor, int depth) {
        if (depth == tensor.shape().size()) {
            schema.put("type", elementType(tensor.elements()));
            return;
        }
        Map<String, Object> items = new LinkedHashMap<>();
        putTensor(items, tensor, depth + 1);
        schema.put("type", "array");
        schema.put("items", items);
        long size = tensor.shape().get(depth);
        if (size >= 0) {
            schema.put("minItems", size);
            schema.put("maxItems", size);
        }
    }

    private static String elementType(DataType type) {
        if (type == DataType.BOOL) {
            return "boolean";
        }
        return type == DataType.STRING ? "string" : type.isInteger() ? "integer" : "number";
    }
}
