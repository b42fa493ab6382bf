package dev.heddle.streams;

import dev.heddle.model.Event;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelIdentity;
import dev.heddle.runtime.Emission;
import java.util.List;

/**
 * What a stream runs on its events. Safe for use by many threads; closed when no call is running.
 */
public interface StreamProgram extends AutoCloseable {
    /** The version that this is. */
    ModelIdentity identity();

    /**
     * Reads an event's value.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if it is not what the program takes
     */
    Object read(byte[] value);

    /**
     * Takes events.
     *
     * @param events whose values are of {@link #read}; at least one
     * @return what is to be sent
     * @throws Exception any failure; nothing is sent then
     */
    Effects process(List<? extends Event<?>> events) throws Exception;

    /**
     * An emission is acknowledged.
     *
     * @param partition the partition of its topic
     * @param offset its place there
     */
    default void sent(Emission emission, int partition, long offset) {}

    /** An event has become a dead letter, for that reason. */
    default void dead(Exception failure) {}

    /** Partitions are taken over from others, or from an earlier life of this process. */
    default void takenOver() {}

    /** What was sent and is not committed yet never will be. */
    default void abandoned() {}

    @Override
    void close();
}
