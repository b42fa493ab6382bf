package dev.heddle.model;

/**
 * What every function of a model can do besides scoring: prepare itself once and let go of what it
 * holds.
 *
 * <p>The platform creates the function with its public no-argument constructor, calls {@link #load}
 * once, then scores from many threads at the same time, and calls {@link #close} once when the
 * version is unloaded and no call is in flight. A function therefore keeps no mutable state that it
 * does not guard, and ends in {@code close} every thread that it started.
 */
public interface Loadable extends AutoCloseable {
    /**
     * Prepares the function: reads artifacts and parameters, builds tables.
     *
     * @param context the version that is being loaded; its {@link ModelContext#requestId} is empty
     * @throws Exception any failure; the version is then not served, and the message is shown
     */
    default void load(ModelContext context) throws Exception {}

    /**
     * Lets go of what {@link #load} took. Called once, after the last call has returned.
     *
     * @throws Exception any failure; it is logged and otherwise ignored
     */
    @Override
    default void close() throws Exception {}
}
