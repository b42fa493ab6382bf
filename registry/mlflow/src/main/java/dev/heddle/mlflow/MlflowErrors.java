package dev.heddle.mlflow;

import dev.heddle.client.ErrorFormat;
import dev.heddle.client.Problem;
import dev.heddle.model.ErrorCode;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Errors as MLflow's tracking server writes them: {@code {"error_code": "RESOURCE_DOES_NOT_EXIST",
 * "message": "…"}}, under the status that it has for each code.
 */
@Singleton
public final class MlflowErrors implements ErrorFormat {
    /** A code of MLflow's and the status that belongs to it. */
    private record Code(String name, int status) {}

    @Override
    public boolean covers(String path) {
        return path.startsWith("/api/2.0/") || path.startsWith("/api/3.0/");
    }

    @Override
    public int status(Problem problem) {
        return code(problem).status();
    }

    @Override
    public String mediaType() {
        return "application/json";
    }

    @Override
    public byte[] body(Problem problem) {
        return MlflowJson.bytes(
                Map.of("error_code", code(problem).name(), "message", problem.detail()));
    }

    private static Code code(Problem problem) {
        if (problem.status() == 404 && problem.code().equals(ErrorCode.NOT_FOUND.name())) {
            return new Code(
                    problem.detail().startsWith("there is nothing at")
                            ? "ENDPOINT_NOT_FOUND"
                            : "RESOURCE_DOES_NOT_EXIST",
                    404);
        }
        if (problem.code().equals(ErrorCode.ALREADY_EXISTS.name())) {
            return new Code("RESOURCE_ALREADY_EXISTS", 400);
        }
        return switch (problem.status()) {
            case 400 -> new Code("INVALID_PARAMETER_VALUE", 400);
            case 401 -> new Code("UNAUTHENTICATED", 401);
            case 403 -> new Code("PERMISSION_DENIED", 403);
            case 404 -> new Code("RESOURCE_DOES_NOT_EXIST", 404);
            case 409, 412 -> new Code("RESOURCE_CONFLICT", 409);
            case 429 -> new Code("REQUEST_LIMIT_EXCEEDED", 429);
            case 503 -> new Code("TEMPORARILY_UNAVAILABLE", 503);
            case 504 -> new Code("DEADLINE_EXCEEDED", 504);
            default ->
                    problem.status() < 500
                            ? new Code("BAD_REQUEST", problem.status())
                            : new Code("INTERNAL_ERROR", 500);
        };
    }
}
