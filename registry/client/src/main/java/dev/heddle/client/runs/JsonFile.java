package dev.heddle.client.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.UploadContent;

/** Values as JSON files of runs. */
final class JsonFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonFile() {}

    static UploadContent of(Object value) {
        try {
            return UploadContent.of(JSON.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
        }
    }

    /** The path of a JSON file, which must say that it is one. */
    static String path(String path) {
        if (!path.endsWith(".json")) {
            throw new IllegalArgumentException(
                    "'%s' does not end with .json, by which the dashboard knows what it is"
                            .formatted(path));
        }
        return path;
    }
}
