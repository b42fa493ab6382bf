package dev.heddle.cli.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;

/** The records of this package as MLflow's protocol writes them. */
final class TransferJson {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private TransferJson() {}

    /**
     * A record that was read.
     *
     * @throws HeddleException with {@code CORRUPT} if it is of another form
     */
    static <T> T read(JsonNode json, Class<T> type) {
        try {
            return MAPPER.convertValue(json, type);
        } catch (IllegalArgumentException e) {
            throw new HeddleException(
                    ErrorCode.CORRUPT,
                    "the source sent something that MLflow does not send: " + e.getMessage(),
                    e);
        }
    }

    /** A record as JSON. */
    static JsonNode tree(Object record) {
        return MAPPER.valueToTree(record);
    }
}
