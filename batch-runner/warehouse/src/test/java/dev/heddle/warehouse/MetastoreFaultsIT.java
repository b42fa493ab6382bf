package dev.heddle.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.trino.hive.thrift.metastore.DataOperationType;
import io.trino.hive.thrift.metastore.LockComponent;
import io.trino.hive.thrift.metastore.LockLevel;
import io.trino.hive.thrift.metastore.LockRequest;
import io.trino.hive.thrift.metastore.LockType;
import io.trino.hive.thrift.metastore.ShowLocksRequest;
import io.trino.hive.thrift.metastore.ShowLocksResponseElement;
import io.trino.hive.thrift.metastore.Table;
import io.trino.hive.thrift.metastore.UnlockRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.thrift.TException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publications whose metastore fails, or takes the lock away, at every step. */
class MetastoreFaultsIT {
    private static final WrittenPartition PART = new WrittenPartition(10, 3, 1);
    private static TestWarehouse warehouse;
    private static ThriftProxy proxy;
    private static Tables tables;
    private static Storage storage;
    private static Metastore metastore;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        warehouse = TestWarehouse.start(folder);
        proxy = new ThriftProxy(warehouse.metastore());
        tables = new Tables(throughProxy(Duration.ofSeconds(60)));
        storage = warehouse.settings().storage();
        metastore = new Metastore(warehouse.metastore(), Duration.ofSeconds(60));
    }

    private static WarehouseSettings throughProxy(Duration patience) {
        return new WarehouseSettings(warehouse.root(), proxy.address(), Optional.empty(), patience);
    }

    @AfterEach
    void heal() {
        proxy.heal();
    }

    @AfterAll
    static void stop() throws Exception {
        metastore.close();
        storage.close();
        tables.close();
        proxy.close();
        warehouse.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get_table_req",
                "lock",
                "heartbeat",
                "create_database",
                "create_table",
                "get_partitions_by_names",
                "add_partitions",
                "alter_partitions_with_environment_context",
                "drop_partitions_req",
                "alter_table_with_environment_context",
                "unlock"
            })
    void shouldPublishOnceWhateverConnectionBreaks(String call) throws Exception {
        for (boolean afterwards : new boolean[] {false, true}) {
            TableName name = TableName.parse((afterwards ? "lost_" : "cut_") + call + ".scores");
            int before = proxy.broken();
            if (afterwards) {
                proxy.lose(sent -> sent.equals(call) && proxy.broken() < before + 2);
            } else {
                proxy.cut(sent -> sent.equals(call) && proxy.broken() < before + 2);
            }

            write(tables, name, WriteMode.OVERWRITE, "ds=1", "ds=2");
            TableVersion last = write(tables, name, WriteMode.REPLACE, "ds=2", "ds=3");

            assertThat(proxy.broken()).isEqualTo(before + 2);
            assertThat(last.number()).isEqualTo(2);
            assertThat(tables.current(name)).contains(last);
            assertThat(seen(name)).isEqualTo(expected(name, last));
            assertThat(locks(name)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"add_partitions", "alter_table_with_environment_context"})
    void shouldCompleteWhatTheMetastoreMissed(String call) throws Exception {
        TableName name = TableName.parse("missed." + call);
        write(tables, name, WriteMode.OVERWRITE, "ds=1");
        try (Tables hasty = new Tables(throughProxy(Duration.ofMillis(300)))) {
            PendingWrite write = begin(hasty, name, WriteMode.OVERWRITE, "ds=1", "ds=2");
            proxy.cut(sent -> sent.equals(call));

            assertThatThrownBy(() -> publish(hasty, write, "ds=1", "ds=2"))
                    .hasMessageStartingWith("version 2 of " + name + " is made, and is seen as")
                    .isInstanceOfSatisfying(
                            HeddleException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            proxy.heal();
            hasty.abort(write);
            assertThat(tables.current(name).orElseThrow().number()).isEqualTo(1);

            assertThat(publish(tables, write, "ds=1", "ds=2").number()).isEqualTo(2);
        }
        TableVersion last = write(tables, name, WriteMode.OVERWRITE, "ds=3");

        assertThat(last.partitions().keySet()).containsExactly("ds=1", "ds=2", "ds=3");
        assertThat(seen(name)).isEqualTo(expected(name, last));
        for (PartitionState state : last.partitions().values()) {
            assertThat(storage.list(name.folder() + "/" + state.path())).hasSize(1);
        }
    }

    @Test
    void shouldPublishNothingWhenTheLockIsLost(TestInfo test) {
        TableName name = TablesContract.name(test);
        TableVersion first = write(tables, name, WriteMode.APPEND, "ds=1");
        try (Tables slow = hooked(path -> releaseLocks(name))) {
            PendingWrite write = begin(slow, name, WriteMode.APPEND, "ds=1");

            assertThatThrownBy(() -> publish(slow, write, "ds=1"))
                    .hasMessageContaining("the lock of " + name + " was lost");

            assertThat(tables.current(name)).contains(first);
            slow.abort(write);
            assertThat(storage.list(path(write.location()))).isEmpty();
        }
    }

    @Test
    void shouldNotTurnTheTableBackWhenOthersWentOnAfterTheCommit(TestInfo test) throws Exception {
        TableName name = TablesContract.name(test);
        AtomicBoolean overtaken = new AtomicBoolean();
        Consumer<String> overtake =
                path -> {
                    if (path.contains("/versions/") && !overtaken.getAndSet(true)) {
                        releaseLocks(name);
                        write(tables, name, WriteMode.OVERWRITE, "ds=1", "ds=2");
                    }
                };
        try (Tables slow = hooked(overtake)) {
            TableVersion made = write(slow, name, WriteMode.OVERWRITE, "ds=1", "ds=3");

            assertThat(made.number()).isEqualTo(1);
        }

        TableVersion last = tables.current(name).orElseThrow();
        assertThat(last.number()).isEqualTo(2);
        assertThat(last.partitions().keySet()).containsExactly("ds=1", "ds=2", "ds=3");
        assertThat(seen(name)).isEqualTo(expected(name, last));
    }

    @Test
    void shouldBreakTheLockOfAWriterThatDied(TestInfo test) throws Exception {
        TableName name = TablesContract.name(test);
        lock(name, "heddle-1-dead");
        warehouse.silenceLocks(Duration.ofMinutes(3));

        assertThat(write(tables, name, WriteMode.OVERWRITE, "ds=1").number()).isEqualTo(1);

        assertThat(locks(name)).isEmpty();
    }

    @Test
    void shouldLeaveTheLocksOfOthersAndSayWhoHasThem(TestInfo test) throws Exception {
        TableName name = TablesContract.name(test);
        lock(name, "hive-query-7");
        warehouse.silenceLocks(Duration.ofMinutes(3));

        try (Tables hasty = new Tables(throughProxy(Duration.ofMillis(500)))) {
            assertThatThrownBy(() -> write(hasty, name, WriteMode.OVERWRITE, "ds=1"))
                    .hasMessageStartingWith(name + " is locked by somebody-else on far-away");
        }

        assertThat(locks(name))
                .extracting(ShowLocksResponseElement::getAgentInfo)
                .containsExactly("hive-query-7");
        releaseLocks(name);
    }

    /** Tables with which something happens after each file that is created or copied. */
    private static Tables hooked(Consumer<String> hook) {
        WarehouseSettings settings = throughProxy(Duration.ofSeconds(60));
        return new Tables(settings, new HookedStorage(settings.storage(), hook));
    }

    private static void lock(TableName name, String agent) throws TException {
        LockComponent component =
                new LockComponent(LockType.EXCLUSIVE, LockLevel.TABLE, name.database())
                        .setTablename(name.table())
                        .setOperationType(DataOperationType.NO_TXN)
                        .setIsTransactional(false);
        LockRequest request =
                new LockRequest(List.of(component), "somebody-else", "far-away")
                        .setAgentInfo(agent);
        metastore.call(client -> client.lock(request));
    }

    private static List<ShowLocksResponseElement> locks(TableName name) throws TException {
        ShowLocksRequest request =
                new ShowLocksRequest().setDbname(name.database()).setTablename(name.table());
        return metastore.call(client -> client.showLocks(request)).getLocks();
    }

    private static void releaseLocks(TableName name) {
        try {
            for (ShowLocksResponseElement lock : locks(name)) {
                metastore.call(
                        client -> {
                            client.unlock(new UnlockRequest(lock.getLockid()));
                            return null;
                        });
            }
        } catch (TException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The partitions that any engine sees, with their places. */
    private static Map<String, String> seen(TableName name) throws TException {
        Table table = metastore.call(client -> client.getTable(name.database(), name.table()));
        Map<String, String> seen = new TreeMap<>();
        metastore
                .call(client -> client.getPartitions(name.database(), name.table(), (short) -1))
                .forEach(
                        partition ->
                                seen.put(
                                        PartitionName.of(table, partition.getValues()),
                                        partition.getSd().getLocation()));
        return seen;
    }

    private static Map<String, String> expected(TableName name, TableVersion version) {
        Map<String, String> expected = new TreeMap<>();
        version.partitions()
                .forEach((key, state) -> expected.put(key, tables.location(name, state)));
        return expected;
    }

    private static TableVersion write(
            Tables tables, TableName name, WriteMode mode, String... partitions) {
        return publish(tables, begin(tables, name, mode, partitions), partitions);
    }

    private static PendingWrite begin(
            Tables tables, TableName name, WriteMode mode, String... partitions) {
        PendingWrite write = tables.begin(name, mode, TablesContract.BY_DAY, Provenance.of("me"));
        for (String partition : partitions) {
            storage.put(
                    path(write.location()) + "/" + partition + "/part-" + write.id(),
                    "abc".getBytes(StandardCharsets.UTF_8));
        }
        return write;
    }

    private static String path(String location) {
        return location.substring(storage.location().length() + 1);
    }

    private static TableVersion publish(Tables tables, PendingWrite write, String... partitions) {
        Map<String, WrittenPartition> written = new TreeMap<>();
        for (String partition : partitions) {
            written.put(partition, PART);
        }
        return tables.publish(write, written, Optional.empty());
    }
}
