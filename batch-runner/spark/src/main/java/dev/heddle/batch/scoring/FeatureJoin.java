package dev.heddle.batch.scoring;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import dev.heddle.client.batch.FeatureSource;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Struct;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.RowOrdering;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Adds the features that a model wants and the input lacks, each as it was at the row's time: of
 * the rows of a view's table with the entity's key, the latest one whose event time is at or before
 * it, and no older than the view's time to live. A later value never comes in. Where the latest row
 * holds a null, the feature is null; of rows of the same key and time, the one with the greatest
 * values counts, so that the result does not depend on their order. A date is its first moment.
 *
 * <p>Every row of the input comes out once, with null features where there is no such row.
 */
final class FeatureJoin {
    private static final String INPUT = "heddle_input";
    private static final String KEY = "heddle_key";
    private static final String TIME = "heddle_time";
    private static final String FEATURE = "heddle_feature";
    private static final Duration FOREVER = Duration.ofDays(100_000_000);

    private final Map<String, String> mapping;
    private final Features features;
    private final List<String> wrong = new ArrayList<>();
    private Dataset<Row> rows;

    FeatureJoin(Dataset<Row> input, Struct model, Map<String, String> mapping, Features features) {
        this.rows = input;
        this.mapping = mapping;
        this.features = features;
        Map<String, List<Field>> wanted = new LinkedHashMap<>();
        for (Field field : model.fields()) {
            if (field.feature().isPresent()
                    && !mapping.containsKey(field.name())
                    && SparkTypes.find(input.schema(), field.name()).isEmpty()) {
                wanted.computeIfAbsent(field.feature().get().view(), view -> new ArrayList<>())
                        .add(field);
            }
        }
        wanted.forEach(this::addView);
    }

    /**
     * The input with a column for each feature, by the name of its field. Where something is wrong
     * the column is there all the same, and holds nulls.
     */
    Dataset<Row> rows() {
        return rows;
    }

    /** Everything that keeps features from being joined, a sentence each. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    private void addView(String view, List<Field> fields) {
        int before = wrong.size();
        Optional<FeatureSource> source =
                features.sources().stream().filter(known -> known.view().equals(view)).findFirst();
        if (source.isEmpty()) {
            for (Field field : fields) {
                if (field.required()) {
                    wrong.add(
                            "field %s (%s) has no column %s, and its feature view %s has no table"
                                    .formatted(field.name(), field.type(), field.name(), view));
                }
            }
        } else {
            // A view is of one entity; that fields differ in its key is possible all the same.
            Map<String, List<Field>> byKey = new LinkedHashMap<>();
            for (Field field : fields) {
                byKey.computeIfAbsent(field.feature().orElseThrow().key(), k -> new ArrayList<>())
                        .add(field);
            }
            byKey.forEach((key, same) -> addFields(source.get(), key, same));
        }
        if (source.isEmpty() || wrong.size() > before) {
            for (Field field : fields) {
                if (SparkTypes.find(rows.schema(), field.name()).isEmpty()) {
                    rows =
                            rows.withColumn(
                                    field.name(), lit(null).cast(SparkTypes.of(field.type())));
                }
            }
        }
    }

    private void addFields(FeatureSource source, String keyField, List<Field> fields) {
        int before = wrong.size();
        Dataset<Row> table = features.tables().apply(source.table());
        String from = "feature view %s, table %s".formatted(source.view(), source.table());
        Optional<StructField> key =
                column(rows.schema(), mapping.getOrDefault(keyField, keyField), "the input");
        Optional<StructField> tableKey = column(table.schema(), source.key(), from);
        Optional<StructField> tableTime = column(table.schema(), source.time(), from);
        Optional<StructField> time =
                features.time().flatMap(name -> column(rows.schema(), name, "the input"));
        DataType keyType = null;
        if (key.isPresent() && tableKey.isPresent()) {
            keyType = commonKey(key.get().dataType(), tableKey.get().dataType());
            if (keyType == null) {
                wrong.add(
                        "%s: its key %s is %s, and the input's %s is %s"
                                .formatted(
                                        from,
                                        tableKey.get().name(),
                                        tableKey.get().dataType().catalogString(),
                                        key.get().name(),
                                        key.get().dataType().catalogString()));
            }
        }
        time.ifPresent(column -> checkTime(column, "the input"));
        tableTime.ifPresent(column -> checkTime(column, from));
        List<Column> values = new ArrayList<>();
        List<Column> order = new ArrayList<>(List.of(col(TIME)));
        for (Field field : fields) {
            String name = field.feature().orElseThrow().name();
            column(table.schema(), name, from)
                    .ifPresent(
                            column -> {
                                values.add(quoted(column.name()).as(field.name()));
                                if (RowOrdering.isOrderable(column.dataType())) {
                                    order.add(col(FEATURE).getField(field.name()));
                                }
                            });
        }
        if (wrong.size() > before) {
            return;
        }
        List<Column> feature = new ArrayList<>(values);
        Column happened = moment(tableTime.orElseThrow());
        feature.add(happened.as(TIME));
        Dataset<Row> history =
                table.select(
                                quoted(tableKey.orElseThrow().name()).cast(keyType).as(KEY),
                                happened.as(TIME),
                                struct(feature.toArray(Column[]::new)).as(FEATURE))
                        .where(col(KEY).isNotNull().and(col(TIME).isNotNull()));
        Column entity = quoted(key.orElseThrow().name()).cast(keyType);
        Dataset<Row> joined =
                time.isPresent()
                        ? asOfEach(entity, moment(time.get()), history, order)
                        : asOfJob(entity, history, order);
        rows = joined.select(withFeatures(fields, source.timeToLive()));
    }

    /** Each row's features at its own time, in one sort of both sides by key and time. */
    private Dataset<Row> asOfEach(
            Column entity, Column time, Dataset<Row> history, List<Column> order) {
        DataType feature = history.schema().apply(FEATURE).dataType();
        Dataset<Row> asking =
                rows.select(
                        entity.as(KEY),
                        time.as(TIME),
                        lit(null).cast(feature).as(FEATURE),
                        struct(all(rows)).as(INPUT));
        Dataset<Row> known =
                history.select(
                        col(KEY),
                        col(TIME),
                        col(FEATURE),
                        lit(null).cast(structOf(rows)).as(INPUT));
        // Of one moment the history comes first: what happened at a row's time is known to it.
        List<Column> sorted = new ArrayList<>(List.of(col(TIME), col(INPUT).isNotNull()));
        sorted.addAll(order.subList(1, order.size()));
        // Rows without a key find nothing: they need not all go to one task.
        Column spread = when(col(KEY).isNull(), col(TIME));
        WindowSpec upToNow =
                Window.partitionBy(col(KEY), spread)
                        .orderBy(sorted.toArray(Column[]::new))
                        .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
        return asking.unionAll(known)
                .withColumn(FEATURE, last(col(FEATURE), true).over(upToNow))
                .where(col(INPUT).isNotNull());
    }

    /** Every row's features at the time of the job: the latest of each key, joined by it. */
    private Dataset<Row> asOfJob(Column entity, Dataset<Row> history, List<Column> order) {
        Instant now = features.jobTime().truncatedTo(ChronoUnit.MICROS);
        Dataset<Row> latest =
                history.where(col(TIME).leq(lit(now)))
                        .groupBy(col(KEY))
                        .agg(
                                max_by(col(FEATURE), struct(order.toArray(Column[]::new)))
                                        .as(FEATURE));
        Dataset<Row> asking = rows.select(entity.as(INPUT + KEY), struct(all(rows)).as(INPUT));
        return asking.join(latest, col(INPUT + KEY).equalTo(col(KEY)), "left_outer")
                .withColumn(TIME, lit(now));
    }

    private Column[] withFeatures(List<Field> fields, Optional<Duration> timeToLive) {
        List<Column> columns = new ArrayList<>();
        for (String name : rows.schema().fieldNames()) {
            columns.add(col(INPUT).getField(name).as(name));
        }
        Column fresh = col(TIME).isNotNull();
        if (timeToLive.isPresent()) {
            long age =
                    timeToLive.get().toSeconds() < FOREVER.toSeconds()
                            ? timeToLive.get().dividedBy(ChronoUnit.MICROS.getDuration())
                            : Long.MAX_VALUE;
            fresh =
                    unix_micros(col(TIME))
                            .minus(unix_micros(col(FEATURE).getField(TIME)))
                            .leq(lit(age));
        }
        for (Field field : fields) {
            columns.add(when(fresh, col(FEATURE).getField(field.name())).as(field.name()));
        }
        return columns.toArray(Column[]::new);
    }

    private Optional<StructField> column(StructType schema, String name, String of) {
        Optional<StructField> found = SparkTypes.find(schema, name);
        if (found.isEmpty()) {
            wrong.add(
                    "%s has no column %s among %s"
                            .formatted(of, name, List.of(schema.fieldNames())));
        }
        return found;
    }

    private void checkTime(StructField column, String of) {
        DataType type = column.dataType();
        if (!type.equals(DataTypes.TimestampType)
                && !type.equals(DataTypes.TimestampNTZType)
                && !type.equals(DataTypes.DateType)) {
            wrong.add(
                    "%s: its time %s is %s, expected timestamp or date"
                            .formatted(of, column.name(), type.catalogString()));
        }
    }

    /** The type in which two keys can be told apart or equal; null if there is none. */
    private static DataType commonKey(DataType left, DataType right) {
        if (isWhole(left) && isWhole(right)) {
            return DataTypes.LongType;
        }
        if (left instanceof StringType && right instanceof StringType) {
            return DataTypes.StringType;
        }
        boolean plain =
                left.equals(DataTypes.DateType)
                        || left.equals(DataTypes.TimestampType)
                        || left.equals(DataTypes.BinaryType)
                        || left.equals(DataTypes.BooleanType);
        return plain && left.equals(right) ? left : null;
    }

    private static boolean isWhole(DataType type) {
        return type.equals(DataTypes.ByteType)
                || type.equals(DataTypes.ShortType)
                || type.equals(DataTypes.IntegerType)
                || type.equals(DataTypes.LongType);
    }

    private static Column moment(StructField column) {
        return quoted(column.name()).cast(DataTypes.TimestampType);
    }

    private static Column[] all(Dataset<Row> rows) {
        List<Column> columns = new ArrayList<>();
        for (String name : rows.schema().fieldNames()) {
            columns.add(quoted(name));
        }
        return columns.toArray(Column[]::new);
    }

    private static DataType structOf(Dataset<Row> rows) {
        return rows.select(struct(all(rows)).as(INPUT)).schema().apply(INPUT).dataType();
    }

    private static Column quoted(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }
}
