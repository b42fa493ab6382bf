package dev.heddle.batch.modules;

import static dev.heddle.batch.modules.TestSpark.row;
import static dev.heddle.batch.modules.TestSpark.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.batch.modules.TestTarget.Written;
import dev.heddle.warehouse.TableName;
import java.nio.file.Path;
import java.sql.Date;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalIT {
    private static final String SNAPSHOT =
            "modules: [{journal: {keys: [id], effective: ds, current: growth.customers_now}}]";
    private static final String CHANGES =
            "modules: [{journal: {keys: [id], input: changes, effective: ds, delete-when: op = 'D'}}]";

    @TempDir Path folder;
    private TestTarget target;

    @BeforeEach
    void createTarget() {
        target = new TestTarget(folder);
    }

    @Test
    void shouldBeginWithTheFirstSnapshot() {
        snapshot("01", row(1, "A"), row(2, null));

        assertThat(journal()).containsExactly("1 A 01 - current", "2 null 01 - current");
        assertThat(target.current().orElseThrow().schema().catalogString())
                .isEqualTo(
                        "struct<id:int,tier:string,valid_from:timestamp,valid_to:timestamp,"
                                + "is_current:boolean,row_hash:string>");
    }

    @Test
    void shouldGiveThreeRowsForAThereAndBackAgain() {
        snapshot("01", row(1, "A"), row(2, "X"));
        snapshot("02", row(1, "B"), row(2, "X"));
        snapshot("03", row(1, "A"), row(2, "X"));

        assertThat(journal())
                .containsExactly("1 A 01 02", "1 B 02 03", "1 A 03 - current", "2 X 01 - current");
    }

    @Test
    void shouldWriteNothingWhereNothingChanged() {
        snapshot("01", row(1, "A"), row(2, null));

        Written again = snapshot("02", row(2, null), row(1, "A"));

        assertThat(again.published()).isFalse();
        assertThat(again.outcome().blocked()).isFalse();
        assertThat(again.outcome().nothingToWrite()).isTrue();
        assertThat(again.outcome().companions()).isEmpty();
        assertThat(again.outcome().findings())
                .singleElement()
                .satisfies(
                        finding ->
                                assertThat(finding.message())
                                        .isEqualTo("2 rows, none of them changed"));
    }

    @Test
    void shouldTellNullFromTheEmptyText() {
        snapshot("01", row(1, null));
        snapshot("02", row(1, ""));
        snapshot("03", row(1, null));

        assertThat(journal()).containsExactly("1 null 01 02", "1  02 03", "1 null 03 - current");
    }

    @Test
    void shouldCloseWhatASnapshotLacksAndOpenItAgain() {
        snapshot("01", row(1, "A"), row(2, "X"));
        snapshot("02", row(2, "X"));
        snapshot("03", row(2, "X"));
        snapshot("04", row(1, "A"), row(2, "X"));

        assertThat(journal()).containsExactly("1 A 01 02", "1 A 04 - current", "2 X 01 - current");
    }

    @Test
    void shouldEndAlikeWhateverIsRunAgain() {
        snapshot("01", row(1, "A"), row(2, "X"));
        snapshot("02", row(1, "B"));
        snapshot("03", row(1, "A"), row(2, "Y"));
        List<String> expected = journal();

        assertThat(snapshot("01", row(1, "A"), row(2, "X")).published()).isFalse();
        assertThat(snapshot("02", row(1, "B")).published()).isFalse();
        assertThat(snapshot("03", row(1, "A"), row(2, "Y")).published()).isFalse();

        assertThat(journal()).isEqualTo(expected);
        assertThat(expected)
                .containsExactly(
                        "1 A 01 02",
                        "1 B 02 03",
                        "1 A 03 - current",
                        "2 X 01 02",
                        "2 Y 03 - current");
    }

    @Test
    void shouldPutALateSnapshotInItsPlace() {
        snapshot("01", row(1, "A"), row(2, "X"), row(3, "S"));
        snapshot("05", row(1, "C"), row(2, "X"), row(3, "S"));

        snapshot("03", row(1, "B"), row(2, "Z"), row(4, "N"));

        assertThat(journal())
                .containsExactly(
                        "1 A 01 03",
                        "1 B 03 05",
                        "1 C 05 - current",
                        "2 X 01 03",
                        "2 Z 03 05",
                        "2 X 05 - current",
                        "3 S 01 03",
                        "3 S 05 - current",
                        "4 N 03 05");
    }

    @Test
    void shouldPutASnapshotBeforeTheFirst() {
        snapshot("03", row(1, "B"));
        snapshot("01", row(1, "A"), row(2, "X"));

        assertThat(journal()).containsExactly("1 A 01 03", "1 B 03 - current", "2 X 01 03");
    }

    @Test
    void shouldCorrectASnapshotOfTheSameTime() {
        snapshot("01", row(1, "A"), row(2, "X"));
        snapshot("02", row(1, "B"), row(2, "X"));

        snapshot("02", row(1, "A"), row(3, "N"));

        assertThat(journal()).containsExactly("1 A 01 - current", "2 X 01 02", "3 N 02 - current");
    }

    @Test
    void shouldTakeTheTimeOfTheWriteWhereNoColumnSaysIt() {
        String yaml = "modules: [{journal: {keys: [id]}}]";
        target.at("2026-11-01T00:00:00Z");
        target.write(yaml, rows("id int, tier string", row(1, "A")));
        target.at("2026-11-02T00:00:00Z");
        target.write(yaml, rows("id int, tier string", row(1, "B")));

        assertThat(journal()).containsExactly("1 A 01 02", "1 B 02 - current");
    }

    @Test
    void shouldRefuseASnapshotThatWouldCloseEverything() {
        snapshot("01", row(1, "A"));

        Written empty = snapshot("02");

        assertThat(empty.published()).isFalse();
        assertThat(empty.failed())
                .singleElement()
                .asString()
                .contains("the snapshot has no rows and would close every key");
        target.at("2026-11-02T00:00:00Z");
        assertThat(
                        target.write(
                                        "modules: [{journal: {keys: [id], effective: ds,"
                                                + " allow-empty: true}}]",
                                        rows("id int, tier string, ds string"))
                                .published())
                .isTrue();
        assertThat(journal()).containsExactly("1 A 01 02");
    }

    @Test
    void shouldRefuseRowsThatSayNothingCertain() {
        Written written =
                target.write(
                        SNAPSHOT,
                        rows(
                                "id int, tier string, ds string",
                                row(1, "A", "2026-11-01"),
                                row(1, "B", "2026-11-01"),
                                row(null, "C", "2026-11-01"),
                                row(3, "C", "soon"),
                                row(4, "D", "2026-11-02")));

        assertThat(written.published()).isFalse();
        assertThat(written.failed())
                .containsExactly(
                        "journal: keys: 1 rows lack a value of the key id",
                        "journal: effective time: 1 rows have no time in ds, expected a timestamp, a"
                                + " date or a text like 2026-11-01",
                        "journal: one state at a time: 2 rows say different things of one key id at"
                                + " one time",
                        "journal: snapshot: a snapshot is of one time, found 2026-11-01T00:00:00Z to"
                                + " 2026-11-02T00:00:00Z in ds");
        assertThat(written.rejectedFolders())
                .containsExactly(
                        "check=journal-effective-time",
                        "check=journal-keys",
                        "check=journal-one-state-at-a-time",
                        "check=journal-snapshot");
    }

    @Test
    void shouldTakeTheSameRowTwice() {
        snapshot("01", row(1, "A"), row(1, "A"));

        assertThat(journal()).containsExactly("1 A 01 - current");
    }

    @Test
    void shouldFollowChangesInOneWrite() {
        changes(
                row(1, "A", "01", "U"),
                row(1, "B", "02", "U"),
                row(1, "A", "03", "U"),
                row(2, "X", "01", "U"),
                row(2, null, "02", "D"),
                row(2, "X", "04", "U"),
                row(3, null, "01", "D"));

        assertThat(journal())
                .containsExactly(
                        "1 A 01 02",
                        "1 B 02 03",
                        "1 A 03 - current",
                        "2 X 01 02",
                        "2 X 04 - current",
                        "3 null 01 01");
    }

    @Test
    void shouldRememberADeletionThatComesBeforeWhatItDeletes() {
        changes(row(1, "Z", "03", "D"), row(2, "X", "01", "U"));
        assertThat(journal()).containsExactly("1 null 03 03", "2 X 01 - current");

        changes(row(1, "A", "01", "U"));

        assertThat(journal()).containsExactly("1 A 01 03", "2 X 01 - current");
    }

    @Test
    void shouldTakeChangesLateAndAgain() {
        changes(row(1, "A", "01", "U"), row(2, "X", "01", "U"));
        changes(row(1, "C", "05", "U"), row(2, null, "05", "D"));
        changes(row(1, "B", "03", "U"), row(2, "Y", "03", "U"));
        List<String> expected = journal();

        assertThat(changes(row(1, "B", "03", "U"), row(2, "Y", "03", "U")).published()).isFalse();
        assertThat(changes(row(1, "C", "05", "U"), row(2, null, "05", "D")).published()).isFalse();
        assertThat(changes(row(2, null, "05", "D")).published()).isFalse();
        assertThat(changes().published()).isFalse();

        assertThat(journal()).isEqualTo(expected);
        assertThat(expected)
                .containsExactly(
                        "1 A 01 03", "1 B 03 05", "1 C 05 - current", "2 X 01 03", "2 Y 03 05");
    }

    @Test
    void shouldLeaveKeysAloneThatDidNotChange() {
        changes(row(1, "A", "01", "U"), row(2, "X", "01", "U"));
        changes(row(1, "B", "02", "U"));

        assertThat(journal()).containsExactly("1 A 01 02", "1 B 02 - current", "2 X 01 - current");
    }

    @Test
    void shouldOrderChangesOfOneTimeBySequence() {
        Dataset<Row> rows =
                rows(
                        "id int, tier string, ds date, position bigint",
                        row(1, "B", Date.valueOf("2026-11-01"), 7L),
                        row(1, "C", Date.valueOf("2026-11-01"), 9L),
                        row(1, "A", Date.valueOf("2026-11-01"), 3L));
        String yaml = "modules: [{journal: {keys: [id], input: changes, effective: ds%s}}]";

        Written unordered = target.write(yaml.formatted(", tracked: [tier]"), rows);
        Written ordered = target.write(yaml.formatted(", sequence: position"), rows);

        assertThat(unordered.failed())
                .singleElement()
                .asString()
                .contains("3 rows say different things", "a column named by 'sequence'");
        assertThat(ordered.published()).isTrue();
        assertThat(journal()).containsExactly("1 C 01 - current");
    }

    @Test
    void shouldTrackOnlyWhatItShould() {
        String yaml = "modules: [{journal: {keys: [id], tracked: [tier], effective: ds}}]";
        target.write(
                yaml,
                rows("id int, tier string, seen int, ds string", row(1, "A", 1, "2026-11-01")));

        Written again =
                target.write(
                        yaml,
                        rows(
                                "id int, tier string, seen int, ds string",
                                row(1, "A", 2, "2026-11-02")));

        assertThat(again.outcome().nothingToWrite()).isTrue();
        assertThat(target.current().orElseThrow().columns()).doesNotContain("seen", "ds");
    }

    @Test
    void shouldKeepTheCurrentRowsAsATable() {
        snapshot("01", row(1, "A"), row(2, "X"));
        snapshot("02", row(1, "B"));

        assertThat(now()).containsExactly("1 B 02");
        target.put("growth.customers_now", target.current().orElseThrow().limit(0));

        Written again = snapshot("02", row(1, "B"));

        assertThat(again.published()).isFalse();
        assertThat(again.outcome().companions()).hasSize(1);
        assertThat(now()).containsExactly("1 B 02");
    }

    @Test
    void shouldTakeANewColumnWithoutRewritingWhatDidNotChange() {
        snapshot("01", row(1, "A"), row(2, "X"));
        target.write(
                SNAPSHOT,
                rows(
                        "id int, City string, TIER string, ds string",
                        row(1, "Bern", "A", "2026-11-02"),
                        row(2, null, "X", "2026-11-02")));

        assertThat(target.current().orElseThrow().columns()).startsWith("id", "tier", "city");
        assertThat(journal()).containsExactly("1 A 01 02", "1 A 02 - current", "2 X 01 - current");
    }

    @Test
    void shouldRefuseColumnsThatDoNotFit() {
        target.put("growth.customers", rows("id int, tier string, extra int"));
        assertThatThrownBy(() -> snapshot("01", row(1, "A")))
                .hasMessageContainingAll(
                        "the table has no column valid_from: it is no journal",
                        "column extra is in the table and not in the rows");

        target = new TestTarget(folder.resolve("other"));
        snapshot("01", row(1, "A"));
        assertThatThrownBy(
                        () ->
                                target.write(
                                        SNAPSHOT,
                                        rows("id bigint, tier int, ds string, row_hash string")))
                .hasMessageContainingAll(
                        "column id is int in the table and bigint in the rows",
                        "column tier is string in the table and int in the rows",
                        "column row_hash is the journal's own");
        assertThatThrownBy(() -> target.write(SNAPSHOT, rows("tier int")))
                .hasMessageContainingAll("there is no column id", "there is no column ds");
        assertThatThrownBy(
                        () ->
                                target.write(
                                        "modules: [{journal: {keys: [id], current: growth.customers}}]",
                                        rows("id int, tier string")))
                .hasMessageContaining("'current' is the journal itself");
    }

    @Test
    void shouldHashAlikeWhateverTheOrderTheWidthAndTheZone() {
        Dataset<Row> one =
                rows(
                        "a int, b float, c map<string,int>, d timestamp, e array<struct<x:int,y:string>>",
                        row(
                                7,
                                -0.0f,
                                java.util.Map.of("k", 1, "l", 2, "m", 3),
                                java.sql.Timestamp.from(java.time.Instant.ofEpochSecond(5)),
                                List.of(org.apache.spark.sql.RowFactory.create(1, null))));
        Dataset<Row> other =
                one.selectExpr(
                        "e as E",
                        "d",
                        "map_from_arrays(array('m', 'k', 'l'), array(3L, 1L, 2L)) as c",
                        "cast(0.0 as double) as b",
                        "cast(a as bigint) as A",
                        "cast(null as string) as f");

        assertThat(hash(one, "a", "b", "c", "d", "e"))
                .isEqualTo(hash(other, "F", "e", "d", "c", "b", "A"))
                .isEqualTo("%s", hash(one, "e", "a", "b", "d", "c"))
                .isNotEqualTo(hash(one, "a", "b", "c", "d"));
    }

    private static String hash(Dataset<Row> rows, String... columns) {
        return rows.select(RowHash.of(List.of(columns))).first().getString(0);
    }

    private Written snapshot(String day, Object[]... rows) {
        Dataset<Row> tiers =
                rows("id int, tier string", rows).withColumn("ds", functions.lit("2026-11-" + day));
        return target.write(SNAPSHOT, tiers);
    }

    private Written changes(Object[]... rows) {
        Dataset<Row> tiers =
                rows("id int, tier string, day string, op string", rows)
                        .selectExpr("id", "tier", "concat('2026-11-', day) as ds", "op");
        return target.write(CHANGES, tiers);
    }

    private List<String> now() {
        return target
                .read(TableName.parse("growth.customers_now"))
                .orElseThrow()
                .orderBy("id")
                .collectAsList()
                .stream()
                .map(row -> row.get(0) + " " + row.get(1) + " " + day(row, "valid_from"))
                .toList();
    }

    private List<String> journal() {
        return target.current().orElseThrow().orderBy("id", "valid_from").collectAsList().stream()
                .map(
                        row ->
                                row.get(0)
                                        + " "
                                        + row.get(1)
                                        + " "
                                        + day(row, "valid_from")
                                        + " "
                                        + day(row, "valid_to")
                                        + (row.getBoolean(row.fieldIndex("is_current"))
                                                ? " current"
                                                : ""))
                .toList();
    }

    private static String day(Row row, String column) {
        int index = row.fieldIndex(column);
        return row.isNullAt(index)
                ? "-"
                : row.getTimestamp(index).toInstant().toString().substring(8, 10);
    }
}
