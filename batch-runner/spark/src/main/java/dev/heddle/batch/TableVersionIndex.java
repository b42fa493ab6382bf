package dev.heddle.batch;

import dev.heddle.warehouse.PartitionName;
import dev.heddle.warehouse.PartitionState;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.TableVersion;
import dev.heddle.warehouse.Tables;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * The files of one version of a table. What a query sees is fixed when it is written down, however
 * often it runs and whatever is published meanwhile; conditions on partition keys keep whole
 * folders from being looked at.
 */
final class TableVersionIndex implements FileIndex {
    private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

    private final TableVersion version;
    private final StructType partitionSchema;
    private final Configuration configuration;
    private final List<Folder> folders = new ArrayList<>();
    private final Map<Path, FileStatus[]> listed = new ConcurrentHashMap<>();

    TableVersionIndex(
            Tables tables,
            TableName table,
            TableVersion version,
            StructType partitionSchema,
            Configuration configuration) {
        this.version = version;
        this.partitionSchema = partitionSchema;
        this.configuration = configuration;
        for (Map.Entry<String, PartitionState> partition : version.partitions().entrySet()) {
            folders.add(
                    new Folder(
                            values(partition.getKey()),
                            new Path(tables.location(table, partition.getValue()))));
        }
    }

    private record Folder(InternalRow values, Path path) {}

    private InternalRow values(String name) {
        Object[] values = new Object[partitionSchema.size()];
        if (values.length > 0) {
            List<String> texts = PartitionName.values(name, version.schema().partitionKeys());
            for (int i = 0; i < values.length; i++) {
                String text = texts.get(i);
                values[i] =
                        text.equals(NULL)
                                ? null
                                : new Cast(
                                                Literal.create(
                                                        UTF8String.fromString(text),
                                                        DataTypes.StringType),
                                                partitionSchema.fields()[i].dataType(),
                                                scala.Option.apply("UTC"),
                                                EvalMode.LEGACY())
                                        .eval(InternalRow.empty());
            }
        }
        return new GenericInternalRow(values);
    }

    @Override
    public Seq<Path> rootPaths() {
        return seq(folders.stream().map(Folder::path).toList());
    }

    @Override
    public Seq<PartitionDirectory> listFiles(
            Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
        List<Expression> filters = new ArrayList<>();
        for (Expression filter : CollectionConverters.asJava(partitionFilters)) {
            filters.add(bound(filter));
        }
        return seq(
                folders.parallelStream()
                        .filter(folder -> filters.stream().allMatch(f -> holds(f, folder)))
                        .map(
                                folder ->
                                        PartitionDirectory.apply(
                                                folder.values(), files(folder.path())))
                        .toList());
    }

    private static boolean holds(Expression filter, Folder folder) {
        return Boolean.TRUE.equals(filter.eval(folder.values()));
    }

    /** The condition with its columns replaced by their places among the partition keys. */
    private Expression bound(Expression filter) {
        return filter.transform(
                new AbstractPartialFunction<Expression, Expression>() {
                    @Override
                    public boolean isDefinedAt(Expression expression) {
                        return expression instanceof AttributeReference;
                    }

                    @Override
                    public <A extends Expression, B> B applyOrElse(
                            A expression, Function1<A, B> other) {
                        return expression instanceof AttributeReference column
                                ? cast(bound(column))
                                : other.apply(expression);
                    }
                });
    }

    @SuppressWarnings("unchecked") // The result of a rule of expressions is an expression.
    private static <B> B cast(Expression expression) {
        return (B) expression;
    }

    private Expression bound(AttributeReference column) {
        for (int i = 0; i < partitionSchema.size(); i++) {
            if (partitionSchema.fields()[i].name().equalsIgnoreCase(column.name())) {
                return new BoundReference(i, partitionSchema.fields()[i].dataType(), true);
            }
        }
        throw new IllegalStateException(column.name() + " is no partition key");
    }

    private FileStatus[] files(Path folder) {
        return listed.computeIfAbsent(
                folder,
                path -> {
                    try {
                        return Arrays.stream(path.getFileSystem(configuration).listStatus(path))
                                .filter(file -> file.isFile() && isData(file.getPath().getName()))
                                .toArray(FileStatus[]::new);
                    } catch (FileNotFoundException e) {
                        // An object store has no folder where no file is.
                        return new FileStatus[0];
                    } catch (IOException e) {
                        throw new UncheckedIOException("cannot list " + path, e);
                    }
                });
    }

    private static boolean isData(String name) {
        return !name.startsWith("_") && !name.startsWith(".");
    }

    @Override
    public String[] inputFiles() {
        return folders.stream()
                .flatMap(folder -> Arrays.stream(files(folder.path())))
                .map(file -> file.getPath().toString())
                .toArray(String[]::new);
    }

    /** A version never changes. */
    @Override
    public void refresh() {}

    @Override
    public long sizeInBytes() {
        return version.bytes();
    }

    @Override
    public StructType partitionSchema() {
        return partitionSchema;
    }

    private static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toList();
    }
}
