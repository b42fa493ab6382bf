package dev.heddle.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.net.URI;

/** Turns an answer that is an error back into the exception that it was. */
final class ProblemReader {
    private ProblemReader() {}

    static HeddleException read(ObjectMapper json, URI base, int status, byte[] body) {
        Problem problem = parse(json, body, Problem.class);
        if (problem == null || problem.code() == null) {
            MlflowError error = parse(json, body, MlflowError.class);
            return error != null && error.name() != null && error.message() != null
                    ? new HeddleException(error.code(status), error.message())
                    : new HeddleException(code(status), sentence(base, status));
        }
        ErrorCode code = code(problem.code(), status);
        if (code == ErrorCode.INVALID_INPUT && !problem.violations().isEmpty()) {
            return HeddleException.invalidInput(problem.violations());
        }
        String detail = problem.detail() == null ? sentence(base, status) : problem.detail();
        boolean isTraceable = status >= 500 && problem.requestId() != null;
        return new HeddleException(
                code, isTraceable ? detail + " (request " + problem.requestId() + ")" : detail);
    }

    /** How MLflow's protocol says what went wrong. */
    private record MlflowError(@JsonProperty("error_code") String name, String message) {
        ErrorCode code(int status) {
            return switch (name) {
                case "RESOURCE_DOES_NOT_EXIST", "ENDPOINT_NOT_FOUND" -> ErrorCode.NOT_FOUND;
                case "RESOURCE_ALREADY_EXISTS" -> ErrorCode.ALREADY_EXISTS;
                case "INVALID_PARAMETER_VALUE", "BAD_REQUEST" -> ErrorCode.INVALID_REQUEST;
                case "INVALID_STATE", "RESOURCE_CONFLICT" -> ErrorCode.CONFLICT;
                case "UNAUTHENTICATED" -> ErrorCode.UNAUTHENTICATED;
                case "PERMISSION_DENIED" -> ErrorCode.FORBIDDEN;
                case "REQUEST_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED" -> ErrorCode.OVERLOADED;
                case "TEMPORARILY_UNAVAILABLE" -> ErrorCode.UNAVAILABLE;
                default -> ProblemReader.code(status);
            };
        }
    }

    private static <T> T parse(ObjectMapper json, byte[] body, Class<T> type) {
        try {
            return body.length == 0 ? null : json.readValue(body, type);
        } catch (IOException e) {
            return null;
        }
    }

    /** A newer platform may know codes that this client does not. */
    private static ErrorCode code(String name, int status) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return code(status);
    }

    private static ErrorCode code(int status) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 409 -> ErrorCode.CONFLICT;
            case 412 -> ErrorCode.PRECONDITION_FAILED;
            case 413 -> ErrorCode.TOO_LARGE;
            case 429 -> ErrorCode.OVERLOADED;
            case 504 -> ErrorCode.DEADLINE_EXCEEDED;
            case 502, 503 -> ErrorCode.UNAVAILABLE;
            default -> status >= 500 ? ErrorCode.INTERNAL : ErrorCode.INVALID_REQUEST;
        };
    }

    private static String sentence(URI base, int status) {
        return switch (status) {
            case 401 ->
                    "%s wants a token that it knows (--token or HEDDLE_TOKEN; from Java, Heddle.connect(uri, token))"
                            .formatted(base);
            case 403 -> "the token's role does not allow this";
            case 404 -> "%s has no such thing".formatted(base);
            case 413 -> "the platform refuses a request of that size";
            default ->
                    "%s answered with status %d and without a reason; is it a Heddle platform?"
                            .formatted(base, status);
        };
    }
}
