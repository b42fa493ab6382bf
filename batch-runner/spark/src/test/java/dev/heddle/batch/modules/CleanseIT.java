package dev.heddle.batch.modules;

import static dev.heddle.batch.modules.TestSpark.row;
import static dev.heddle.batch.modules.TestSpark.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanseIT {
    @TempDir Path folder;

    @Test
    void shouldRenameTrimNullifyCastAndDropInOrder() {
        Dataset<Row> rows =
                rows(
                        "CustNo string, name string, age string, debug string",
                        row("7", "\u00a0 Ada\t", " 41 ", "x"),
                        row("8", "N/A", "", "y"),
                        row("9", null, null, null));

        Dataset<Row> cleansed =
                cleanse(
                        rows,
                        "rename: {custno: customer_id}",
                        "trim: ['*']",
                        "nullify: {columns: ['*'], values: ['', 'N/A']}",
                        "cast: {columns: {customer_id: bigint, AGE: int}}",
                        "drop: ['de*']");

        assertThat(cleansed.schema().catalogString())
                .isEqualTo("struct<customer_id:bigint,name:string,age:int>");
        assertThat(cleansed.collectAsList())
                .extracting(Row::mkString)
                .containsExactlyInAnyOrder("7Ada41", "8nullnull", "9nullnull");
    }

    @Test
    void shouldNullifyNumbersDatesAndBooleansByValue() {
        Dataset<Row> rows =
                rows(
                        "n int, d double, m decimal(5,2), born date, ok boolean, t string",
                        row(
                                -1,
                                -1.0,
                                new BigDecimal("-1.00"),
                                Date.valueOf("1900-01-01"),
                                true,
                                "-1"),
                        row(2, Double.NaN, null, Date.valueOf("2026-11-01"), false, "2"));

        Dataset<Row> cleansed =
                cleanse(rows, "nullify: {columns: ['*'], values: [-1, '1900-01-01', true]}");

        assertThat(cleansed.collectAsList())
                .extracting(Row::mkString)
                .containsExactlyInAnyOrder("nullnullnullnullnull-1", "2NaNnull2026-11-01false2");
    }

    @Test
    void shouldHashTheSameEverywhere() throws Exception {
        Dataset<Row> rows =
                rows(
                        "t string, n int, m decimal(5,2), d date, s timestamp, b boolean, x binary",
                        row(
                                "ada@example.org",
                                42,
                                new BigDecimal("1.50"),
                                Date.valueOf("2026-11-01"),
                                Timestamp.from(Instant.ofEpochSecond(1, 5000)),
                                true,
                                new byte[] {1, 2}),
                        row(null, null, null, null, null, null, null));

        List<Row> hashed =
                cleanse(rows, "hash: {columns: ['*'], salt-from: SALT}")
                        .orderBy(org.apache.spark.sql.functions.col("t").desc())
                        .collectAsList();

        assertThat(hashed.get(0).getString(0)).isEqualTo(sha256("saltada@example.org"));
        assertThat(hashed.get(0).getString(1)).isEqualTo(sha256("salt42"));
        assertThat(hashed.get(0).getString(2)).isEqualTo(sha256("salt1.50"));
        assertThat(hashed.get(0).getString(3)).isEqualTo(sha256("salt2026-11-01"));
        assertThat(hashed.get(0).getString(4)).isEqualTo(sha256("salt1000005"));
        assertThat(hashed.get(0).getString(5)).isEqualTo(sha256("salttrue"));
        assertThat(hashed.get(0).getString(6)).isEqualTo(sha256("salt\u0001\u0002"));
        assertThat(hashed.get(1))
                .matches(Row::anyNull)
                .extracting(Row::mkString)
                .isEqualTo("null".repeat(7));
    }

    @Test
    void shouldKeepTheSaltOutOfThePlan() {
        WriteModules modules =
                WriteModules.parse(
                        yaml("hash: {columns: [t], salt-from: SALT}"),
                        getClass().getClassLoader(),
                        name -> "pepperoni");

        try (WriteRun run = modules.start(TestSpark.session(), new TestTarget(folder))) {
            Dataset<Row> hashed = run.prepare(rows("t string", row("a")));

            assertThat(
                            ((org.apache.spark.sql.classic.Dataset<Row>) hashed)
                                    .queryExecution()
                                    .toString())
                    .doesNotContain("pepperoni");
        }
    }

    @Test
    void shouldMaskAllButTheEnds() {
        Dataset<Row> rows =
                rows(
                        "phone string",
                        row("0791234567"),
                        row("1234"),
                        row(""),
                        row((Object) null),
                        row("äöü€🙂z"));

        assertThat(
                        cleanse(rows, "mask: {columns: phone, keep-first: 1, keep-last: 3}")
                                .collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("0******567", "****", "", null, "ä**€🙂z");
        assertThat(cleanse(rows, "mask: {columns: phone, with: x}").collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("xxxxxxxxxx", "xxxx", "", null, "xxxxxx");
    }

    @Test
    void shouldReadDatesByAFormat() {
        Dataset<Row> rows = rows("born string", row("01.11.2026"), row("soon"), row((Object) null));

        assertThat(
                        cleanse(
                                        rows,
                                        "cast: {columns: {born: date}, format: dd.MM.yyyy, on-error: nullify}")
                                .collectAsList())
                .extracting(Row::mkString)
                .containsExactlyInAnyOrder("2026-11-01", "null", "null");
    }

    @Test
    void shouldNameTheValueThatCannotBeCast() {
        Dataset<Row> rows = rows("age string", row("41"), row("old"));

        assertThatThrownBy(() -> cleanse(rows, "cast: {columns: {age: int}}").collectAsList())
                .hasMessageContaining("cleanse: column age: expected int, found 'old'");
    }

    @Test
    void shouldNotLoseAFractionOrAnOverflowInSilence() {
        Dataset<Row> rows =
                rows(
                        "a double, b bigint, c decimal(10,3), d bigint",
                        row(2.0, 3L, new BigDecimal("1.500"), 1L << 53),
                        row(2.7, 1L << 40, new BigDecimal("1.555"), (1L << 53) + 1));

        assertThat(
                        cleanse(
                                        rows,
                                        "cast: {columns: {a: int, b: int, c: 'decimal(10,2)', d: double},"
                                                + " on-error: nullify}")
                                .collectAsList())
                .extracting(Row::mkString)
                .containsExactlyInAnyOrder("231.509.007199254740992E15", "null".repeat(4));
        assertThatThrownBy(() -> cleanse(rows, "cast: {columns: {a: int}}").collectAsList())
                .hasMessageContaining("column a: expected int, found '2.7'");
    }

    @Test
    void shouldRefuseWrongColumnsBeforeARowIsRead() {
        Dataset<Row> rows = rows("a int, b string, c array<int>");

        assertRefused(rows, "trim: [a, x]", "column a is int, expected string", "no column x");
        assertRefused(rows, "rename: {a: B}", "there would be two columns b");
        assertRefused(rows, "rename: {x: y}", "no column x");
        assertRefused(rows, "drop: ['*']", "no column would be left");
        assertRefused(rows, "cast: {columns: {c: int}}", "column c is array<int>", "int");
        assertRefused(rows, "cast: {columns: {a: date}, format: yyyy}", "a format reads texts");
        assertRefused(rows, "hash: {columns: [c], salt-from: S}", "column c is array<int>");
    }

    @Test
    void shouldRenameColumnsCrosswise() {
        assertThat(cleanse(rows("a int, b int", row(1, 2)), "rename: {a: b, b: a}").columns())
                .containsExactly("b", "a");
    }

    private void assertRefused(Dataset<Row> rows, String rule, String... messages) {
        assertThatThrownBy(() -> cleanse(rows, rule))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContainingAll(messages);
    }

    private Dataset<Row> cleanse(Dataset<Row> rows, String... rules) {
        WriteModules modules =
                WriteModules.parse(yaml(rules), getClass().getClassLoader(), name -> "salt");
        try (WriteRun run = modules.start(TestSpark.session(), new TestTarget(folder))) {
            return run.prepare(rows);
        }
    }

    private static String yaml(String... rules) {
        StringBuilder yaml = new StringBuilder("modules:\n  - cleanse:\n");
        for (String rule : rules) {
            yaml.append("      - ").append(rule).append('\n');
        }
        return yaml.toString();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
