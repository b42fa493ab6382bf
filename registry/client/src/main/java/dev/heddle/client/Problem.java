package dev.heddle.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.heddle.model.Violation;
import java.util.List;

/**
 * An error on the native API: problem+json of RFC 9457.
 *
 * @param type always {@code about:blank}; programs read {@code code}
 * @param title the status in words
 * @param status the HTTP status
 * @param code the name of an {@link dev.heddle.model.ErrorCode}
 * @param detail what went wrong, a sentence
 * @param violations every value that was wrong, for {@code INVALID_INPUT}
 * @param requestId the request's id, as in the log
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String code,
        String detail,
        List<Violation> violations,
        String requestId) {
    /** The media type. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        violations = violations == null ? List.of() : List.copyOf(violations);
    }
}
