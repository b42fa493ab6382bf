package dev.heddle.batch.scoring;

import static dev.heddle.batch.modules.TestSpark.row;
import static dev.heddle.batch.modules.TestSpark.rows;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
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
import java.util.Collections;
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
import org.junit.jupiter.params.provider.CsvSource;

/** Features as they were, of tables as they are. */
class FeatureJoinIT {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final int STEP = 50;
    private static final Timestamp NOW = at(50 * STEP);
    private static final Struct MODEL = model(List.of("customerId"));

    /** What is known of a customer of a shop; the offset says which was written last. */
    private record Value(
            long customer, String shop, Instant at, Double purchases, Long visits, Long offset) {}

    private static Struct model(List<String> keys) {
        return new Struct(
                List.of(
                        Field.required("customerId", Scalar.LONG),
                        feature("purchases", Scalar.DOUBLE, "activity", keys, "purchases7d"),
                        feature("visits", Scalar.LONG, "activity", keys, "visits")));
    }

    private static Field feature(
            String name, FieldType type, String view, List<String> keys, String of) {
        return new Field(
                name,
                type,
                false,
                Optional.empty(),
                Optional.of(new FeatureReference(view, keys, of)));
    }

    private static Timestamp at(long minutes) {
        return Timestamp.from(START.plus(Duration.ofMinutes(minutes)));
    }

    private static Features features(
            List<String> keys,
            Dataset<Row> table,
            Optional<String> time,
            Optional<Duration> timeToLive) {
        FeatureSource source =
                new FeatureSource("activity", "growth.activity", keys, "Happened", timeToLive);
        return new Features(List.of(source), time, NOW.toInstant(), name -> table);
    }

    private static Features features(
            Dataset<Row> table, Optional<String> time, Optional<Duration> timeToLive) {
        return features(List.of("customer"), table, time, timeToLive);
    }

    private static List<Row> join(Dataset<Row> input, Features features) {
        return join(input, MODEL, features);
    }

    private static List<Row> join(Dataset<Row> input, Struct model, Features features) {
        FeatureJoin join =
                new FeatureJoin(input, model, Map.of("customerId", "customer_id"), features);
        assertThat(join.wrong()).isEmpty();
        return join.rows().orderBy("id").collectAsList();
    }

    /** A random history, and those who ask of it, with one key or two. */
    private record Case(List<Value> history, List<Object[]> asking, int keys, boolean isWritten) {
        static Case of(long seed, int keys, boolean isWritten) {
            Random random = new Random(seed);
            List<Value> history = new ArrayList<>();
            for (int i = 0; i < 1_500; i++) {
                history.add(
                        new Value(
                                random.nextInt(keys == 1 ? 60 : 20),
                                keys == 1 ? "" : "shop" + random.nextInt(3),
                                at(STEP * random.nextInt(100)).toInstant(),
                                random.nextInt(8) == 0 ? null : (double) random.nextInt(50),
                                random.nextInt(8) == 0 ? null : (long) random.nextInt(5),
                                (long) i));
            }
            // What is written last need not stand last.
            Collections.shuffle(history, random);
            List<Object[]> asking = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                long minutes = STEP * (random.nextInt(120) - 10) + random.nextInt(3) - 1;
                asking.add(
                        row(
                                i,
                                random.nextInt(20) == 0 ? null : random.nextInt(80),
                                random.nextInt(20) == 0 ? null : "shop" + random.nextInt(4),
                                random.nextInt(20) == 0 ? null : at(minutes)));
            }
            return new Case(history, asking, keys, isWritten);
        }

        Dataset<Row> table() {
            List<Object[]> rows = new ArrayList<>();
            for (Value value : history) {
                rows.add(line(value.customer(), value.shop(), Timestamp.from(value.at()), value));
            }
            Value nobody = new Value(0, "shop0", START, 1.0, 1L, 9_999L);
            rows.add(line(null, "shop0", at(STEP), nobody));
            rows.add(line(3L, "shop0", null, nobody));
            if (keys == 2) {
                rows.add(line(3L, null, at(STEP), nobody));
            }
            Dataset<Row> table =
                    rows(
                            "Customer bigint, store string, happened timestamp, purchases7d double,"
                                    + " visits bigint, heddle_offset bigint, ds string",
                            rows.toArray(Object[][]::new));
            return isWritten ? table : table.drop("heddle_offset", "ds");
        }

        private static Object[] line(Long customer, String shop, Timestamp at, Value value) {
            String day = at == null ? null : at.toInstant().toString().substring(0, 10);
            return row(customer, shop, at, value.purchases(), value.visits(), value.offset(), day);
        }

        Dataset<Row> input() {
            return rows(
                    "id int, customer_id int, Shop string, seen timestamp",
                    asking.toArray(Object[][]::new));
        }

        /** A search through all of the history. */
        Value naive(int row, Timestamp seen, Optional<Duration> timeToLive) {
            Integer customer = (Integer) asking.get(row)[1];
            String shop = keys == 1 ? "" : (String) asking.get(row)[2];
            if (customer == null || shop == null || seen == null) {
                return null;
            }
            Instant now = seen.toInstant();
            Comparator<Value> latest = Comparator.comparing(Value::at);
            latest =
                    isWritten
                            ? latest.thenComparing(Value::offset)
                            : latest.thenComparing(Value::purchases, nullsFirst(naturalOrder()))
                                    .thenComparing(Value::visits, nullsFirst(naturalOrder()));
            return history.stream()
                    .filter(value -> value.customer() == customer && value.shop().equals(shop))
                    .filter(value -> !value.at().isAfter(now))
                    .max(latest)
                    .filter(
                            value ->
                                    timeToLive.isEmpty()
                                            || !value.at().plus(timeToLive.get()).isBefore(now))
                    .orElse(null);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,false", "2,1,true", "3,2,false", "4,2,true"})
    void shouldAgreeWithASearchThroughAllOfTheHistory(long seed, int keys, boolean isWritten) {
        Case random = Case.of(seed, keys, isWritten);
        Dataset<Row> table = random.table();
        Dataset<Row> input = random.input();
        List<String> tableKeys = List.of("customer", "store").subList(0, keys);
        Struct model = model(List.of("customerId", "shop").subList(0, keys));

        for (Optional<Duration> timeToLive :
                List.of(Optional.<Duration>empty(), Optional.of(Duration.ofMinutes(7 * STEP)))) {
            for (Optional<String> time : List.of(Optional.of("SEEN"), Optional.<String>empty())) {
                List<Row> joined = join(input, model, features(tableKeys, table, time, timeToLive));

                assertThat(joined).hasSize(random.asking().size());
                for (int i = 0; i < joined.size(); i++) {
                    Object[] asked = random.asking().get(i);
                    Timestamp seen = time.isPresent() ? (Timestamp) asked[3] : NOW;
                    Value expected = random.naive(i, seen, timeToLive);
                    Row row = joined.get(i);
                    assertThat(row.<Integer>getAs("id")).isEqualTo(i);
                    assertThat(row.<String>getAs("Shop")).isEqualTo(asked[2]);
                    assertThat(row.<Timestamp>getAs("seen")).isEqualTo(asked[3]);
                    assertThat(row.<Double>getAs("purchases"))
                            .as("row %d of seed %d as of %s within %s", i, seed, seen, timeToLive)
                            .isEqualTo(expected == null ? null : expected.purchases());
                    assertThat(row.<Long>getAs("visits"))
                            .isEqualTo(expected == null ? null : expected.visits());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"5,1,false", "6,2,true"})
    void shouldNotChangeForWhatHappensLater(long seed, int keys, boolean isWritten) {
        Case random = Case.of(seed, keys, isWritten);
        Dataset<Row> table = random.table();
        List<String> tableKeys = List.of("customer", "store").subList(0, keys);
        Struct model = model(List.of("customerId", "shop").subList(0, keys));
        Dataset<Row> input = random.input().where(col("seen").lt(lit(NOW)));

        List<Row> known =
                join(
                        input,
                        model,
                        features(
                                tableKeys,
                                table.where(col("happened").lt(lit(NOW))),
                                Optional.of("seen"),
                                Optional.empty()));

        assertThat(
                        join(
                                input,
                                model,
                                features(tableKeys, table, Optional.of("seen"), Optional.empty())))
                .isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource({"7,1,false", "8,1,true", "9,2,true"})
    void shouldFindWhatEachEntityHadAsTheJoinDoes(long seed, int keys, boolean isWritten) {
        Case random = Case.of(seed, keys, isWritten);
        List<String> tableKeys = List.of("customer", "store").subList(0, keys);
        for (Optional<Duration> timeToLive :
                List.of(Optional.<Duration>empty(), Optional.of(Duration.ofMinutes(3 * STEP)))) {
            FeatureSource source =
                    new FeatureSource("activity", "t.t", tableKeys, "Happened", timeToLive);

            LatestFeatures latest =
                    LatestFeatures.of(
                            random.table(),
                            source,
                            List.of("Purchases7d", "visits", "spent"),
                            NOW.toInstant());

            assertThat(latest.absent()).containsExactly("spent");
            List<String> names = new ArrayList<>(tableKeys);
            names.addAll(List.of("Purchases7d", "visits", "Happened"));
            assertThat(latest.rows().columns()).containsExactly(names.toArray(String[]::new));
            Map<String, Row> found = new HashMap<>();
            for (Row row : latest.rows().collectAsList()) {
                String entity = row.getLong(0) + "/" + (keys == 1 ? "" : row.getString(1));
                assertThat(found.put(entity, row)).isNull();
            }
            Map<String, Value> expected = new HashMap<>();
            for (Value value : random.history()) {
                List<Object[]> asking =
                        List.<Object[]>of(row(0, (int) value.customer(), value.shop(), NOW));
                Value had =
                        new Case(random.history(), asking, keys, isWritten)
                                .naive(0, NOW, timeToLive);
                if (had != null) {
                    expected.put(value.customer() + "/" + value.shop(), had);
                }
            }
            assertThat(found).hasSameSizeAs(expected);
            expected.forEach(
                    (entity, value) -> {
                        Row row = found.get(entity);
                        assertThat(row.<Double>getAs("Purchases7d")).isEqualTo(value.purchases());
                        assertThat(row.<Long>getAs("visits")).isEqualTo(value.visits());
                        assertThat(row.<Timestamp>getAs("Happened").toInstant())
                                .isEqualTo(value.at());
                    });
        }
    }

    @Test
    void shouldTellThatKeysAreOfAnotherNumber() {
        Dataset<Row> input = rows("id int, customer_id bigint", row(1, 7L));
        Dataset<Row> table =
                rows(
                        "customer bigint, store string, happened timestamp, purchases7d double,"
                                + " visits bigint",
                        row(7L, "a", at(0), 1.0, 3L));

        FeatureJoin join =
                new FeatureJoin(
                        input,
                        MODEL,
                        Map.of("customerId", "customer_id"),
                        features(
                                List.of("customer", "store"),
                                table,
                                Optional.empty(),
                                Optional.empty()));

        assertThat(join.wrong())
                .containsExactly(
                        "feature view activity, table growth.activity has the keys [customer,"
                                + " store], and field purchases names [customerId]");
        assertThat(join.rows().columns()).contains("purchases", "visits");
    }

    @Test
    void shouldReadNoDayOfAWrittenHistoryThatCannotCount() {
        Dataset<Row> input =
                rows(
                        "id int, customer_id bigint, seen timestamp",
                        row(1, 7L, at(0)),
                        row(2, 7L, at(60)));
        Dataset<Row> table =
                rows(
                        "customer bigint, happened timestamp, purchases7d double, visits bigint,"
                                + " heddle_offset bigint, ds date",
                        // Only that they are not read tells these from others.
                        row(7L, at(0), 1.0, 1L, 9L, java.sql.Date.valueOf("2026-11-02")),
                        row(7L, at(0), 2.0, 2L, 8L, java.sql.Date.valueOf("2026-10-30")),
                        row(7L, at(0), 3.0, 3L, 7L, java.sql.Date.valueOf("2026-10-31")));

        for (Optional<String> time : List.of(Optional.of("seen"), Optional.<String>empty())) {
            Features known = features(table, time, Optional.of(Duration.ofDays(3)));
            List<Row> joined = join(input, known);
            boolean isJob = time.isEmpty();

            assertThat(joined.get(0).<Long>getAs("visits")).isEqualTo(isJob ? 1L : 2L);
        }
        Features fresh = features(table, Optional.of("seen"), Optional.of(Duration.ofHours(23)));
        assertThat(join(input, fresh).get(0).<Long>getAs("visits")).isEqualTo(3L);
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
                                feature(
                                        "visits",
                                        Scalar.LONG,
                                        "activity",
                                        List.of("customerId"),
                                        "visits"),
                                new Field(
                                        "age",
                                        Scalar.INTEGER,
                                        true,
                                        Optional.empty(),
                                        Optional.of(
                                                new FeatureReference(
                                                        "people", List.of("customerId"), "age")))));
        Dataset<Row> input = rows("customerId bigint", row(7L));

        FeatureJoin join = new FeatureJoin(input, model, new HashMap<>(), Features.none());

        assertThat(join.wrong())
                .containsExactly(
                        "field age (integer) has no column age, and its feature view people has no"
                                + " table");
    }
}
