package dev.heddle.model;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The one exception of the platform: a code for programs, a sentence for people, and for bad input
 * every value that was wrong. A function may throw it to answer a call with an error of its choice.
 */
public class HeddleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<Violation> violations;

    /** An error with a message that names what was found and what was expected. */
    public HeddleException(ErrorCode code, String message) {
        this(code, message, List.of(), null);
    }

    /** An error with its cause, which is logged and never sent to a caller. */
    public HeddleException(ErrorCode code, String message, Throwable cause) {
        this(code, message, List.of(), cause);
    }

    private HeddleException(
            ErrorCode code, String message, List<Violation> violations, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
        this.violations = List.copyOf(violations);
    }

    /** Input that breaks the signature; the message is made of the violations. */
    public static HeddleException invalidInput(List<Violation> violations) {
        return new HeddleException(
                ErrorCode.INVALID_INPUT,
                violations.stream().map(Violation::toString).collect(Collectors.joining("; ")),
                violations,
                null);
    }

    /** What went wrong, for programs. */
    public ErrorCode code() {
        return code;
    }

    /** The values that were wrong; empty unless the code is {@link ErrorCode#INVALID_INPUT}. */
    public List<Violation> violations() {
        return violations == null ? List.of() : violations;
    }
}
