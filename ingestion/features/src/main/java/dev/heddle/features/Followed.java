package dev.heddle.features;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.model.FeatureView;
import dev.heddle.runtime.FeatureValues;
import dev.heddle.runtime.FeatureWrite;
import dev.heddle.runtime.KnownFeatures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One view in this process: its topic, followed into the store. Written by the thread that follows;
 * read by many.
 */
final class Followed {
    private final FeatureView view;
    private final FeatureTopics.Topic topic;
    private final FeatureValues values;
    private final OnlineStore store;
    private final Map<Integer, Long> goal;
    private final Map<Integer, Long> places = new ConcurrentHashMap<>();
    private final Map<Integer, Long> unsaved = new HashMap<>();
    private final boolean repeats;
    private final Map<String, FeatureWrite> late = new HashMap<>();
    private volatile long behind;
    private final LongAdder tooLate = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private volatile long newestMillis = -1;
    private volatile boolean isReady;
    private volatile String lastError;

    /**
     * A view whose store is open.
     *
     * @param goal where the topic ended when this was made: from there on it is ready
     * @param repeats whether this process writes once more what has to be
     */
    Followed(
            FeatureView view,
            FeatureTopics.Topic topic,
            OnlineStore store,
            Map<Integer, Long> goal,
            boolean repeats) {
        this.view = view;
        this.topic = topic;
        this.values = new FeatureValues(view);
        this.store = store;
        this.goal = goal;
        this.repeats = repeats;
        places.putAll(store.places(view));
        noteReady();
    }

    /** A view as it was left, while its topic cannot be reached. */
    Followed(FeatureView view, OnlineStore store) {
        this(view, new FeatureTopics.Topic("", 0), store, Map.of(), false);
    }

    /** The same view by another definition that reads what is kept. */
    Followed by(FeatureView definition) {
        // What has been reached is enough to be as ready as this.
        Followed next = new Followed(definition, topic, store, isReady ? Map.of() : goal, repeats);
        next.writtenAt(newestMillis);
        return next;
    }

    FeatureView view() {
        return view;
    }

    FeatureTopics.Topic topic() {
        return topic;
    }

    /** Where the next event of a partition is. */
    long place(int partition) {
        return places.getOrDefault(partition, 0L);
    }

    Map<Integer, Long> places() {
        return Map.copyOf(places);
    }

    /** Takes over how far others have come with a store that is shared. */
    void refresh() {
        Map<Integer, Long> present = store.places(view);
        places.keySet().retainAll(present.keySet());
        places.putAll(present);
        noteReady();
    }

    /** Whether a store that is shared does not know any more what it knew. */
    boolean isLost() {
        Map<Integer, Long> present = store.places(view);
        return places.entrySet().stream()
                .anyMatch(place -> place.getValue() > 0 && !present.containsKey(place.getKey()));
    }

    private void noteReady() {
        if (!isReady && goal.entrySet().stream().allMatch(e -> place(e.getKey()) >= e.getValue())) {
            isReady = true;
            store.complete(view);
        }
    }

    boolean isReady() {
        return isReady;
    }

    /** How many events are still to be read until it is ready. */
    long missing() {
        return goal.entrySet().stream()
                .mapToLong(e -> Math.max(0, e.getValue() - place(e.getKey())))
                .sum();
    }

    /** How many events of the topic were read, since there is the topic. */
    long writes() {
        return places.values().stream().mapToLong(Long::longValue).sum();
    }

    /** When it was written to last, as far as is known; empty for never. */
    Optional<Instant> newest() {
        return newestMillis < 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(newestMillis));
    }

    /** Notes that it was written to at a time. By the thread that follows alone. */
    void writtenAt(long millis) {
        newestMillis = Math.max(newestMillis, millis);
    }

    /** How many are still to be read. */
    long behind() {
        return Math.max(behind, missing());
    }

    void behind(long count) {
        behind = count;
    }

    long tooLate() {
        return tooLate.sum();
    }

    long unreadable() {
        return unreadable.sum();
    }

    /** What was wrong with the last event that could not be read; null if there was none. */
    String lastError() {
        return lastError;
    }

    /** Writes events of the topic, in their order, to the store. */
    void take(Collection<ConsumerRecord<byte[], byte[]>> records) {
        List<FeatureWrite> writes = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            writtenAt(record.timestamp());
            if (record.value() == null) {
                // What came before is written first.
                write(writes);
                writes.clear();
                forget(record.key());
                continue;
            }
            FeatureWrite write = read(record);
            if (write == null) {
                continue;
            }
            if (record.headers().lastHeader(FeatureValues.REPEATED) == null) {
                writes.add(write);
            } else {
                write(writes);
                writes.clear();
                takeRepeated(write);
            }
        }
        write(writes);
    }

    /** Null if it is none of the view, whatever is wrong with it: nobody may stop all views. */
    private FeatureWrite read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return values.read(record.value());
        } catch (RuntimeException e) {
            unreadable.increment();
            lastError =
                    "partition %d, offset %d: %s"
                            .formatted(record.partition(), record.offset(), e.getMessage());
            return null;
        }
    }

    /**
     * A repetition says what was known when it was sent. What was written meanwhile of the same
     * moment counts, and has to be said again.
     */
    private void takeRepeated(FeatureWrite write) {
        KnownFeatures known = store.read(view, write.key());
        if (known == null || known.time().isBefore(write.features().time())) {
            write(List.of(write));
        } else if (!known.equals(write.features())) {
            if (repeats) {
                late.put(write.key(), new FeatureWrite(view, write.key(), known));
            }
        } else {
            late.remove(write.key());
        }
    }

    private void forget(byte[] key) {
        if (key != null) {
            String entity = new String(key, UTF_8);
            store.forget(view, List.of(entity));
            late.remove(entity);
        }
    }

    private void write(List<FeatureWrite> writes) {
        if (writes.isEmpty()) {
            return;
        }
        List<FeatureWrite> later = store.write(view, writes);
        if (!late.isEmpty()) {
            writes.forEach(write -> late.remove(write.key()));
        }
        if (repeats) {
            later.forEach(write -> late.put(write.key(), write));
        }
        tooLate.add(later.size());
    }

    /**
     * Notes how far the topic has been followed: in the store no further than what needs no
     * repetition any more.
     */
    void reached(Map<Integer, Long> next) {
        next.forEach(
                (partition, place) -> {
                    if (place != place(partition)) {
                        places.put(partition, place);
                        unsaved.put(partition, place);
                    }
                });
        if (late.isEmpty() && !unsaved.isEmpty()) {
            store.reached(view, unsaved);
            unsaved.clear();
        }
        noteReady();
    }

    /**
     * What has to be written once more, since its topic keeps the last event of an entity and that
     * one came too late. Not before the topic has been followed to its end: it may be there.
     */
    Collection<FeatureWrite> toRepeat() {
        return isReady && !late.isEmpty() ? List.copyOf(late.values()) : List.of();
    }

    void repeated(Collection<FeatureWrite> writes) {
        writes.forEach(write -> late.remove(write.key(), write));
    }

    /** An event that says once more what was written. */
    ProducerRecord<byte[], byte[]> repetition(FeatureWrite write) {
        ProducerRecord<byte[], byte[]> event =
                new ProducerRecord<>(
                        view.topic(), write.key().getBytes(UTF_8), values.write(write));
        event.headers().add(FeatureValues.REPEATED, new byte[0]);
        return event;
    }
}
