package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;

/**
 * The features that a function keeps cannot be read now: no event's fault, however long it lasts.
 */
public final class FeaturesAway extends HeddleException {
    private static final long serialVersionUID = 1L;

    /** Features that are away for a reason. */
    public FeaturesAway(String message, Throwable cause) {
        super(ErrorCode.UNAVAILABLE, message, cause);
    }
}
