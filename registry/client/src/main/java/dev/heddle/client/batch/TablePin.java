package dev.heddle.client.batch;

import java.util.Objects;

/**
 * A version of a table that is kept whatever its age.
 *
 * @param name the pin's name
 * @param version the version's number
 */
public record TablePin(String name, long version) {
    public TablePin {
        Objects.requireNonNull(name, "name");
    }
}
