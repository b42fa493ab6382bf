package dev.heddle.client;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.List;
import java.util.Objects;

/** The one place that turns errors into the native API's answers. */
public final class Problems {
    /** After how many seconds a caller may repeat a request that failed for a passing reason. */
    public static final int RETRY_AFTER_SECONDS = 1;

    private static final String BLANK = "about:blank";

    private Problems() {}

    /**
     * The answer to a request that failed. The exception's own message is sent unless the platform
     * itself is at fault ({@link ErrorCode#INTERNAL}): that message is for the log alone.
     *
     * @param requestId the request's id, as in the log
     */
    public static Problem of(HeddleException error, String requestId) {
        Objects.requireNonNull(error, "error");
        if (error.code() == ErrorCode.INTERNAL) {
            return internal(requestId);
        }
        return new Problem(
                BLANK,
                title(status(error.code())),
                status(error.code()),
                error.code().name(),
                error.getMessage(),
                error.violations(),
                requestId);
    }

    /** The answer to a request that failed by a defect; it says nothing of the cause. */
    public static Problem internal(String requestId) {
        return of(
                500,
                ErrorCode.INTERNAL,
                "the platform failed; its log has the cause under this request id",
                requestId);
    }

    /** An answer with a status of its own, for what HTTP itself refuses: 405, 406, 415. */
    public static Problem of(int status, ErrorCode code, String detail, String requestId) {
        return new Problem(BLANK, title(status), status, code.name(), detail, List.of(), requestId);
    }

    /** The HTTP status of a code. */
    public static int status(ErrorCode code) {
        return switch (code.category()) {
            case USER -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case PRECONDITION -> 412;
            case TOO_LARGE -> 413;
            case EXHAUSTED -> 429;
            case EXTERNAL -> 503;
            case DEADLINE -> 504;
            case INTERNAL -> 500;
        };
    }

    /** Whether a {@code Retry-After} header goes with the answer. */
    public static boolean isRetryable(Problem problem) {
        return problem.status() == 429 || problem.status() == 503;
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 409 -> "Conflict";
            case 412 -> "Precondition Failed";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> status < 500 ? "Request Refused" : "Server Error";
        };
    }
}
