package dev.heddle.warehouse;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.trino.hive.thrift.metastore.AlreadyExistsException;
import io.trino.hive.thrift.metastore.Database;
import io.trino.hive.thrift.metastore.DropPartitionsRequest;
import io.trino.hive.thrift.metastore.EnvironmentContext;
import io.trino.hive.thrift.metastore.FieldSchema;
import io.trino.hive.thrift.metastore.GetTableRequest;
import io.trino.hive.thrift.metastore.NoSuchObjectException;
import io.trino.hive.thrift.metastore.Partition;
import io.trino.hive.thrift.metastore.PrincipalType;
import io.trino.hive.thrift.metastore.RequestPartsSpec;
import io.trino.hive.thrift.metastore.SerDeInfo;
import io.trino.hive.thrift.metastore.StorageDescriptor;
import io.trino.hive.thrift.metastore.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.thrift.TException;

/**
 * Tables as the metastore knows them, and how they follow a version. Everything here may be done
 * twice: a call that was cut off is simply repeated.
 */
final class HiveTables {
    /** The table's or partition's parameter that says at which version it is. */
    static final String VERSION = "heddle.version";

    private static final EnvironmentContext KEEP_FIGURES =
            new EnvironmentContext(Map.of("DO_NOT_UPDATE_STATS", "true"));

    private static final int ASKED_AT_ONCE = 1_000;

    /** The server makes one expression of their names, which overflows its stack if it is long. */
    private static final int REMOVED_AT_ONCE = 200;

    private static final String PARQUET = "org.apache.hadoop.hive.ql.io.parquet.";

    private final Metastore metastore;
    private final String root;

    HiveTables(Metastore metastore, String root) {
        this.metastore = metastore;
        this.root = root;
    }

    List<String> databases() {
        return call("list databases", () -> metastore.call(client -> client.getAllDatabases()))
                .stream()
                .sorted()
                .toList();
    }

    List<String> tables(String database) {
        return call("list tables", () -> metastore.call(client -> client.getAllTables(database)))
                .stream()
                .sorted()
                .toList();
    }

    Optional<Table> find(TableName name) {
        return call(
                "look up " + name,
                () -> {
                    try {
                        GetTableRequest request =
                                new GetTableRequest(name.database(), name.table());
                        return Optional.of(
                                metastore.call(client -> client.getTableReq(request).getTable()));
                    } catch (NoSuchObjectException e) {
                        return Optional.empty();
                    }
                });
    }

    /** Which version a table of ours is at; empty if it is none of ours. */
    static Optional<Long> version(Table table) {
        return Optional.ofNullable(table.getParameters().get(VERSION)).map(Long::valueOf);
    }

    static TableSchema schema(Table table) {
        return new TableSchema(columns(table.getSd().getCols()), columns(table.getPartitionKeys()));
    }

    private static List<TableColumn> columns(List<FieldSchema> fields) {
        return fields == null
                ? List.of()
                : fields.stream()
                        .map(
                                field ->
                                        new TableColumn(
                                                field.getName(),
                                                field.getType(),
                                                Optional.ofNullable(field.getComment())))
                        .toList();
    }

    String root() {
        return root;
    }

    /** What is thrown where a table that somebody else made is to be written. */
    static HeddleException foreign(TableName name) {
        return new HeddleException(
                ErrorCode.CONFLICT,
                "%s is a table that somebody else keeps: it can be read, and not written"
                        .formatted(name));
    }

    void drop(TableName name) {
        call(
                "drop " + name,
                () -> {
                    try {
                        return metastore.call(
                                client -> {
                                    client.dropTable(name.database(), name.table(), false);
                                    return null;
                                });
                    } catch (NoSuchObjectException e) {
                        return null;
                    }
                });
    }

    /**
     * Brings the metastore to a version, from whatever state it is in.
     *
     * @param changed the names of the partitions that may have to be switched
     */
    void follow(TableName name, TableVersion version, Collection<String> changed) {
        Table table = find(name).orElseGet(() -> create(name, version));
        if (version.schema().partitionKeys().isEmpty()) {
            PartitionState all = version.partitions().get("");
            table.getSd().setLocation(location(name, all.path()));
            figures(table.getParameters(), all);
        } else {
            if (!columns(table.getSd().getCols()).equals(version.schema().columns())) {
                // Old partitions lack new columns, which reads as null: no need to touch them.
                table.getSd().setCols(fields(version.schema().columns()));
                alter(name, table);
            }
            followPartitions(name, table, version, changed, true);
        }
        table.getSd().setCols(fields(version.schema().columns()));
        table.putToParameters(VERSION, Long.toString(version.number()));
        alter(name, table);
    }

    private void alter(TableName name, Table table) {
        call(
                "change " + name,
                () ->
                        metastore.call(
                                client -> {
                                    client.alterTableWithEnvironmentContext(
                                            name.database(), name.table(), table, KEEP_FIGURES);
                                    return null;
                                }));
    }

    private Table create(TableName name, TableVersion version) {
        createDatabase(name.database());
        Table table = new Table();
        table.setDbName(name.database());
        table.setTableName(name.table());
        table.setOwner(version.by().user());
        table.setTableType("EXTERNAL_TABLE");
        table.setParameters(new HashMap<>(Map.of("EXTERNAL", "TRUE", VERSION, "0")));
        table.setPartitionKeys(fields(version.schema().partitionKeys()));
        table.setSd(
                descriptor(
                        version.schema(),
                        version.schema().partitionKeys().isEmpty()
                                ? location(name, version.partitions().get("").path())
                                : root + "/" + name.folder()));
        return call(
                "create " + name,
                () -> {
                    try {
                        metastore.call(
                                client -> {
                                    client.createTable(table);
                                    return null;
                                });
                    } catch (AlreadyExistsException e) {
                        // A first try arrived although its answer did not.
                    }
                    Table made = find(name).orElseThrow();
                    if (version(made).isEmpty()) {
                        throw foreign(name);
                    }
                    return made;
                });
    }

    private void createDatabase(String database) {
        call(
                "create the database " + database,
                () -> {
                    if (metastore.call(client -> client.getAllDatabases()).contains(database)) {
                        return null;
                    }
                    Database made = new Database();
                    made.setName(database);
                    made.setLocationUri(root + "/" + database + ".db");
                    made.setOwnerName("heddle");
                    made.setOwnerType(PrincipalType.USER);
                    made.setParameters(new HashMap<>());
                    try {
                        metastore.call(
                                client -> {
                                    client.createDatabase(made);
                                    return null;
                                });
                    } catch (AlreadyExistsException e) {
                        // Somebody was faster.
                    }
                    return null;
                });
    }

    /**
     * Adds and switches partitions, each kind in one call, all of it or none; then removes some.
     */
    private void followPartitions(
            TableName name,
            Table table,
            TableVersion version,
            Collection<String> changed,
            boolean first) {
        Map<String, Partition> present = new HashMap<>();
        for (Partition partition : partitions(name, changed)) {
            present.put(PartitionName.of(table, partition.getValues()), partition);
        }
        List<Partition> added = new ArrayList<>();
        List<Partition> switched = new ArrayList<>();
        for (String partitionName : changed) {
            PartitionState state = version.partitions().get(partitionName);
            if (state == null) {
                continue;
            }
            Partition known = present.remove(partitionName);
            String location = location(name, state.path());
            if (known == null) {
                added.add(partition(name, version, partitionName, state));
            } else if (!location.equals(known.getSd().getLocation())) {
                known.getSd().setLocation(location);
                known.getSd().setCols(fields(version.schema().columns()));
                figures(known.getParameters(), state);
                switched.add(known);
            }
        }
        call(
                "publish partitions of " + name,
                () -> {
                    if (!added.isEmpty()) {
                        try {
                            metastore.call(client -> client.addPartitions(added));
                        } catch (AlreadyExistsException e) {
                            if (!first) {
                                throw e;
                            }
                            // An earlier try arrived: look again, and find them there.
                            followPartitions(name, table, version, changed, false);
                            return null;
                        }
                    }
                    if (!switched.isEmpty()) {
                        metastore.call(
                                client -> {
                                    client.alterPartitionsWithEnvironmentContext(
                                            name.database(), name.table(), switched, KEEP_FIGURES);
                                    return null;
                                });
                    }
                    return null;
                });
        dropPartitions(name, present.keySet());
    }

    private List<Partition> partitions(TableName name, Collection<String> names) {
        List<Partition> found = new ArrayList<>();
        List<String> wanted = List.copyOf(names);
        for (int from = 0; from < wanted.size(); from += ASKED_AT_ONCE) {
            List<String> part = wanted.subList(from, Math.min(wanted.size(), from + ASKED_AT_ONCE));
            found.addAll(
                    call(
                            "look up partitions of " + name,
                            () ->
                                    metastore.call(
                                            client ->
                                                    client.getPartitionsByNames(
                                                            name.database(), name.table(), part))));
        }
        return found;
    }

    private void dropPartitions(TableName name, Collection<String> gone) {
        List<String> names = List.copyOf(gone);
        for (int from = 0; from < names.size(); from += REMOVED_AT_ONCE) {
            List<String> part = names.subList(from, Math.min(names.size(), from + REMOVED_AT_ONCE));
            DropPartitionsRequest request =
                    new DropPartitionsRequest(
                                    name.database(), name.table(), RequestPartsSpec.names(part))
                            .setDeleteData(false)
                            .setIfExists(true)
                            .setNeedResult(false);
            call(
                    "remove partitions of " + name,
                    () -> metastore.call(client -> client.dropPartitionsReq(request)));
        }
    }

    private Partition partition(
            TableName name, TableVersion version, String partitionName, PartitionState state) {
        Partition partition = new Partition();
        partition.setDbName(name.database());
        partition.setTableName(name.table());
        partition.setValues(PartitionName.values(partitionName, version.schema().partitionKeys()));
        partition.setSd(descriptor(version.schema(), location(name, state.path())));
        partition.setParameters(new HashMap<>());
        figures(partition.getParameters(), state);
        return partition;
    }

    private static void figures(Map<String, String> parameters, PartitionState state) {
        // What others have counted in the rows before: Hive answers queries from it.
        parameters
                .keySet()
                .removeIf(
                        key ->
                                key.equals("COLUMN_STATS_ACCURATE")
                                        || key.startsWith("spark.sql.statistics."));
        parameters.put(VERSION, Long.toString(state.version()));
        parameters.put("numRows", Long.toString(state.rows()));
        parameters.put("totalSize", Long.toString(state.bytes()));
        parameters.put("numFiles", Integer.toString(state.files()));
    }

    private String location(TableName name, String path) {
        return root + "/" + name.folder() + "/" + path;
    }

    private static StorageDescriptor descriptor(TableSchema schema, String location) {
        SerDeInfo serde = new SerDeInfo();
        serde.setSerializationLib(PARQUET + "serde.ParquetHiveSerDe");
        serde.setParameters(new HashMap<>(Map.of("serialization.format", "1")));
        StorageDescriptor descriptor = new StorageDescriptor();
        descriptor.setCols(fields(schema.columns()));
        descriptor.setLocation(location);
        descriptor.setInputFormat(PARQUET + "MapredParquetInputFormat");
        descriptor.setOutputFormat(PARQUET + "MapredParquetOutputFormat");
        descriptor.setSerdeInfo(serde);
        descriptor.setBucketCols(new ArrayList<>());
        descriptor.setSortCols(new ArrayList<>());
        descriptor.setParameters(new HashMap<>());
        descriptor.setNumBuckets(-1);
        return descriptor;
    }

    private static List<FieldSchema> fields(List<TableColumn> columns) {
        List<FieldSchema> fields = new ArrayList<>();
        for (TableColumn column : columns) {
            fields.add(
                    new FieldSchema(column.name(), column.type(), column.comment().orElse(null)));
        }
        return fields;
    }

    private interface Step<T> {
        T run() throws TException;
    }

    private static <T> T call(String what, Step<T> step) {
        try {
            return step.run();
        } catch (TException e) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "the metastore refused to %s: %s".formatted(what, e.getMessage()),
                    e);
        }
    }
}
