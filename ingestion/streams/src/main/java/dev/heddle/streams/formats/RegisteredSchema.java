package dev.heddle.streams.formats;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A schema as a registry keeps it.
 *
 * @param type {@code AVRO}, {@code PROTOBUF} or another one
 * @param text the schema
 * @param references the texts of the schemas that it refers to, by the names that it has for them;
 *     what others build on comes first
 */
record RegisteredSchema(String type, String text, Map<String, String> references) {
    RegisteredSchema {
        references = Collections.unmodifiableMap(new LinkedHashMap<>(references));
    }
}
