package dev.heddle.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.HeddleException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Tables on a real metastore, wherever their files are. */
abstract class TablesContract {
    static final TableSchema BY_DAY =
            new TableSchema(
                    List.of(new TableColumn("id", "bigint"), new TableColumn("score", "double")),
                    List.of(new TableColumn("ds", "string")));
    static final TableSchema PLAIN = new TableSchema(BY_DAY.columns(), List.of());
    static final Provenance ME = Provenance.of("me");

    static TestWarehouse warehouse;
    static Tables tables;
    static Storage storage;

    /** To be called before all tests. */
    static void start(TestWarehouse started, String root) {
        warehouse = started;
        tables = new Tables(started.settings(root));
        storage = started.settings(root).storage();
    }

    @AfterAll
    static void stop() {
        storage.close();
        tables.close();
        warehouse.close();
    }

    @Test
    void shouldPublishPartitionsOneVersionAfterTheOther(TestInfo test) {
        TableName name = name(test);

        TableVersion first = write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1", "ds=2");
        TableVersion second = write(name, WriteMode.OVERWRITE, BY_DAY, "ds=2", "ds=3");

        assertThat(first.number()).isEqualTo(1);
        assertThat(second.partitions().keySet()).containsExactly("ds=1", "ds=2", "ds=3");
        assertThat(second.changed()).containsExactly("ds=2", "ds=3");
        assertThat(second.partitions().get("ds=1")).isEqualTo(first.partitions().get("ds=1"));
        assertThat(tables.current(name)).contains(second);
        assertThat(tables.versions(name, 10, Long.MAX_VALUE)).containsExactly(second, first);
        assertThat(tables.diff(name, 1, 2).partitions())
                .extracting(TableDiff.Change::partition)
                .containsExactly("ds=2", "ds=3");
    }

    @Test
    void shouldTellOfManyTablesAndWritesTogether(TestInfo test) {
        TableName name = name(test);
        TableName other = new TableName(name.database(), name.table() + "_other");
        PendingWrite profiled = begin(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        TableVersion first =
                tables.publish(profiled, Map.of("ds=1", PART), Optional.of("{\"rows\": 3}"));
        TableVersion second = write(name, WriteMode.OVERWRITE, BY_DAY, "ds=2");
        TableVersion back = tables.rollback(name, 1, ME);
        write(other, WriteMode.OVERWRITE, PLAIN, "");

        assertThat(tables.qualities(name, List.of(back, second, first)))
                .isEqualTo(Map.of(1L, "{\"rows\": 3}", 3L, "{\"rows\": 3}"));
        assertThat(tables.describe(List.of(other, new TableName("no", "such"), name)))
                .extracting(TableDescription::name)
                .containsExactly(other, name);
    }

    @Test
    void shouldRefuseTheSecondOfTwoWritersOfAPartition(TestInfo test) {
        TableName name = name(test);
        write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1", "ds=2");
        PendingWrite slow = begin(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        PendingWrite other = begin(name, WriteMode.OVERWRITE, BY_DAY, "ds=2");
        TableVersion winner = write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");

        assertThatThrownBy(() -> publish(slow, "ds=1"))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("ds=1 of " + name + " was published as version 2 by me")
                .hasMessageContaining("began at version 1");
        TableVersion third = publish(other, "ds=2");

        assertThat(third.partitions().get("ds=1")).isEqualTo(winner.partitions().get("ds=1"));
        assertThat(third.number()).isEqualTo(3);
    }

    @Test
    void shouldLetExactlyOneOfManyRacingWritersWin(TestInfo test) {
        TableName name = name(test);
        List<PendingWrite> writes =
                IntStream.range(0, 8)
                        .mapToObj(i -> begin(name, WriteMode.OVERWRITE, BY_DAY, "ds=1"))
                        .toList();

        List<Boolean> won =
                writes.stream()
                        .map(
                                write ->
                                        CompletableFuture.supplyAsync(
                                                () -> {
                                                    try {
                                                        publish(write, "ds=1");
                                                        return true;
                                                    } catch (HeddleException e) {
                                                        return false;
                                                    }
                                                }))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(won).containsOnlyOnce(true);
        assertThat(tables.current(name).orElseThrow().number()).isEqualTo(1);
    }

    @Test
    void shouldKeepWhatIsThereWhenRowsAreAdded(TestInfo test) {
        TableName name = name(test);
        write(name, WriteMode.APPEND, PLAIN, "");
        PendingWrite left = begin(name, WriteMode.APPEND, PLAIN, "");
        PendingWrite right = begin(name, WriteMode.APPEND, PLAIN, "");

        publish(left, "");
        TableVersion last = publish(right, "");

        assertThat(last.rows()).isEqualTo(30);
        assertThat(storage.list(path(tables.location(name, last.partitions().get(""))))).hasSize(3);
    }

    @Test
    void shouldTakeNewColumnsAndRefuseOtherTypes(TestInfo test) {
        TableName name = name(test);
        write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        TableSchema more =
                new TableSchema(
                        List.of(new TableColumn("id", "bigint"), new TableColumn("why", "string")),
                        BY_DAY.partitionKeys());

        TableVersion evolved = write(name, WriteMode.OVERWRITE, more, "ds=2");

        assertThat(evolved.schema().columns())
                .extracting(TableColumn::name)
                .containsExactly("id", "score", "why");
        assertThat(tables.describe(name).orElseThrow().schema()).isEqualTo(evolved.schema());
        TableSchema other =
                new TableSchema(
                        List.of(new TableColumn("id", "string"), new TableColumn("score", "float")),
                        BY_DAY.partitionKeys());
        assertThatThrownBy(() -> tables.begin(name, WriteMode.OVERWRITE, other, ME))
                .hasMessageContaining("column id is bigint in the table and string in the rows")
                .hasMessageContaining("column score is double in the table and float in the rows");
    }

    @Test
    void shouldBringAnEarlierStateBack(TestInfo test) {
        TableName name = name(test);
        TableVersion first = write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        write(name, WriteMode.REPLACE, BY_DAY, "ds=2");

        TableVersion back = tables.rollback(name, 1, ME);

        assertThat(back.number()).isEqualTo(3);
        assertThat(back.operation()).isEqualTo(Operation.ROLLBACK);
        assertThat(back.partitions()).isEqualTo(first.partitions());
        assertThat(tables.current(name)).contains(back);
        assertThatThrownBy(() -> tables.rollback(name, 9, ME))
                .hasMessageContaining("has no version 9; kept are 1 to 3");
    }

    @Test
    void shouldCompleteAPublicationThatWasCutOff(TestInfo test) {
        TableName name = name(test);
        write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        PendingWrite write = begin(name, WriteMode.OVERWRITE, BY_DAY, "ds=1", "ds=2");
        TableVersion next =
                new Publication(storage, write, Map.of("ds=1", PART, "ds=2", PART))
                        .next(tables.current(name));
        assertThat(new VersionLog(storage, name).create(next)).isTrue();

        assertThat(tables.current(name).orElseThrow().number()).isEqualTo(1);
        tables.recover(name);

        assertThat(tables.current(name)).contains(next);
    }

    @Test
    void shouldWaitForAMetastoreThatComesBack(TestInfo test) {
        TableName name = name(test);
        PendingWrite write = begin(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        warehouse.stopMetastore();
        CompletableFuture<TableVersion> published =
                CompletableFuture.supplyAsync(() -> publish(write, "ds=1"));

        warehouse.start();

        assertThat(published.join().number()).isEqualTo(1);
        assertThat(tables.current(name)).isPresent();
    }

    @Test
    void shouldCollectWhatNobodyNeeds(TestInfo test) {
        TableName name = name(test);
        TableVersion first = write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        tables.pin(name, "audit", 2);
        PendingWrite running = begin(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        GcSettings rules = new GcSettings(Duration.ZERO, 1, Duration.ofDays(1), false);

        GcReport report = tables.gc(name, rules, job -> false);

        assertThat(report.versions()).containsExactly(1L);
        assertThat(report.files()).isEqualTo(1);
        assertThat(files(name, first)).isEmpty();
        assertThat(files(name, tables.version(name, 2))).hasSize(1);
        assertThat(files(name, tables.version(name, 3))).hasSize(1);
        assertThat(storage.list(path(running.location()))).hasSize(1);
        GcReport second =
                tables.gc(
                        name, new GcSettings(Duration.ZERO, 1, Duration.ZERO, false), job -> false);
        assertThat(second.leavings()).containsExactly(running.id());
        assertThat(storage.list(path(running.location()))).isEmpty();
    }

    @Test
    void shouldLeaveTablesOfOthersAlone() {
        assertThat(tables.describe(TableName.parse("default.nothing"))).isEmpty();
        assertThat(tables.databases()).contains("default");
        assertThatThrownBy(() -> TableName.parse("growth/../x"))
                .hasMessageContaining("found 'growth/../x'");
    }

    @Test
    void shouldDropATableWithItsHistory(TestInfo test) {
        TableName name = name(test);
        write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");

        tables.drop(name, "me");

        assertThat(tables.describe(name)).isEmpty();
        assertThat(write(name, WriteMode.OVERWRITE, BY_DAY, "ds=2").number()).isEqualTo(1);
    }

    static final WrittenPartition PART = new WrittenPartition(10, 3, 1);

    static List<Storage.StoredFile> files(TableName name, TableVersion version) {
        return storage.list(path(tables.location(name, version.partitions().get("ds=1"))));
    }

    /** A location as a path from the warehouse's root. */
    static String path(String location) {
        assertThat(location).startsWith(storage.location() + "/");
        return location.substring(storage.location().length() + 1);
    }

    static TableName name(TestInfo test) {
        return TableName.parse(
                "growth." + test.getTestMethod().orElseThrow().getName().toLowerCase());
    }

    static TableVersion write(
            TableName name, WriteMode mode, TableSchema schema, String... partitions) {
        return publish(begin(name, mode, schema, partitions), partitions);
    }

    static PendingWrite begin(
            TableName name, WriteMode mode, TableSchema schema, String... partitions) {
        PendingWrite write = tables.begin(name, mode, schema, ME);
        for (String partition : partitions) {
            String into =
                    path(write.location()) + (partition.isEmpty() ? "/" : "/" + partition + "/");
            storage.put(into + "part-" + write.id(), "abc".getBytes(StandardCharsets.UTF_8));
        }
        return write;
    }

    static TableVersion publish(PendingWrite write, String... partitions) {
        Map<String, WrittenPartition> written = new java.util.HashMap<>();
        for (String partition : partitions) {
            written.put(partition, PART);
        }
        return tables.publish(write, written, Optional.empty());
    }
}
