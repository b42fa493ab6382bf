package dev.heddle.batch.scoring;

import static dev.heddle.batch.modules.TestSpark.row;
import static dev.heddle.batch.modules.TestSpark.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.batch.FeatureSource;
import dev.heddle.model.Field;
import dev.heddle.model.Field.FeatureReference;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features as they were, of tables as they are. */
class FeatureJoinIT {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Struct MODEL =
            new Struct(
                    List.of(
                            Field.required("customerId", Scalar.LONG),
                            feature("purchases", Scalar.DOUBLE, "activity", "purchases7d"),
                            feature("visits", Scalar.LONG, "activity", "visits")));

    private record Value(long customer, Instant at, Double purchases, Long visits) {}

    private static Field feature(String name, FieldType type, String view, String of) {
        return new Field(
                name,
                type,
                false,
                Optional.empty(),
                Optional.of(new FeatureReference(view, "customerId", of)));
    }

    private static Timestamp at(long minutes) {
        return Timestamp.from(START.plus(Duration.ofMinutes(minutes)));
    }

    private static FeatureSource source(Optional<Duration> timeToLive) {
        return new FeatureSource("activity", "growth.activity", "customer", "happened", timeToLive);
    }

    private static Features features(
            Dataset<Row> table, Optional<String> time, Optional<Duration> timeToLive) {
        return new Features(List.of(source(timeToLive)), time, at(50).toInstant(), name -> table);
    }

    private static List<Row> join(Dataset<Row> input, Features features) {
        FeatureJoin join =
                new FeatureJoin(input, MODEL, Map.of("customerId", "customer_id"), features);
        assertThat(join.wrong()).isEmpty();
        return join.rows().orderBy("id").collectAsList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldAgreeWithASearchThroughAllOfTheHistory(long seed) {
        Random random = new Random(seed);
        List<Value> history = new ArrayList<>();
        List<Object[]> table = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            Value value =
                    new Value(
                            random.nextInt(60),
                            at(random.nextInt(100)).toInstant(),
                            random.nextInt(8) == 0 ? null : (double) random.nextInt(50),
                            random.nextInt(8) == 0 ? null : (long) random.nextInt(5));
            history.add(value);
            table.add(
                    row(
                            value.customer(),
                            Timestamp.from(value.at()),
                            value.purchases(),
                            value.visits()));
        }
        table.add(row(null, at(3), 1.0, 1L));
        table.add(row(3L, null, 1.0, 1L));
        Dataset<Row> activity =
                rows(
                        "customer bigint, happened timestamp, purchases7d double, visits bigint",
                        table.toArray(Object[][]::new));
        List<Object[]> input = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            input.add(
                    row(
                            i,
                            random.nextInt(20) == 0 ? null : random.nextInt(80),
                            random.nextInt(20) == 0 ? null : at(random.nextInt(120) - 10)));
        }
        Dataset<Row> asking =
                rows("id int, customer_id int, seen timestamp", input.toArray(Object[][]::new));

        for (Optional<Duration> timeToLive :
                List.of(Optional.<Duration>empty(), Optional.of(Duration.ofMinutes(7)))) {
            for (Optional<String> time : List.of(Optional.of("SEEN"), Optional.<String>empty())) {
                List<Row> joined = join(asking, features(activity, time, timeToLive));

                assertThat(joined).hasSize(input.size());
                for (int i = 0; i < input.size(); i++) {
                    Integer customer = (Integer) input.get(i)[1];
                    Timestamp seen = time.isPresent() ? (Timestamp) input.get(i)[2] : at(50);
                    Value expected = naive(history, customer, seen, timeToLive);
                    Row row = joined.get(i);
                    assertThat(row.<Integer>getAs("id")).isEqualTo(i);
                    assertThat(row.<Timestamp>getAs("seen")).isEqualTo(input.get(i)[2]);
                    assertThat(row.<Double>getAs("purchases"))
                            .as("row %d of seed %d as of %s", i, seed, time)
                            .isEqualTo(expected == null ? null : expected.purchases());
                    assertThat(row.<Long>getAs("visits"))
                            .isEqualTo(expected == null ? null : expected.visits());
                }
            }
        }
    }

    private static Value naive(
            List<Value> history, Integer customer, Timestamp seen, Optional<Duration> timeToLive) {
        if (customer == null || seen == null) {
            return null;
        }
        Instant now = seen.toInstant();
        Comparator<Value> latest =
                Comparator.comparing(Value::at)
                        .thenComparing(
                                Value::purchases, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(
                                Value::visits, Comparator.nullsFirst(Comparator.naturalOrder()));
        return history.stream()
                .filter(value -> value.customer() == customer)
                .filter(value -> !value.at().isAfter(now))
                .max(latest)
                .filter(
                        value ->
                                timeToLive.isEmpty()
                                        || !value.at().plus(timeToLive.get()).isBefore(now))
                .orElse(null);
    }

    @Test
    void shouldLeaveAFeatureThatTheInputHas() {
        Dataset<Row> input = rows("id int, customer_id bigint, purchases double", row(1, 7L, 42.0));
        Dataset<Row> table =
                rows(
                        "customer bigint, happened timestamp, purchases7d double, visits bigint",
                        row(7L, at(0), 1.0, 3L));

        Row joined = join(input, features(table, Optional.empty(), Optional.empty())).get(0);

        assertThat(joined.<Double>getAs("purchases")).isEqualTo(42.0);
        assertThat(joined.<Long>getAs("visits")).isEqualTo(3L);
    }

    @Test
    void shouldTakeADateForItsFirstMoment() {
        Dataset<Row> input =
                rows(
                        "id int, customer_id bigint, seen timestamp",
                        row(1, 7L, at(0)),
                        row(2, 7L, at(-1)));
        Dataset<Row> table =
                rows(
                        "customer int, happened date, purchases7d double, visits bigint",
                        row(7, java.sql.Date.valueOf("2026-11-01"), 1.0, 3L));

        List<Row> joined = join(input, features(table, Optional.of("seen"), Optional.empty()));

        assertThat(joined.get(0).<Double>getAs("purchases")).isEqualTo(1.0);
        assertThat(joined.get(1).<Double>getAs("purchases")).isNull();
    }

    @Test
    void shouldTellEverythingThatDoesNotFit() {
        Dataset<Row> input = rows("id int, customer_id string, seen string", row(1, "7", "now"));
        Dataset<Row> table =
                rows("customer bigint, happened string, visits bigint", row(7L, "then", 3L));

        FeatureJoin join =
                new FeatureJoin(
                        input,
                        MODEL,
                        Map.of("customerId", "customer_id"),
                        features(table, Optional.of("seen"), Optional.empty()));

        assertThat(join.wrong())
                .containsExactly(
                        "feature view activity, table growth.activity: its key customer is bigint,"
                                + " and the input's customer_id is string",
                        "the input: its time seen is string, expected timestamp or date",
                        "feature view activity, table growth.activity: its time happened is"
                                + " string, expected timestamp or date",
                        "feature view activity, table growth.activity has no column purchases7d"
                                + " among [customer, happened, visits]");
        assertThat(join.rows().columns()).contains("purchases", "visits");
    }

    @Test
    void shouldAskForATableOnlyWhereAFeatureIsRequired() {
        Struct model =
                new Struct(
                        List.of(
                                Field.required("customerId", Scalar.LONG),
                                feature("visits", Scalar.LONG, "activity", "visits"),
                                new Field(
                                        "age",
                                        Scalar.INTEGER,
                                        true,
                                        Optional.empty(),
                                        Optional.of(
                                                new FeatureReference(
                                                        "people", "customerId", "age")))));
        Dataset<Row> input = rows("customerId bigint", row(7L));

        FeatureJoin join = new FeatureJoin(input, model, new HashMap<>(), Features.none());

        assertThat(join.wrong())
                .containsExactly(
                        "field age (integer) has no column age, and its feature view people has no"
                                + " table");
    }
}
