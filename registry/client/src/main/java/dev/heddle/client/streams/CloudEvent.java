package dev.heddle.client.streams;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A CloudEvent in structured mode, by the CloudEvents specification 1.0 and its Kafka binding: one
 * JSON object that holds attributes and data. In binary mode attributes are headers {@code ce_…}
 * and the value is the data, so that there is nothing to take apart.
 *
 * @param attributes the attributes but for the data, named as headers would be
 * @param data the event's value
 */
public record CloudEvent(Map<String, String> attributes, byte[] data) {
    /** The header that says what an event's value is. */
    public static final String CONTENT_TYPE = "content-type";

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String PREFIX = "ce_";
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    // Digits go through as they are.
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    /** Whether a content type says that an event is one. */
    public static boolean isStructured(Optional<String> contentType) {
        return contentType.filter(type -> type.startsWith(STRUCTURED)).isPresent();
    }

    /**
     * Takes one apart.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if it is none
     */
    public static CloudEvent read(byte[] value) {
        try {
            JsonNode event = JSON.readTree(value);
            if (!event.isObject() || !event.hasNonNull("specversion")) {
                throw invalid("it is no object with a specversion", null);
            }
            Map<String, String> attributes = new HashMap<>();
            event.fields()
                    .forEachRemaining(
                            field -> {
                                if (!field.getKey().startsWith("data")
                                        && field.getValue().isValueNode()) {
                                    attributes.put(
                                            PREFIX + field.getKey(), field.getValue().asText());
                                }
                            });
            if (event.hasNonNull("datacontenttype")) {
                attributes.put(CONTENT_TYPE, event.get("datacontenttype").asText());
            }
            return new CloudEvent(attributes, data(event));
        } catch (JsonProcessingException e) {
            throw invalid("it is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw invalid(e.getMessage(), e);
        }
    }

    private static byte[] data(JsonNode event) throws IOException {
        if (event.hasNonNull("data_base64")) {
            return event.get("data_base64").binaryValue();
        }
        if (!event.has("data")) {
            throw invalid("it has no data", null);
        }
        return JSON.writeValueAsBytes(event.get("data"));
    }

    private static HeddleException invalid(String reason, Throwable cause) {
        return new HeddleException(
                ErrorCode.INVALID_INPUT,
                "the event says that it is %s, and %s".formatted(STRUCTURED, reason),
                cause);
    }
}
