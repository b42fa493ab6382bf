package dev.heddle.features;

import dev.heddle.client.streams.StartAt;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.FeatureWrite;
import dev.heddle.streams.AdminCalls;
import dev.heddle.streams.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topics of all views into the store, on a thread of its own, and begins again after
 * whatever fails: from the places that the store knows, so that nothing is left out.
 *
 * <p>A store of this process alone takes all partitions. One that is shared is written by the
 * members of a group, each with partitions of its own.
 */
final class FeatureFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureFollower.class);
    private static final String GROUP = "heddle-features";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration CHECK = Duration.ofSeconds(5);
    private static final Duration REWIND = Duration.ofMinutes(1);
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Supplier<KafkaSettings> kafka;
    private final Supplier<OnlineStore> stores;
    private final Supplier<Map<String, FeatureView>> wanted;
    private final boolean repeats;
    private final Map<String, Followed> followed = new ConcurrentHashMap<>();
    private final Map<String, Followed> resumed = new ConcurrentHashMap<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "heddle-features");
    private volatile OnlineStore store;
    private volatile FeatureTopics topics;
    private volatile boolean isClosed;
    private volatile String failure;
    private KafkaConsumer<byte[], byte[]> consumer;
    private KafkaProducer<byte[], byte[]> producer;
    private final Set<String> rewound = new HashSet<>();
    private long nextLook = System.nanoTime();
    private long nextCheck = System.nanoTime();
    private long nextSweep = System.nanoTime();

    /**
     * A follower, which begins when it is started.
     *
     * @param kafka where the brokers are
     * @param stores opens the store
     * @param wanted the views that there are now
     * @param repeats whether this process writes once more what its topic would forget
     */
    FeatureFollower(
            Supplier<KafkaSettings> kafka,
            Supplier<OnlineStore> stores,
            Supplier<Map<String, FeatureView>> wanted,
            boolean repeats) {
        this.kafka = kafka;
        this.stores = stores;
        this.wanted = wanted;
        this.repeats = repeats;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** A view that is followed; null if it is not, for the reason that {@link #problem} has. */
    Followed find(String view) {
        Followed one = followed.get(view);
        return one == null ? resumed.get(view) : one;
    }

    /** The store; null until the first view is there. */
    OnlineStore store() {
        return store;
    }

    /** Where topics end; null until the first view is there. */
    FeatureTopics topics() {
        return topics;
    }

    /** Why a view is not followed. */
    String problem(String view) {
        return problems.getOrDefault(view, "it has not been looked for yet");
    }

    /** What keeps all views from being followed now. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    private void run() {
        int failures = 0;
        while (!isClosed) {
            try {
                step();
                failures = 0;
                failure = null;
            } catch (RuntimeException | Error e) {
                if (isClosed) {
                    break;
                }
                failures++;
                failure = described(e);
                wanted.get().keySet().forEach(view -> problems.put(view, described(e)));
                if (failures == 1) {
                    LOG.warn("Feature views cannot be followed, and are tried again.", e);
                }
                release();
                nextLook = System.nanoTime();
                pause(failures);
            }
        }
        release();
    }

    private static String described(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void pause(int failures) {
        long millis = Math.min(500L << Math.min(failures - 1, 6), LONGEST_PAUSE.toMillis());
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            // Closed: the loop ends.
            Thread.currentThread().interrupt();
        }
    }

    private void step() {
        if (System.nanoTime() - nextLook >= 0) {
            look();
            nextLook = System.nanoTime() + LOOK.toNanos();
        }
        if (followed.isEmpty() || consumer == null) {
            pause(1);
            return;
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        Map<String, Map<Integer, Long>> places = places();
        for (Followed view : followed.values()) {
            List<ConsumerRecord<byte[], byte[]>> own = new ArrayList<>();
            records.records(view.view().topic()).forEach(own::add);
            if (!own.isEmpty()) {
                view.take(own);
            }
            repeat(view);
            view.behind(behind(view.view().topic()));
            view.reached(places.getOrDefault(view.view().topic(), Map.of()));
        }
        if (System.nanoTime() - nextSweep >= 0) {
            followed.values().forEach(view -> store.sweep(view.view()));
            nextSweep = System.nanoTime() + SWEEP.toNanos();
        }
    }

    private long behind(String topic) {
        return consumer.assignment().stream()
                .filter(partition -> partition.topic().equals(topic))
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }

    private Map<String, Map<Integer, Long>> places() {
        Map<String, Map<Integer, Long>> places = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            places.computeIfAbsent(partition.topic(), topic -> new HashMap<>())
                    .put(partition.partition(), consumer.position(partition));
        }
        return places;
    }

    private void repeat(Followed view) {
        Collection<FeatureWrite> writes = view.toRepeat();
        if (writes.isEmpty()) {
            return;
        }
        if (producer == null) {
            producer = new KafkaProducer<>(kafka.get().producer());
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        writes.forEach(write -> sent.add(producer.send(view.repetition(write))));
        sent.forEach(AdminCalls::await);
        view.repeated(writes);
    }

    /** Begins with views that have come, and ends with those that have gone or changed. */
    private void look() {
        Map<String, FeatureView> views = wanted.get();
        if (views.isEmpty() && followed.isEmpty()) {
            return;
        }
        if (topics == null) {
            topics = new FeatureTopics(kafka.get());
        }
        if (store == null) {
            store = stores.get();
        }
        boolean changed = false;
        for (Followed one : List.copyOf(followed.values())) {
            changed |= lookAgain(one, views.get(one.view().name()));
        }
        if (System.nanoTime() - nextCheck >= 0) {
            changed |= checkTopics();
            nextCheck = System.nanoTime() + CHECK.toNanos();
        }
        for (FeatureView view : views.values()) {
            if (!followed.containsKey(view.name())) {
                changed |= begin(view);
            }
        }
        if (changed || consumer == null) {
            assign();
        }
    }

    /** Whether it is followed otherwise from now on, or no more. */
    private boolean lookAgain(Followed one, FeatureView now) {
        String name = one.view().name();
        if (now == null) {
            followed.remove(name);
            problems.remove(name);
            resumed.remove(name);
            store.drop(name);
            return true;
        }
        if (store.isShared() && (!store.holds(name, one.topic().id()) || one.isLost())) {
            // It came back empty, or others have begun with another topic.
            followed.remove(name);
            return true;
        }
        if (now == one.view()) {
            if (store.isShared() && !one.isReady()) {
                one.refresh();
            }
            return false;
        }
        if (!one.view().incompatibilitiesOf(now).isEmpty()) {
            followed.remove(name);
            return true;
        }
        followed.put(name, one.by(now));
        if (!now.features().equals(one.view().features())) {
            // What was written of a new feature before this process knew of it is read again.
            rewound.add(now.topic());
        }
        boolean isKeptOtherwise =
                store.isShared() && !now.timeToLive().equals(one.view().timeToLive());
        if (isKeptOtherwise) {
            // The server forgets by the time that it was told with each entity: tell it again.
            Map<Integer, Long> beginning = new HashMap<>();
            one.places().keySet().forEach(partition -> beginning.put(partition, 0L));
            store.reached(now, beginning);
        }
        return isKeptOtherwise || !rewound.isEmpty();
    }

    /** Topics may be removed and made again under the same name. */
    private boolean checkTopics() {
        List<FeatureView> views = followed.values().stream().map(Followed::view).toList();
        Map<String, FeatureTopics.Topic> present = topics.find(views);
        boolean changed = false;
        for (FeatureView view : views) {
            FeatureTopics.Topic known = followed.get(view.name()).topic();
            if (!known.equals(present.get(view.name()))) {
                followed.remove(view.name());
                changed = true;
            }
        }
        if (store.isShared() && !followed.isEmpty()) {
            topics.noteNewest(followed.values());
        }
        return changed;
    }

    private boolean begin(FeatureView view) {
        FeatureTopics.Topic topic;
        try {
            topic = topics.find(view).orElse(null);
        } catch (HeddleException e) {
            // Without brokers, what was known before is better than nothing.
            if (store.resume(view)) {
                resumed.put(view.name(), new Followed(view, store));
            }
            throw e;
        }
        if (topic == null) {
            problems.put(view.name(), "its topic %s does not exist".formatted(view.topic()));
            return false;
        }
        store.open(view, topic.id());
        Map<Integer, Long> goal = topics.ends(view, topic.partitions());
        Followed begun = new Followed(view, topic, store, goal, repeats);
        // What is read from then on says it by itself, unless another process reads it.
        topics.noteNewest(List.of(begun));
        followed.put(view.name(), begun);
        resumed.remove(view.name());
        problems.remove(view.name());
        return true;
    }

    private void assign() {
        if (consumer == null) {
            consumer = new KafkaConsumer<>(settings());
        }
        if (store.isShared()) {
            List<String> names = followed.values().stream().map(one -> one.view().topic()).toList();
            consumer.subscribe(names, new Seeking());
            // Partitions that it has already are not assigned anew.
            seek(consumer.assignment());
            return;
        }
        List<TopicPartition> partitions = new ArrayList<>();
        for (Followed one : followed.values()) {
            for (int i = 0; i < one.topic().partitions(); i++) {
                partitions.add(new TopicPartition(one.view().topic(), i));
            }
        }
        consumer.assign(partitions);
        seek(partitions);
    }

    private Map<String, Object> settings() {
        KafkaSettings known = kafka.get();
        Map<String, Object> settings =
                store.isShared() ? known.consumer(GROUP, StartAt.EARLIEST) : known.reader();
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        return settings;
    }

    private void seek(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        followed.values().forEach(Followed::refresh);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> recent = recent(partitions);
        for (TopicPartition partition : partitions) {
            for (Followed one : followed.values()) {
                if (partition.topic().equals(one.view().topic())) {
                    long place = one.place(partition.partition());
                    long back = recent.getOrDefault(partition, place);
                    consumer.seek(
                            partition, Math.max(Math.min(place, back), starts.get(partition)));
                }
            }
        }
    }

    /** Where partitions that are to be read again were a moment ago. */
    private Map<TopicPartition, Long> recent(Collection<TopicPartition> partitions) {
        long since = System.currentTimeMillis() - REWIND.toMillis();
        Map<TopicPartition, Long> times = new HashMap<>();
        for (TopicPartition partition : partitions) {
            if (rewound.contains(partition.topic())) {
                times.put(partition, since);
            }
        }
        rewound.clear();
        Map<TopicPartition, Long> recent = new HashMap<>();
        if (!times.isEmpty()) {
            consumer.offsetsForTimes(times)
                    .forEach(
                            (partition, found) -> {
                                if (found != null) {
                                    recent.put(partition, found.offset());
                                }
                            });
        }
        return recent;
    }

    private final class Seeking implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            seek(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // What was read of them is in the store already.
        }
    }

    /** Lets go of the connections: what is known stays, and is read meanwhile. */
    private void release() {
        close(consumer);
        consumer = null;
        close(producer);
        producer = null;
    }

    private static void close(AutoCloseable client) {
        if (client == null) {
            return;
        }
        try {
            client.close();
        } catch (Exception e) {
            LOG.debug("A client did not close as it should.", e);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (topics != null) {
            topics.close();
        }
        if (store != null) {
            store.close();
        }
    }
}
