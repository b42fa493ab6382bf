package dev.heddle.features;

import dev.heddle.model.FeatureView;
import dev.heddle.runtime.FeatureWrite;
import dev.heddle.runtime.KnownFeatures;
import java.util.List;
import java.util.Map;

/**
 * Keeps the present features of entities, and how far the topic of each view has been followed. Of
 * what is written of an entity, the latest counts by its event time, and of the same time the last
 * one written. Safe for use by many threads, except that one at a time follows a partition.
 *
 * <p>Every method fails with {@link dev.heddle.model.HeddleException} of {@code UNAVAILABLE} while
 * the store cannot be reached, or has no room.
 */
public interface OnlineStore extends AutoCloseable {
    /** Whether other processes use the same store, so that one of them has to follow a topic. */
    boolean isShared();

    /**
     * Makes a view ready to be used. What is kept of another topic of that name is forgotten.
     *
     * @param topic the topic's id on the brokers
     */
    void open(FeatureView view, String topic);

    /** Whether what is kept of a view came of that topic. */
    boolean holds(String view, String topic);

    /**
     * Makes a view ready to be used as it was left, while its topic cannot be asked for.
     *
     * @return whether that can be done: {@link #complete} was told of it
     */
    boolean resume(FeatureView view);

    /** Notes that a view has been followed to the end of its topic, at least once. */
    void complete(FeatureView view);

    /** Forgets a view, if it is there. */
    void drop(String view);

    /** What is known of an entity at all, however old; null if nothing is. */
    KnownFeatures read(FeatureView view, String key);

    /** The same for some entities, null in the place of those that nothing is known of. */
    List<KnownFeatures> read(FeatureView view, List<String> keys);

    /**
     * Takes what was written, in order.
     *
     * @return those that came too late: something later was known already
     */
    List<FeatureWrite> write(FeatureView view, List<FeatureWrite> writes);

    /** Forgets entities. */
    void forget(FeatureView view, List<String> keys);

    /** The next offset of each partition of a view's topic; those that are not there begin at 0. */
    Map<Integer, Long> places(FeatureView view);

    /** Notes how far partitions have been followed, after what stood before was written. */
    void reached(FeatureView view, Map<Integer, Long> places);

    /**
     * Removes what is older than the view's time to live, a part of it at a time.
     *
     * @return how many entities were forgotten
     */
    long sweep(FeatureView view);

    @Override
    void close();
}
