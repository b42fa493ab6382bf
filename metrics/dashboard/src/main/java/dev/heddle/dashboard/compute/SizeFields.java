package dev.heddle.dashboard.compute;

import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.dashboard.PageAddress;
import java.util.Optional;
import java.util.OptionalDouble;

/** A size as somebody types it; a field that is blank is as the platform has it. */
public final class SizeFields {
    private SizeFields() {}

    /**
     * Processors.
     *
     * @throws IllegalArgumentException if it is no number
     */
    public static OptionalDouble cpus(String text) {
        try {
            return text.isBlank()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Double.parseDouble(text.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "CPUs is '%s', expected a number from 0.1 to 1024".formatted(text), e);
        }
    }

    /**
     * Memory, {@code 4g}, as it was typed.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Optional<String> memory(String text) {
        Optional<String> typed = PageAddress.given(text.strip());
        typed.ifPresent(ComputeSize::bytes);
        return typed;
    }
}
