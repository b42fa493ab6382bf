package dev.heddle.batch.scoring;

import static dev.heddle.batch.scoring.FeatureHistory.FEATURE;
import static dev.heddle.batch.scoring.FeatureHistory.TIME;
import static dev.heddle.batch.scoring.FeatureHistory.moment;
import static dev.heddle.batch.scoring.FeatureHistory.quoted;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import dev.heddle.batch.scoring.FeatureHistory.Span;
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
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * Adds the features that a model wants and the input lacks, each as it was at the row's time: of
 * the rows of a view's table with the entity's keys, the latest one whose event time is at or
 * before it, and no older than the view's time to live. A later value never comes in. Where the
 * latest row holds a null, the feature is null. Which of rows of the same time counts says {@link
 * FeatureHistory}.
 *
 * <p>Every row of the input comes out once, with null features where there is no such row.
 */
final class FeatureJoin {
    private static final String INPUT = "heddle_input";

    private final Dataset<Row> input;
    private final Map<String, String> mapping;
    private final Features features;
    private final List<String> wrong = new ArrayList<>();
    private Dataset<Row> rows;
    private Optional<Row> asked = Optional.empty();

    FeatureJoin(Dataset<Row> input, Struct model, Map<String, String> mapping, Features features) {
        this.input = input;
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
            // A view is of one entity; that fields differ in its keys is possible all the same.
            Map<List<String>, List<Field>> byKeys = new LinkedHashMap<>();
            for (Field field : fields) {
                byKeys.computeIfAbsent(field.feature().orElseThrow().keys(), k -> new ArrayList<>())
                        .add(field);
            }
            byKeys.forEach((keys, same) -> addFields(source.get(), keys, same));
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

    private void addFields(FeatureSource source, List<String> keyFields, List<Field> fields) {
        int before = wrong.size();
        Map<String, String> names = new LinkedHashMap<>();
        for (Field field : fields) {
            names.put(field.name(), field.feature().orElseThrow().name());
        }
        List<String> unfit = new ArrayList<>();
        FeatureHistory history =
                new FeatureHistory(features.tables().apply(source.table()), source, names, unfit);
        List<Column> entity = new ArrayList<>();
        List<DataType> keyTypes = new ArrayList<>();
        if (keyFields.size() != source.keys().size()) {
            wrong.add(
                    "%s has the keys %s, and field %s names %s"
                            .formatted(
                                    history.words(),
                                    source.keys(),
                                    fields.get(0).name(),
                                    keyFields));
        } else {
            for (int i = 0; i < keyFields.size(); i++) {
                addKey(keyFields.get(i), history.keys().get(i), history, entity, keyTypes);
            }
        }
        Optional<StructField> time = features.time().flatMap(this::column);
        time.ifPresent(column -> FeatureHistory.checkTime(column, "the input", wrong));
        wrong.addAll(unfit);
        if (wrong.size() > before) {
            return;
        }
        Dataset<Row> joined =
                features.time().isPresent()
                        ? asOfEach(entity, moment(time.orElseThrow()), history, keyTypes)
                        : asOfJob(entity, history, keyTypes);
        rows = joined.select(withFeatures(fields, source.timeToLive()));
    }

    private void addKey(
            String field,
            Optional<StructField> tableKey,
            FeatureHistory history,
            List<Column> entity,
            List<DataType> types) {
        Optional<StructField> key = column(mapping.getOrDefault(field, field));
        if (key.isEmpty() || tableKey.isEmpty()) {
            return;
        }
        DataType type = commonKey(key.get().dataType(), tableKey.get().dataType());
        if (type == null) {
            wrong.add(
                    "%s: its key %s is %s, and the input's %s is %s"
                            .formatted(
                                    history.words(),
                                    tableKey.get().name(),
                                    tableKey.get().dataType().catalogString(),
                                    key.get().name(),
                                    key.get().dataType().catalogString()));
            return;
        }
        types.add(type);
        entity.add(quoted(key.get().name()).cast(type));
    }

    /** Each row's features at its own time, in one sort of both sides by keys and time. */
    private Dataset<Row> asOfEach(
            List<Column> entity, Column time, FeatureHistory history, List<DataType> keyTypes) {
        Optional<Span> span = history.isKeptByDay() ? span(time, history) : Optional.empty();
        Dataset<Row> happened = history.rows(keyTypes, span);
        List<Column> asking = new ArrayList<>();
        List<Column> known = new ArrayList<>();
        List<Column> entities = new ArrayList<>();
        Column nobody = lit(false);
        for (int i = 0; i < entity.size(); i++) {
            Column key = col(FeatureHistory.key(i));
            asking.add(entity.get(i).as(FeatureHistory.key(i)));
            known.add(key);
            entities.add(key);
            nobody = nobody.or(key.isNull());
        }
        DataType feature = happened.schema().apply(FEATURE).dataType();
        asking.add(time.as(TIME));
        asking.add(lit(null).cast(feature).as(FEATURE));
        asking.add(struct(all(rows)).as(INPUT));
        known.addAll(List.of(col(TIME), col(FEATURE), lit(null).cast(structOf(rows)).as(INPUT)));
        // Of one moment the history comes first: what happened at a row's time is known to it.
        List<Column> order = history.order();
        List<Column> sorted = new ArrayList<>(List.of(order.get(0), col(INPUT).isNotNull()));
        sorted.addAll(order.subList(1, order.size()));
        // Rows without a key find nothing: they need not all go to one task.
        entities.add(when(nobody, col(TIME)));
        WindowSpec upToNow =
                Window.partitionBy(entities.toArray(Column[]::new))
                        .orderBy(sorted.toArray(Column[]::new))
                        .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
        return rows.select(asking.toArray(Column[]::new))
                .unionAll(happened.select(known.toArray(Column[]::new)))
                .withColumn(FEATURE, last(col(FEATURE), true).over(upToNow))
                .where(col(INPUT).isNotNull());
    }

    /** What can count at the times that the input has; that column of it is read once for this. */
    private Optional<Span> span(Column time, FeatureHistory history) {
        if (asked.isEmpty()) {
            Column micros = unix_micros(time);
            asked = Optional.of(input.agg(min(micros), max(micros)).head());
        }
        return asked.filter(times -> !times.isNullAt(0))
                .map(times -> history.span(instant(times, 0), instant(times, 1)));
    }

    private static Instant instant(Row times, int index) {
        return Instant.EPOCH.plus(times.getLong(index), ChronoUnit.MICROS);
    }

    /**
     * Every row's features at the time of the job: the latest of each entity, joined by its keys.
     */
    private Dataset<Row> asOfJob(
            List<Column> entity, FeatureHistory history, List<DataType> keyTypes) {
        Instant now = features.jobTime().truncatedTo(ChronoUnit.MICROS);
        Dataset<Row> latest = history.latest(keyTypes, now);
        List<Column> asking = new ArrayList<>();
        Column same = lit(true);
        for (int i = 0; i < entity.size(); i++) {
            String key = INPUT + i;
            asking.add(entity.get(i).as(key));
            same = same.and(col(key).equalTo(col(FeatureHistory.key(i))));
        }
        asking.add(struct(all(rows)).as(INPUT));
        return rows.select(asking.toArray(Column[]::new))
                .join(latest, same, "left_outer")
                .withColumn(TIME, lit(now));
    }

    private Column[] withFeatures(List<Field> fields, Optional<Duration> timeToLive) {
        List<Column> columns = new ArrayList<>();
        for (String name : rows.schema().fieldNames()) {
            columns.add(col(INPUT).getField(name).as(name));
        }
        Column fresh = col(TIME).isNotNull();
        Optional<Duration> age = Span.age(timeToLive);
        if (age.isPresent()) {
            fresh =
                    unix_micros(col(TIME))
                            .minus(unix_micros(col(FEATURE).getField(TIME)))
                            .leq(lit(age.get().dividedBy(ChronoUnit.MICROS.getDuration())));
        }
        for (Field field : fields) {
            columns.add(when(fresh, col(FEATURE).getField(field.name())).as(field.name()));
        }
        return columns.toArray(Column[]::new);
    }

    private Optional<StructField> column(String name) {
        return FeatureHistory.column(rows.schema(), name, "the input", wrong);
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
}
