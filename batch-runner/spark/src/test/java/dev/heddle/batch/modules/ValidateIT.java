package dev.heddle.batch.modules;

import static dev.heddle.batch.modules.TestSpark.row;
import static dev.heddle.batch.modules.TestSpark.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.batch.modules.TestTarget.Written;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Date;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateIT {
    @TempDir Path folder;
    private TestTarget target;

    @BeforeEach
    void createTarget() {
        target = new TestTarget(folder);
    }

    @Test
    void shouldPublishRowsThatPass() {
        Written written =
                target.write(
                        """
                        modules:
                          - validate:
                              key: [id]
                              columns:
                                id: {type: bigint, nullable: false, unique: true, min: 1}
                                age: {min: 0, max: 120}
                                country: {in: [CH, DE], matches: "[A-Z]{2}"}
                              conditions:
                                - {name: adults drive, condition: NOT drives OR age >= 18}
                              rows: {min: 1, max: 10}
                        """,
                        rows(
                                "id bigint, age int, country string, drives boolean",
                                row(1L, 41, "CH", true),
                                row(2L, null, null, null)));

        assertThat(written.failed()).isEmpty();
        assertThat(written.published()).isTrue();
        assertThat(written.rejected()).isEmpty();
        assertThat(written.finding("adults drive").message()).contains("NOT drives OR age >= 18");
    }

    @Test
    void shouldTellEveryBrokenCheckAndKeepTheRows() {
        Written written =
                target.write(
                        """
                        modules:
                          - validate:
                              columns:
                                id: {nullable: false}
                                age: {min: 0, max: 120}
                                country: {in: [CH, DE]}
                                mail: {matches: "[^@]+@[^@]+"}
                        """,
                        rows(
                                "id bigint, age int, country string, mail string",
                                row(1L, 41, "CH", "a@b"),
                                row(null, 200, "CH", "a@b"),
                                row(3L, -1, "FR", "a@b@c")));

        assertThat(written.published()).isFalse();
        assertThat(target.current()).isEmpty();
        assertThat(written.failed())
                .containsExactly(
                        "id: not null: 1 of 3 rows, expected a value",
                        "age: range: 2 of 3 rows, expected 0 to 120, found '-1'",
                        "country: set: 1 of 3 rows, expected one of CH, DE, found 'FR'",
                        "mail: pattern: 1 of 3 rows, expected a match of [^@]+@[^@]+, found 'a@b@c'");
        assertThat(written.rejectedFolders()).containsExactly("check=rows");
        assertThat(written.rejected("rows").collectAsList())
                .extracting(row -> row.getList(row.fieldIndex("failed_checks")).toString())
                .containsExactlyInAnyOrder(
                        "[id: not null, age: range]", "[age: range, country: set, mail: pattern]");
    }

    @Test
    void shouldPublishInSpiteOfWarnings() {
        Written written =
                target.write(
                        "modules: [{validate: {columns: {age: {max: 100, type: bigint,"
                                + " on-failure: warn}}}}]",
                        rows("age int", row(101)));

        assertThat(written.published()).isTrue();
        assertThat(written.failed())
                .containsExactly(
                        "age: type: column age is int, expected bigint",
                        "age: range: 1 of 1 rows, expected at most 100, found '101'");
        assertThat(written.finding("age: range").blocks()).isFalse();
    }

    @Test
    void shouldCountNaNOutOfEveryRangeAndNullInIt() {
        Written written =
                target.write(
                        "modules: [{validate: {columns: {x: {min: -1.5}}}}]",
                        rows(
                                "x double",
                                row(Double.NaN),
                                row(Double.NEGATIVE_INFINITY),
                                row(Double.POSITIVE_INFINITY),
                                row(-1.5),
                                row((Object) null)));

        assertThat(written.failed())
                .containsExactly(
                        "x: range: 2 of 5 rows, expected at least -1.5, found '-Infinity'");
    }

    @Test
    void shouldCompareDatesTimesDecimalsAndBooleans() {
        Written written =
                target.write(
                        """
                        modules:
                          - validate:
                              columns:
                                d: {min: 2026-11-01, max: 2026-11-30}
                                t: {max: 2026-11-01T10:00:00Z}
                                m: {in: [1.5, 2]}
                                b: {in: [true]}
                        """,
                        rows(
                                "d date, t timestamp, m decimal(5,2), b boolean",
                                row(
                                        Date.valueOf("2026-12-01"),
                                        java.sql.Timestamp.from(
                                                java.time.Instant.parse("2026-11-01T10:00:01Z")),
                                        new BigDecimal("1.51"),
                                        false),
                                row(
                                        Date.valueOf("2026-11-30"),
                                        java.sql.Timestamp.from(
                                                java.time.Instant.parse("2026-11-01T10:00:00Z")),
                                        new BigDecimal("2.00"),
                                        true)));

        assertThat(written.failed()).hasSize(4).allMatch(line -> line.contains("1 of 2 rows"));
    }

    @Test
    void shouldMatchTheWholeText() {
        Written written =
                target.write(
                        "modules: [{validate: {columns: {t: {matches: 'a|b+'}}}}]",
                        rows("t string", row("a"), row("bb"), row("ab"), row("a\n"), row("")));

        assertThat(written.failed()).singleElement().asString().contains("3 of 5 rows");
    }

    @Test
    void shouldFindKeysThatAreThereTwiceOrNull() {
        Written written =
                target.write(
                        "modules: [{validate: {key: [ID, ds]}}]",
                        rows(
                                "id bigint, ds string, x int",
                                row(1L, "a", 1),
                                row(1L, "a", 2),
                                row(1L, "b", 3),
                                row(null, "a", 4),
                                row(null, "a", 5)));

        assertThat(written.published()).isFalse();
        assertThat(written.failed())
                .containsExactly(
                        "key ID, ds: not null: 2 of 5 rows, expected a value in each column of the key",
                        "key ID, ds: unique: 1 values are in 2 rows, expected each in one, found"
                                + " {\"ID\":1,\"ds\":\"a\"}");
        assertThat(written.rejected("key-id-ds-unique").select("x").collectAsList())
                .extracting(row -> row.getInt(0))
                .containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void shouldLetNullsBeInAUniqueColumn() {
        Dataset<Row> rows = rows("id bigint", row(1L), row((Object) null), row((Object) null));

        assertThat(
                        target.write("modules: [{validate: {columns: {id: {unique: true}}}}]", rows)
                                .published())
                .isTrue();
    }

    @Test
    void shouldFindRowsWithoutTheirRowElsewhere() {
        target.put(
                "growth.countries",
                rows("code string, n int", row("CH", 1), row("DE", 2), row("DE", 3)));

        Written written =
                target.write(
                        "modules: [{validate: {references: [{columns: [country], table:"
                                + " growth.countries, to: [code]}]}}]",
                        rows(
                                "id int, country string",
                                row(1, "CH"),
                                row(2, "XX"),
                                row(3, null),
                                row(4, "DE")));

        assertThat(written.failed())
                .containsExactly(
                        "reference country: growth.countries: 1 rows, expected a row of"
                                + " growth.countries for each, found {\"country\":\"XX\"}");
        assertThat(written.rejected("reference-country-growth.countries").collectAsList())
                .extracting(row -> row.getInt(0))
                .containsExactly(2);
    }

    @Test
    void shouldCompareTheRowCountWithTheLastWrites() {
        String yaml = "modules: [{validate: {rows: {change: 50%, versions: 2}}}]";
        assertThat(target.write(yaml, ids(100)).published()).isTrue();
        assertThat(target.write(yaml, ids(10)).failed())
                .containsExactly(
                        "rows: 10 rows; the last 1 writes had 100 on average, expected a difference"
                                + " of at most 50 %");
        assertThat(target.write(yaml, ids(150)).published()).isTrue();
        assertThat(target.write(yaml, ids(62)).published()).isFalse();
        assertThat(target.write(yaml, ids(63)).published()).isTrue();
    }

    @Test
    void shouldKeepAllRowsWhereTheirNumberIsWrong() {
        Written written = target.write("modules: [{validate: {rows: {max: 3}}}]", ids(4));

        assertThat(written.failed()).containsExactly("rows: 4 rows, expected at most 3");
        assertThat(written.rejected("rows").count()).isEqualTo(4);
    }

    @Test
    void shouldTellEveryMismatchOfColumnsBeforeARowIsRead() {
        String yaml =
                """
                modules:
                  - validate:
                      only-these-columns: true
                      key: [missing]
                      columns:
                        id: {type: bigint}
                        name: {min: 3}
                        gone: {nullable: false}
                        list: {max: 3}
                      conditions:
                        - {name: unknown, condition: nothing > 3}
                        - {name: broken, condition: "((("}
                        - {name: number, condition: id + 1}
                      references:
                        - {columns: [id], table: growth.nowhere}
                """;

        assertThatThrownBy(
                        () ->
                                target.write(
                                        yaml,
                                        rows("id int, name string, list array<int>, extra int")))
                .hasMessageContainingAll(
                        "column id is int, expected bigint",
                        "column name is string, expected a text for 'min', found '3'",
                        "there is no column gone",
                        "there is no column missing",
                        "column list is array<int>, expected a column of",
                        "condition 'unknown'",
                        "condition 'broken'",
                        "condition 'number' is int, expected boolean",
                        "there is no table growth.nowhere",
                        "columns that are not listed: extra");
    }

    @Test
    void shouldCheckRowsAsTheyAreWhereALaterModuleChangesThem() {
        Written written =
                target.write(
                        """
                        modules:
                          - validate: {columns: {age: {max: 100}}}
                          - cleanse: [{drop: [age]}]
                          - quality: {}
                        """,
                        rows("id int, age int", row(1, 101), row(2, 5)));

        assertThat(written.published()).isFalse();
        assertThat(written.failed()).hasSize(1);
        assertThat(written.rejected("rows").columns()).contains("age");
        assertThat(written.outcome().profile().columns()).isEmpty();
    }

    @Test
    void shouldTakeAnEmptyWrite() {
        Written written =
                target.write(
                        "modules: [{validate: {key: [id], columns: {id: {min: 1}}}}]",
                        rows("id int"));

        assertThat(written.published()).isTrue();
    }

    @Test
    void shouldTakeNamesThatNeedQuoting() {
        Written written =
                target.write(
                        "modules: [{validate: {key: ['a b'], columns: {'a b': {min: 1, unique: true}}}}]",
                        rows("`a b` int", row(1), row(0)));

        assertThat(written.failed()).hasSize(1);
    }

    private static Dataset<Row> ids(int rows) {
        return TestSpark.session().range(rows).toDF("id");
    }
}
