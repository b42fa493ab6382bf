package dev.heddle.batch.scoring;

import static dev.heddle.batch.modules.TestSpark.row;
import static dev.heddle.batch.modules.TestSpark.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.batch.scoring.FeatureComparison.Calls;
import dev.heddle.client.batch.FeatureSource;
import dev.heddle.client.monitors.FeatureSkew;
import dev.heddle.model.Field;
import dev.heddle.model.Field.FeatureReference;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What calls were given beside what the table says of the same moments. */
class FeatureComparisonIT {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Calls CALLS = new Calls("churn", 3, START, START.plus(Duration.ofDays(1)));
    private static final Struct MODEL =
            new Struct(
                    List.of(
                            Field.required("customerId", Scalar.LONG),
                            Field.required("tenure", Scalar.DOUBLE),
                            feature("purchases", Scalar.DOUBLE, "activity"),
                            feature("city", Scalar.STRING, "activity"),
                            feature("taste", new ListOf(Scalar.DOUBLE), "activity"),
                            feature("wind", Scalar.DOUBLE, "weather")));

    private static Field feature(String name, FieldType type, String view) {
        return new Field(
                name,
                type,
                false,
                Optional.empty(),
                Optional.of(new FeatureReference(view, List.of("customerId"), name)));
    }

    private static String line(String id, int minute, String inputs) {
        return """
               {"id": "%s", "time": "%s", "endpoint": "churn", "model": "churn", "version": 3,\
                "protocol": "native", "inputs": %s, "outputs": [{"p": 0.5}]}"""
                .formatted(id, START.plus(Duration.ofMinutes(minute)), inputs);
    }

    private static Dataset<Row> lines(String... lines) {
        Object[][] all = new Object[lines.length][];
        for (int i = 0; i < lines.length; i++) {
            all[i] = row(lines[i]);
        }
        return rows("value string", all);
    }

    private static Timestamp at(int minute) {
        return Timestamp.from(START.plus(Duration.ofMinutes(minute)));
    }

    /** Customer 1 buys, and moves; customer 2 has bought long ago. */
    private static Dataset<Row> table() {
        return rows(
                "customerId bigint, time timestamp, purchases double, city string,"
                        + " taste array<double>",
                row(1L, at(0), 1.0, "Rome", null),
                row(1L, at(10), 2.0, "Oslo", null),
                row(2L, at(-600), 7.0, "Bern", null));
    }

    private static List<FeatureSkew> compare(Dataset<Row> lines) {
        FeatureSource source =
                new FeatureSource(
                        "activity",
                        "features.activity",
                        List.of("customerId"),
                        "time",
                        Optional.of(Duration.ofHours(5)));
        return FeatureComparison.of(lines, MODEL, CALLS, List.of(source), name -> table()).run();
    }

    @Test
    void shouldFindNothingWhereCallsHadWhatTheTableSays() {
        List<FeatureSkew> skews =
                compare(
                        lines(
                                line(
                                        "a",
                                        5,
                                        "[{\"customerId\": 1, \"tenure\": 1, \"purchases\": 1.0,"
                                                + " \"city\": \"Rome\", \"wind\": 3.0}]"),
                                line(
                                        "b",
                                        10,
                                        "[{\"customerId\": 1, \"tenure\": 1, \"purchases\":"
                                                + " 2.0000000001, \"city\": \"Oslo\"},"
                                                + " {\"customerId\": 2, \"tenure\": 1}]")));

        assertThat(skews)
                .extracting(FeatureSkew::field)
                .containsExactly("purchases", "city", "taste");
        assertThat(skews)
                .allSatisfy(
                        skew -> {
                            assertThat(skew.rows()).isEqualTo(3);
                            assertThat(skew.differing()).isZero();
                            assertThat(skew.examples()).isEmpty();
                        });
    }

    @Test
    void shouldTellWhatDiffersAndHowFar() {
        List<FeatureSkew> skews =
                compare(
                        lines(
                                line(
                                        "late",
                                        15,
                                        "[{\"customerId\": 1, \"purchases\": 1.0, \"city\":"
                                                + " \"Rome\"}]"),
                                line("lacking", 15, "[{\"customerId\": 1, \"city\": \"Oslo\"}]"),
                                line(
                                        "stale",
                                        20,
                                        "[{\"customerId\": 2, \"purchases\": 7.0, \"taste\":"
                                                + " [1.0]}]"),
                                line(
                                        "nan",
                                        20,
                                        "[{\"customerId\": 1, \"purchases\": \"NaN\", \"city\":"
                                                + " \"Oslo\"}]")));

        FeatureSkew purchases = skews.get(0);
        assertThat(purchases.rows()).isEqualTo(4);
        assertThat(purchases.differing()).isEqualTo(4);
        assertThat(purchases.missingOnline()).isEqualTo(1);
        assertThat(purchases.missingInTable()).isEqualTo(1);
        FeatureSkew city = skews.get(1);
        assertThat(city.differing()).isEqualTo(1);
        assertThat(city.largest()).isEmpty();
        assertThat(city.share()).isEqualTo(0.25);
        assertThat(city.examples())
                .containsExactly(
                        new FeatureSkew.Example(
                                "late",
                                0,
                                START.plus(Duration.ofMinutes(15)),
                                Map.of("customerId", "1"),
                                Optional.of("\"Rome\""),
                                Optional.of("\"Oslo\"")));
        FeatureSkew taste = skews.get(2);
        assertThat(taste.differing()).isEqualTo(1);
        assertThat(taste.examples().get(0).online()).hasValue("[1.0]");
    }

    @Test
    void shouldMeasureTheLargestDistance() {
        List<FeatureSkew> skews =
                compare(
                        lines(
                                line("a", 5, "[{\"customerId\": 1, \"purchases\": 4.5}]"),
                                line("b", 5, "[{\"customerId\": 1, \"purchases\": 1.5}]")));

        assertThat(skews.get(0).largest()).hasValue(3.5);
        assertThat(skews.get(0).differing()).isEqualTo(2);
    }

    @Test
    void shouldPassOverOtherCallsAndLinesThatAreBroken() {
        String right =
                line("a", 5, "[{\"customerId\": 1, \"purchases\": 1.0, \"city\": \"Rome\"}]");
        List<String> others =
                List.of(
                        right.replace("\"version\": 3", "\"version\": 2"),
                        right.replace("\"model\": \"churn\"", "\"model\": \"other\""),
                        line("b", -1, "[{\"customerId\": 1}]"),
                        line("c", 24 * 60, "[{\"customerId\": 1}]"),
                        right.replace("\"inputs\"", "\"request\""),
                        right.substring(0, 40),
                        "[]");
        List<String> all = new ArrayList<>(others);
        all.add(right);

        List<FeatureSkew> skews = compare(lines(all.toArray(String[]::new)));

        assertThat(skews).allSatisfy(skew -> assertThat(skew.rows()).isEqualTo(1));
        assertThat(skews).allSatisfy(skew -> assertThat(skew.differing()).isZero());
    }

    @Test
    void shouldSayWhatDoesNotFit() {
        FeatureSource source =
                new FeatureSource(
                        "activity",
                        "features.activity",
                        List.of("customerId"),
                        "happened",
                        Optional.empty());

        assertThatThrownBy(
                        () ->
                                FeatureComparison.of(
                                        lines(line("a", 5, "[]")),
                                        MODEL,
                                        CALLS,
                                        List.of(source),
                                        name -> table()))
                .hasMessageContaining("has no column happened");
    }
}
