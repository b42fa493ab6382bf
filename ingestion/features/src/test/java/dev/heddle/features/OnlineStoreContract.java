package dev.heddle.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.FeatureWrite;
import dev.heddle.runtime.KnownFeatures;
import dev.heddle.runtime.Row;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises; each has a class of tests that is one line long. */
abstract class OnlineStoreContract {
    static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    final FeatureView view =
            FeatureView.fromMap(
                    Map.of(
                            "name",
                            "activity",
                            "keys",
                            Map.of("customerId", "long"),
                            "features",
                            Map.of("purchases", "double"),
                            "time",
                            "at"));

    OnlineStore store;

    /** Opens the store, the same one each time. */
    abstract OnlineStore open();

    @BeforeEach
    void openStore() {
        store = open();
        store.drop(view.name());
        store.open(view, "topic-1");
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    FeatureWrite write(FeatureView of, Object key, Instant time, double purchases) {
        Row row = new Row(of.features());
        row.set(0, purchases);
        return new FeatureWrite(of, key.toString(), new KnownFeatures(time, row));
    }

    private FeatureWrite write(Object key, Instant time, double purchases) {
        return write(view, key, time, purchases);
    }

    private double purchases(Object key) {
        return store.read(view, key.toString()).values().doubleAt(0);
    }

    @Test
    void shouldReadWhatWasWritten() {
        store.write(view, List.of(write(42, NOON, 3.5)));

        KnownFeatures known = store.read(view, "42");

        assertThat(known.time()).isEqualTo(NOON);
        assertThat(known.values().doubleAt(0)).isEqualTo(3.5);
    }

    @Test
    void shouldReadNothingOfAnEntityThatIsNotKnown() {
        assertThat(store.read(view, "42")).isNull();
    }

    @Test
    void shouldReadManyAtOnce() {
        store.write(view, List.of(write(1, NOON, 10), write(3, NOON, 30)));

        List<KnownFeatures> known = store.read(view, List.of("3", "2", "1"));

        assertThat(known).element(1).isNull();
        assertThat(known.get(0).values().doubleAt(0)).isEqualTo(30);
        assertThat(known.get(2).values().doubleAt(0)).isEqualTo(10);
        assertThat(store.read(view, List.of())).isEmpty();
    }

    @Test
    void shouldKeepTheLatestWhateverTheOrder() {
        store.write(view, List.of(write(42, NOON, 1)));

        List<FeatureWrite> late =
                store.write(
                        view,
                        List.of(
                                write(42, NOON.plusSeconds(2), 2),
                                write(42, NOON.plusSeconds(1), 3)));

        assertThat(purchases(42)).isEqualTo(2);
        assertThat(late)
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.key()).isEqualTo("42");
                            assertThat(one.features().time()).isEqualTo(NOON.plusSeconds(2));
                            assertThat(one.features().values().doubleAt(0)).isEqualTo(2);
                        });
    }

    @Test
    void shouldKeepTheLastOneOfOneMoment() {
        store.write(view, List.of(write(42, NOON, 1), write(42, NOON, 2)));
        List<FeatureWrite> late = store.write(view, List.of(write(42, NOON, 3)));

        assertThat(purchases(42)).isEqualTo(3);
        assertThat(late).isEmpty();
    }

    @Test
    void shouldTellMomentsApartBeforeAndAfter1970ByTheMicrosecond() {
        Instant before = Instant.parse("1969-12-31T23:59:59.999999Z");
        store.write(view, List.of(write(42, before, 1)));
        store.write(view, List.of(write(42, Instant.EPOCH, 2)));
        store.write(view, List.of(write(42, before, 3)));
        store.write(view, List.of(write(42, NOON.plusNanos(2_000), 4)));
        store.write(view, List.of(write(42, NOON.plusNanos(1_000), 5)));

        assertThat(purchases(42)).isEqualTo(4);
    }

    @Test
    void shouldAgreeWithASimpleMapOnRandomWrites() {
        Random random = new Random(7);
        Map<String, FeatureWrite> expected = new TreeMap<>();
        for (int round = 0; round < 50; round++) {
            List<FeatureWrite> writes =
                    IntStream.range(0, 40)
                            .mapToObj(
                                    i ->
                                            write(
                                                    random.nextInt(30),
                                                    NOON.plusSeconds(random.nextInt(60)),
                                                    random.nextInt()))
                            .toList();
            store.write(view, writes);
            writes.forEach(
                    one ->
                            expected.merge(
                                    one.key(),
                                    one,
                                    (a, b) ->
                                            b.features().time().isBefore(a.features().time())
                                                    ? a
                                                    : b));
        }

        expected.forEach(
                (key, one) -> {
                    assertThat(store.read(view, key).time()).isEqualTo(one.features().time());
                    assertThat(purchases(key)).isEqualTo(one.features().values().doubleAt(0));
                });
    }

    @Test
    void shouldForgetEntities() {
        store.write(view, List.of(write(1, NOON, 1), write(2, NOON, 2)));

        store.forget(view, List.of("1", "9"));

        assertThat(store.read(view, "1")).isNull();
        assertThat(purchases(2)).isEqualTo(2);
    }

    @Test
    void shouldRememberPlacesAndFeaturesWhenOpenedAgain() {
        store.write(view, List.of(write(42, NOON, 1)));
        store.reached(view, Map.of(0, 17L, 3, 5L));
        store.reached(view, Map.of(3, 6L));

        store.close();
        store = open();
        store.open(view, "topic-1");

        assertThat(store.places(view)).isEqualTo(Map.of(0, 17L, 3, 6L));
        assertThat(purchases(42)).isEqualTo(1);
    }

    @Test
    void shouldForgetWhatCameOfAnotherTopic() {
        store.write(view, List.of(write(42, NOON, 1)));
        store.reached(view, Map.of(0, 17L));
        store.complete(view);

        store.open(view, "topic-2");

        assertThat(store.read(view, "42")).isNull();
        assertThat(store.places(view)).isEmpty();
        assertThat(store.resume(view)).isFalse();
    }

    @Test
    void shouldTellWhichTopicItHolds() {
        assertThat(store.holds(view.name(), "topic-1")).isTrue();
        assertThat(store.holds(view.name(), "topic-2")).isFalse();

        store.drop(view.name());

        assertThat(store.holds(view.name(), "topic-1")).isFalse();
    }

    @Test
    void shouldResumeOnlyWhatWasComplete() {
        assertThat(store.resume(view)).isFalse();
        store.write(view, List.of(write(42, NOON, 1)));
        store.complete(view);
        store.close();

        store = open();

        assertThat(store.resume(view)).isTrue();
        assertThat(purchases(42)).isEqualTo(1);
    }

    @Test
    void shouldKeepViewsApart() {
        FeatureView other =
                FeatureView.fromMap(
                        Map.of(
                                "name", "activity2",
                                "keys", Map.of("customerId", "long"),
                                "features", Map.of("purchases", "double")));
        store.open(other, "topic-1");
        store.write(other, List.of(write(other, 42, NOON, 7)));
        store.write(view, List.of(write(42, NOON, 1)));
        store.reached(other, Map.of(0, 1L));

        store.drop(view.name());

        assertThat(store.read(other, "42").values().doubleAt(0)).isEqualTo(7);
        assertThat(store.places(other)).isEqualTo(Map.of(0, 1L));
        assertThatThrownBy(() -> store.read(view, "42"))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY));
        store.drop(other.name());
    }

    @Test
    void shouldReadOldFeaturesOfAViewThatHasGainedOne() {
        store.write(view, List.of(write(42, NOON, 1)));
        Map<String, Object> definition = new TreeMap<>(view.toMap());
        Map<String, Object> features = new java.util.LinkedHashMap<>();
        features.put("purchases", "double");
        features.put("pages", "list<string>");
        definition.put("features", features);

        KnownFeatures known = store.read(FeatureView.fromMap(definition), "42");

        assertThat(known.values().doubleAt(0)).isEqualTo(1);
        assertThat(known.values().isPresent(1)).isFalse();
    }

    @Test
    void shouldForgetWhatIsTooOldInTheEnd() {
        Map<String, Object> definition = new TreeMap<>(view.toMap());
        definition.put("timeToLive", "1h");
        FeatureView mortal = FeatureView.fromMap(definition);
        Instant now = Instant.now();
        List<FeatureWrite> writes =
                List.of(
                        write(mortal, 1, now.minusSeconds(7_200), 1),
                        write(mortal, 2, now.minusSeconds(60), 2));
        store.write(mortal, writes);

        store.sweep(mortal);

        assertThat(store.read(mortal, "1")).isNull();
        assertThat(store.read(mortal, "2")).isNotNull();
    }
}
