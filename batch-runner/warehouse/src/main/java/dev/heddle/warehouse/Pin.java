package dev.heddle.warehouse;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.regex.Pattern;

/**
 * A version of a table that is kept until the pin is taken off.
 *
 * @param name the pin's name
 * @param version the version's number
 */
public record Pin(String name, long version) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    public Pin {
        if (!NAME.matcher(name).matches()) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "a pin's name has letters, digits, '.', '_' and '-', found '%s'"
                            .formatted(name));
        }
    }
}
