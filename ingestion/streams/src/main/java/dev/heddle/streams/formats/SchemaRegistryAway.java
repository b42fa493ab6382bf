package dev.heddle.streams.formats;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;

/** The schema registry does not answer as one does: no event's fault, however long it lasts. */
public final class SchemaRegistryAway extends HeddleException {
    private static final long serialVersionUID = 1L;

    SchemaRegistryAway(String message) {
        super(ErrorCode.UNAVAILABLE, message);
    }
}
