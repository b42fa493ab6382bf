package dev.heddle.serving.oip;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.ErrorFormat;
import dev.heddle.client.Problem;
import jakarta.inject.Singleton;
import java.util.Map;

/** Errors of the protocol: {@code {"error": "…"}}. */
@Singleton
final class OipErrors implements ErrorFormat {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public boolean covers(String path) {
        return path.equals("/v2") || path.startsWith("/v2/");
    }

    @Override
    public String mediaType() {
        return "application/json";
    }

    @Override
    public byte[] body(Problem problem) {
        try {
            return MAPPER.writeValueAsBytes(Map.of("error", problem.detail()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map becomes JSON", e);
        }
    }
}
