package dev.heddle.batch.modules;

import static dev.heddle.batch.modules.TestSpark.row;
import static dev.heddle.batch.modules.TestSpark.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.batch.modules.TestTarget.Written;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.QualityProfile;
import dev.heddle.client.batch.QualityProfile.ColumnProfile;
import dev.heddle.client.batch.QualityProfile.Frequent;
import dev.heddle.client.batch.QualityProfile.Quantile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityIT {
    @TempDir Path folder;
    private TestTarget target;

    @BeforeEach
    void createTarget() {
        target = new TestTarget(folder);
    }

    @Test
    void shouldProfileEveryType() {
        QualityProfile profile =
                profile(
                        rows(
                                "n bigint, x double, f float, m decimal(6,2), t string, d date,"
                                        + " s timestamp, b boolean, l array<int>",
                                row(
                                        1L,
                                        1.5,
                                        0.1f,
                                        new BigDecimal("-1.25"),
                                        "b",
                                        Date.valueOf("2026-11-01"),
                                        Timestamp.from(
                                                Instant.parse("2026-11-01T10:00:00.123456Z")),
                                        true,
                                        new int[] {1}),
                                row(
                                        3L,
                                        Double.NaN,
                                        0.1f,
                                        new BigDecimal("1000.00"),
                                        "",
                                        Date.valueOf("1969-12-31"),
                                        Timestamp.from(
                                                Instant.parse("1969-12-31T23:59:59.999999Z")),
                                        false,
                                        null),
                                row(
                                        3L,
                                        Double.POSITIVE_INFINITY,
                                        -2f,
                                        null,
                                        "b",
                                        null,
                                        null,
                                        true,
                                        null),
                                row(null, 2.5, null, null, null, null, null, null, null)));

        assertThat(profile.rows()).isEqualTo(4);
        ColumnProfile whole = profile.column("N").orElseThrow();
        assertThat(whole.type()).isEqualTo("bigint");
        assertThat(whole.nulls()).isEqualTo(1);
        assertThat(whole.distinct()).isEqualTo(2);
        assertThat(whole.min()).contains("1");
        assertThat(whole.max()).contains("3");
        assertThat(whole.mean().orElseThrow()).isEqualTo(7.0 / 3, within(1e-12));
        assertThat(whole.deviation().orElseThrow()).isEqualTo(1.1547005383792515, within(1e-12));
        assertThat(whole.quantiles()).contains(new Quantile(0.5, "3"));
        assertThat(whole.frequent())
                .containsExactly(new Frequent("3", 2, 2), new Frequent("1", 1, 1));
        ColumnProfile floating = profile.column("x").orElseThrow();
        assertThat(floating.notNumbers()).isEqualTo(1);
        assertThat(floating.infinite()).isEqualTo(1);
        assertThat(floating.max()).contains("Infinity");
        assertThat(floating.mean()).isEqualTo(OptionalDouble.of(2.0));
        assertThat(profile.column("f").orElseThrow().max()).contains("0.1");
        ColumnProfile decimal = profile.column("m").orElseThrow();
        assertThat(decimal.min()).contains("-1.25");
        assertThat(decimal.max()).contains("1000.00");
        assertThat(decimal.distinct()).isEqualTo(2);
        ColumnProfile text = profile.column("t").orElseThrow();
        assertThat(text.min()).contains("");
        assertThat(text.distinct()).isEqualTo(2);
        assertThat(text.mean()).isEmpty();
        ColumnProfile date = profile.column("d").orElseThrow();
        assertThat(date.min()).contains("1969-12-31");
        assertThat(date.quantiles()).contains(new Quantile(0.99, "2026-11-01"));
        ColumnProfile time = profile.column("s").orElseThrow();
        assertThat(time.min()).contains("1969-12-31T23:59:59.999999Z");
        assertThat(time.max()).contains("2026-11-01T10:00:00.123456Z");
        ColumnProfile flag = profile.column("b").orElseThrow();
        assertThat(flag.mean().orElseThrow()).isEqualTo(2.0 / 3, within(1e-12));
        assertThat(flag.frequent())
                .containsExactly(new Frequent("true", 2, 2), new Frequent("false", 1, 1));
        assertThat(profile.column("l").orElseThrow().nulls()).isEqualTo(3);
    }

    @Test
    void shouldEstimateWithinItsErrors() {
        QualityProfile profile =
                profile(
                        TestSpark.session()
                                .range(0, 300_000, 1, 7)
                                .selectExpr(
                                        "id",
                                        "cast(id as double) / 1000 as x",
                                        "cast(id % 1000 as string) as t"));

        ColumnProfile id = profile.column("id").orElseThrow();
        assertThat((double) id.distinct()).isEqualTo(300_000, within(15_000.0));
        assertThat(id.mean().orElseThrow()).isEqualTo(149_999.5, within(1e-6));
        assertThat(id.deviation().orElseThrow()).isEqualTo(86602.68, within(0.1));
        for (Quantile quantile : profile.column("x").orElseThrow().quantiles()) {
            assertThat(Double.parseDouble(quantile.value()))
                    .isEqualTo(quantile.share() * 300, within(6.0));
        }
        assertThat((double) profile.column("t").orElseThrow().distinct())
                .isEqualTo(1000, within(30.0));
        assertThat(id.frequent()).isEmpty();
    }

    @Test
    void shouldProfileNoRows() throws Exception {
        QualityProfile profile = profile(rows("n int, x double, t string, m decimal(3,1)"));

        assertThat(profile.rows()).isZero();
        assertThat(profile.columns())
                .allSatisfy(
                        column -> {
                            assertThat(column.distinct()).isZero();
                            assertThat(column.min()).isEmpty();
                            assertThat(column.mean()).isEmpty();
                            assertThat(column.quantiles()).isEmpty();
                        });
    }

    @Test
    void shouldTravelAsJson() throws Exception {
        QualityProfile profile = profile(rows("n int, t string", row(1, "a"), row(null, "b")));
        ObjectMapper mapper = HeddleJson.mapper();

        assertThat(mapper.readValue(mapper.writeValueAsString(profile), QualityProfile.class))
                .isEqualTo(profile);
    }

    @Test
    void shouldBlockByBoundsAndKeepTheRows() {
        Written written =
                target.write(
                        """
                        modules:
                          - quality:
                              tests:
                                - {column: x, metric: null-share, at-most: 25%}
                                - {column: x, metric: mean, at-least: 10, on-failure: warn}
                                - {column: x, metric: quantile, share: 0.9, at-most: 2}
                                - {column: x, metric: distinct-share, at-least: 1}
                                - {metric: rows, at-least: 1}
                        """,
                        rows("x int", row(1), row(3), row((Object) null)));

        assertThat(written.published()).isFalse();
        assertThat(written.failed())
                .containsExactly(
                        "x: null-share: 0.333333, expected at most 0.25",
                        "x: mean: 2, expected at least 10",
                        "x: quantile 0.9: 3, expected at most 2");
        assertThat(written.rejected("x-null-share").count()).isEqualTo(3);
    }

    @Test
    void shouldCompareWithTheHistory() {
        String yaml =
                """
                modules:
                  - quality:
                      tests:
                        - {column: x, metric: mean, change: 10%, versions: 3}
                        - {column: x, metric: nulls, deviations: 3}
                """;
        for (int i = 0; i < 3; i++) {
            assertThat(target.write(yaml, constant(100 + i, 10 + i)).published()).isTrue();
        }

        assertThat(target.write(yaml, constant(120, 11)).failed())
                .containsExactly(
                        "x: mean: 120, expected within 10 % of the mean of the last 3 writes, 101");
        assertThat(target.write(yaml, constant(101, 15)).failed())
                .containsExactly(
                        "x: nulls: 15, expected within 3 standard deviations, 1 each, of the mean of"
                                + " the last 3 writes, 11");
        assertThat(target.write(yaml, constant(101, 11)).published()).isTrue();
    }

    @Test
    void shouldRefuseTestsThatNoColumnHas() {
        assertThatThrownBy(
                        () ->
                                target.write(
                                        """
                                        modules:
                                          - quality:
                                              except: [n]
                                              tests:
                                                - {column: t, metric: mean, at-least: 1}
                                                - {column: n, metric: mean, at-least: 1}
                                                - {column: gone, metric: nulls, at-most: 1}
                                        """,
                                        rows("t string, n int")))
                .hasMessageContainingAll(
                        "column t is string, expected a number for the metric mean",
                        "column n is tested and not profiled",
                        "there is no column gone");
    }

    private static Dataset<Row> constant(int value, int nulls) {
        return TestSpark.session()
                .range(100 + nulls)
                .selectExpr("if(id < 100, %d, null) as x".formatted(value));
    }

    private QualityProfile profile(Dataset<Row> rows) {
        return target.write("modules: [{quality: {}}]", rows).outcome().profile();
    }
}
