package dev.heddle.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Tables on a real metastore. */
class TablesIT {
    private static final TableSchema BY_DAY =
            new TableSchema(
                    List.of(new TableColumn("id", "bigint"), new TableColumn("score", "double")),
                    List.of(new TableColumn("ds", "string")));
    private static final TableSchema PLAIN = new TableSchema(BY_DAY.columns(), List.of());
    private static final Provenance ME = Provenance.of("me");

    @TempDir static Path folder;

    private static TestWarehouse warehouse;
    private static Tables tables;

    @BeforeAll
    static void start() {
        warehouse = TestWarehouse.start(folder);
        tables = new Tables(warehouse.settings());
    }

    @AfterAll
    static void stop() {
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
    void shouldKeepWhatIsThereWhenRowsAreAdded(TestInfo test) throws IOException {
        TableName name = name(test);
        write(name, WriteMode.APPEND, PLAIN, "");
        PendingWrite left = begin(name, WriteMode.APPEND, PLAIN, "");
        PendingWrite right = begin(name, WriteMode.APPEND, PLAIN, "");

        publish(left, "");
        TableVersion last = publish(right, "");

        assertThat(last.rows()).isEqualTo(30);
        Path data = Path.of(tables.location(name, last.partitions().get("")).substring(5));
        try (var files = Files.list(data)) {
            assertThat(files).hasSize(3);
        }
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
        try (Storage storage = warehouse.settings().storage()) {
            TableVersion next =
                    new Publication(storage, write, Map.of("ds=1", PART, "ds=2", PART))
                            .next(tables.current(name));
            assertThat(new VersionLog(storage, name).create(next)).isTrue();

            assertThat(tables.current(name).orElseThrow().number()).isEqualTo(1);
            tables.recover(name);

            assertThat(tables.current(name)).contains(next);
        }
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
    void shouldCollectWhatNobodyNeeds(TestInfo test) throws IOException {
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
        assertThat(file(name, first)).doesNotExist();
        assertThat(file(name, tables.version(name, 2))).exists();
        assertThat(file(name, tables.version(name, 3))).exists();
        assertThat(Path.of(running.location().substring(5))).isNotEmptyDirectory();
        GcReport second =
                tables.gc(
                        name, new GcSettings(Duration.ZERO, 1, Duration.ZERO, false), job -> false);
        assertThat(second.leavings()).containsExactly(running.id());
        assertThat(Path.of(running.location().substring(5))).doesNotExist();
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

    private static final WrittenPartition PART = new WrittenPartition(10, 3, 1);

    private static Path file(TableName name, TableVersion version) {
        return Path.of(tables.location(name, version.partitions().get("ds=1")).substring(5));
    }

    private static TableName name(TestInfo test) {
        return TableName.parse(
                "growth." + test.getTestMethod().orElseThrow().getName().toLowerCase());
    }

    private static TableVersion write(
            TableName name, WriteMode mode, TableSchema schema, String... partitions) {
        return publish(begin(name, mode, schema, partitions), partitions);
    }

    private static PendingWrite begin(
            TableName name, WriteMode mode, TableSchema schema, String... partitions) {
        PendingWrite write = tables.begin(name, mode, schema, ME);
        for (String partition : partitions) {
            Path into = Path.of(write.location().substring(5), partition);
            try {
                Files.createDirectories(into);
                Files.writeString(into.resolve("part-" + write.id()), "abc");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return write;
    }

    private static TableVersion publish(PendingWrite write, String... partitions) {
        Map<String, WrittenPartition> written = new java.util.HashMap<>();
        for (String partition : partitions) {
            written.put(partition, PART);
        }
        return tables.publish(write, written, Optional.empty());
    }
}
