package dev.heddle.streams;

import dev.heddle.runtime.Emission;
import java.util.List;
import java.util.Objects;

/**
 * What comes of some events.
 *
 * @param emissions what is to be sent, in order
 * @param acknowledged run when all of it is acknowledged; does not fail
 */
public record Effects(List<Emission> emissions, Runnable acknowledged) {
    private static final Runnable NOTHING = () -> {};

    public Effects {
        emissions = List.copyOf(emissions);
        Objects.requireNonNull(acknowledged, "acknowledged");
    }

    /** Emissions, and nothing to do when they are acknowledged. */
    public Effects(List<Emission> emissions) {
        this(emissions, NOTHING);
    }
}
