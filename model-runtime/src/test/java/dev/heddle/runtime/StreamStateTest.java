package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.Event;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.model.StreamContext;
import dev.heddle.model.StreamFunction;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamStateTest {
    /** A click. */
    public record Click(long customerId, Instant at) {}

    /** What is known of a customer. */
    public record Activity(long customerId, int clicks, Optional<String> note, Instant at) {}

    /** Counts the clicks of each customer. */
    public static final class Clicks implements StreamFunction<Click> {
        @Override
        public void process(StreamContext context, List<Event<Click>> events) {
            for (Event<Click> event : events) {
                Click click = event.value();
                int before =
                        context.read("activity", Activity.class, click.customerId())
                                .map(Activity::clicks)
                                .orElse(0);
                context.write(
                        "activity",
                        new Activity(click.customerId(), before + 1, Optional.empty(), click.at()));
            }
        }
    }

    /** Lacks the time. */
    public record Timeless(long customerId, int clicks) {}

    /** Knows more than the view. */
    public record Wide(long customerId, int clicks, String surprise, Instant at) {}

    /** Writes what it is told to. */
    public record Writing(Record record) implements StreamFunction<Click> {
        @Override
        public void process(StreamContext context, List<Event<Click>> events) {
            context.write("activity", record);
        }
    }

    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    private static FeatureView view() {
        Map<String, String> features = new LinkedHashMap<>();
        features.put("clicks", "long");
        features.put("note", "string");
        return FeatureView.fromMap(
                Map.of(
                        "name",
                        "activity",
                        "keys",
                        Map.of("customerId", "long"),
                        "features",
                        features,
                        "time",
                        "at"));
    }

    private static StreamTester<Click> tester(StreamFunction<Click> function) {
        return StreamTester.of(function).view(view());
    }

    @Test
    void shouldReadWhatItHasWrittenInTheSameCallAndBefore() throws Exception {
        try (var tester = tester(new LongClicks())) {
            tester.process(
                    tester.event("7", new Click(7, NOON)), tester.event("7", new Click(7, NOON)));
            List<Emission> last =
                    tester.process(tester.event("7", new Click(7, NOON.plusSeconds(1))));

            assertThat(tester.known("activity", 7)).contains("{\"clicks\":3,\"note\":null}");
            assertThat(tester.known("activity", 8)).isEmpty();
            assertThat(last)
                    .singleElement()
                    .satisfies(
                            one -> {
                                assertThat(one.topic()).isEqualTo("heddle.features.activity");
                                assertThat(one.key()).contains("7");
                                assertThat(one.text())
                                        .isEqualTo(
                                                "{\"customerId\":7,\"clicks\":3,\"note\":null,\"at\":\"2026-11-01T12:00:01Z\"}");
                            });
        }
    }

    /** As {@link Clicks}, with the view's own type. */
    public static final class LongClicks implements StreamFunction<Click> {
        /** What is known. */
        public record Known(long customerId, long clicks, Instant at) {}

        @Override
        public void process(StreamContext context, List<Event<Click>> events) {
            for (Event<Click> event : events) {
                long id = event.value().customerId();
                long before =
                        context.read("activity", Known.class, id).map(Known::clicks).orElse(0L);
                context.write("activity", new Known(id, before + 1, event.value().at()));
            }
        }
    }

    @Test
    void shouldRefuseToReadAsANarrowerType() {
        try (var tester = tester(new Clicks())) {
            assertThatThrownBy(() -> tester.process(tester.event("7", new Click(7, NOON))))
                    .isInstanceOfSatisfying(
                            HeddleException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                    .hasMessageContaining(
                            "its clicks is long, which does not fit clicks, a integer");
        }
    }

    private static void assertRefused(Record record, String message) {
        try (var tester = tester(new Writing(record))) {
            assertThatThrownBy(() -> tester.process(tester.event("7", new Click(7, NOON))))
                    .isInstanceOfSatisfying(
                            HeddleException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                    .hasMessageContaining(message);
        }
    }

    @Test
    void shouldRefuseRecordsThatDoNotFitTheView() {
        assertRefused(new Timeless(7, 1), "record Timeless does not fit feature view 'activity'");
        assertRefused(new Wide(7, 1, "!", NOON), "it has no surprise");
        assertRefused(
                new LongClicks.Known(7, 1, Instant.now().plusSeconds(200_000)),
                "expected at most a day ahead of now");
        assertRefused(null, "null was written");
    }

    @Test
    void shouldSayThatThereIsNoSuchView() {
        try (var tester = StreamTester.of(new LongClicks())) {
            assertThatThrownBy(() -> tester.process(tester.event("7", new Click(7, NOON))))
                    .isInstanceOfSatisfying(
                            HeddleException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                    .hasMessageContaining("there is no feature view 'activity'");
        }
    }
}
