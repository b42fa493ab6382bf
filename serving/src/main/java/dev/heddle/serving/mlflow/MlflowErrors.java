package dev.heddle.serving.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.ErrorFormat;
import dev.heddle.client.Problem;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Errors of the protocol, {@code {"error_code": "BAD_REQUEST", "message": "…"}}, with the codes
 * that MLflow has for their status.
 */
@Singleton
final class MlflowErrors implements ErrorFormat {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Pattern PATH =
            Pattern.compile("(/models/[^/]+)?/(invocations|ping|health|version)");

    @Override
    public boolean covers(String path) {
        return PATH.matcher(path).matches();
    }

    @Override
    public String mediaType() {
        return "application/json";
    }

    @Override
    public byte[] body(Problem problem) {
        Map<String, String> error = new LinkedHashMap<>();
        error.put("error_code", code(problem.status()));
        error.put("message", problem.detail());
        try {
            return MAPPER.writeValueAsBytes(error);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map becomes JSON", e);
        }
    }

    private static String code(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "RESOURCE_DOES_NOT_EXIST";
            case 409, 412 -> "RESOURCE_CONFLICT";
            case 429 -> "REQUEST_LIMIT_EXCEEDED";
            case 503 -> "TEMPORARILY_UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR";
        };
    }
}
