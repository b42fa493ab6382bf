package dev.heddle.model;

import java.util.List;

/**
 * A function over the events of a topic. What it does goes through its context, and only there: it
 * {@link StreamContext#emit emits} events.
 *
 * <p>The platform calls it from several threads at once, with each key on one thread at a time and
 * the events of a key in their order. The effects of a call happen after it has returned; those of
 * a call that throws never do. Events are given again after a failure or a crash, unless the stream
 * is exactly once; a function that keeps state has to bear that.
 *
 * @param <E> the record that an event's JSON is read as, or {@code byte[]} for events as they are
 */
public interface StreamFunction<E> extends Loadable {
    /**
     * Takes some events. If it throws, the events are given again, fewer at a time, until those
     * that it cannot take are found: they go to the stream's dead letters, and the rest goes on.
     *
     * @param context the version, its parameters and artifacts, and where effects go; never null,
     *     and good for this call and thread alone
     * @param events one or more events, those of one key in their order; unmodifiable
     * @throws HeddleException with {@link ErrorCode#INVALID_INPUT} for events that never can be
     *     taken; they are not tried again
     * @throws Exception any other failure
     */
    void process(StreamContext context, List<Event<E>> events) throws Exception;
}
