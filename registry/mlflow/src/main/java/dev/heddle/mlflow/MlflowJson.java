package dev.heddle.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.List;

/**
 * JSON as MLflow's protocol has it: names with underscores, 64-bit integers as numbers, NaN and the
 * infinities as texts, and nothing where there is nothing.
 */
public final class MlflowJson {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                    .withConfigOverride(
                            List.class,
                            list ->
                                    list.setInclude(
                                            JsonInclude.Value.construct(
                                                    JsonInclude.Include.NON_EMPTY,
                                                    JsonInclude.Include.ALWAYS)))
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    // Who writes many values to one stream says when that is full.
                    .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private MlflowJson() {}

    /** The mapper; records become objects by their components' names. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** A value as JSON in UTF-8. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records become JSON", e);
        }
    }
}
