package dev.heddle.features;

import dev.heddle.client.features.FeatureRegistry;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.EntityKey;
import dev.heddle.runtime.FeatureValues;
import dev.heddle.runtime.KnownFeatures;
import dev.heddle.runtime.Row;
import dev.heddle.streams.KafkaSettings;
import dev.heddle.streams.TestBroker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What the tests of features share: a registry in memory, writes from outside, and waiting. */
final class TestViews implements FeatureRegistry {
    private final List<FeatureView> views = new CopyOnWriteArrayList<>();

    static FeatureView view(String name) {
        return FeatureView.fromMap(
                Map.of(
                        "name",
                        name,
                        "keys",
                        Map.of("customerId", "long"),
                        "features",
                        Map.of("count", "long"),
                        "time",
                        "at"));
    }

    /** Defines a view and makes its topic. */
    FeatureView define(FeatureView view, TestBroker broker) {
        try (FeatureTopics topics = new FeatureTopics(broker.settings())) {
            topics.create(view, 4);
        }
        views.add(view);
        return view;
    }

    void remove(FeatureView view) {
        views.remove(view);
    }

    @Override
    public List<FeatureView> views() {
        return views;
    }

    LiveFeatures start(Supplier<KafkaSettings> kafka, Path folder, boolean writes) {
        LiveFeatures features =
                new LiveFeatures(this, kafka, () -> new RocksStore(folder, 8 << 20), false, writes);
        features.start();
        return features;
    }

    static Row entity(FeatureView view, long key) {
        return EntityKey.row(view.keys(), List.of(key));
    }

    static KnownFeatures known(FeatureView view, Instant time, long count) {
        Row row = new Row(view.features());
        row.set(0, count);
        return new KnownFeatures(time, row);
    }

    /** Writes features as a function would. */
    static void send(TestBroker broker, FeatureView view, long key, Instant time, long count) {
        broker.send(
                view.topic(),
                EntityKey.of(entity(view, key)),
                new FeatureValues(view).write(entity(view, key), known(view, time, count)));
    }

    /** The count of an entity; -1 if nothing is known, or it cannot be told yet. */
    static long count(LiveFeatures features, FeatureView view, long key) {
        try {
            FeatureView now = features.view(view.name()).orElse(null);
            KnownFeatures known = now == null ? null : features.read(now, Long.toString(key));
            return known == null ? -1 : known.values().longAt(0);
        } catch (HeddleException e) {
            return -1;
        }
    }

    static void await(BooleanSupplier condition, Supplier<?> state) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("did not happen in time: " + state.get());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
