package dev.heddle.model;

import java.time.Instant;
import java.util.Optional;

/**
 * One event of a topic. Good until the call that it was given to has returned; what is to outlive
 * that has to be taken out of it. Safe for use by many threads.
 *
 * @param <E> what its value was read as
 */
public interface Event<E> {
    /** Its value; never null. */
    E value();

    /** Its key as UTF-8; empty if it has none. Events of one key come in their order. */
    Optional<String> key();

    /** When it happened, as its producer or the broker noted it, to the millisecond. */
    Instant time();

    /** The last header of that name as UTF-8; empty if there is none. */
    Optional<String> header(String name);

    /** The topic that it came from. */
    String topic();

    /** The topic's partition, from 0. */
    int partition();

    /** Its place in the partition; together with topic and partition it names the event. */
    long offset();
}
