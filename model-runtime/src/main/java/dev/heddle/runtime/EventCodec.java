package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;

/** How records lie in the values of events. Safe for use by many threads. */
public interface EventCodec {
    /** JSON: an object of fields. */
    EventCodec JSON =
            new EventCodec() {
                @Override
                public Row read(byte[] value, JsonRows rows) {
                    JsonRows.Input input = rows.read(value);
                    if (input.isArray()) {
                        throw new HeddleException(
                                ErrorCode.INVALID_INPUT,
                                "the event is an array, expected an object");
                    }
                    return input.rows().get(0);
                }

                @Override
                public byte[] write(String topic, Row row, JsonRows rows) {
                    return rows.write(row);
                }
            };

    /**
     * Reads a value. May block.
     *
     * @param rows the mapping to the struct that is wanted
     * @throws HeddleException with {@code INVALID_INPUT} if it is no record of that struct; with
     *     {@code UNAVAILABLE} if what is needed to read it is away
     */
    Row read(byte[] value, JsonRows rows);

    /**
     * Writes a value. May block.
     *
     * @param topic where it goes
     * @param rows the mapping of its struct
     * @throws HeddleException if it cannot be written; with {@code UNAVAILABLE} if what is needed
     *     for that is away
     */
    byte[] write(String topic, Row row, JsonRows rows);
}
