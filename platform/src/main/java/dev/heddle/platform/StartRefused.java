package dev.heddle.platform;

import java.util.Objects;

/** The process cannot start for a reason that its user can change; the message is a sentence. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartRefused(String message) {
        this(message, null);
    }

    public StartRefused(String message, Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
    }
}
