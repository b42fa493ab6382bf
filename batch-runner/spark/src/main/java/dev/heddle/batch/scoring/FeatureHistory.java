package dev.heddle.batch.scoring;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;

import dev.heddle.client.batch.FeatureSource;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a view's table says of entities, and since when. Rows without a key or a time say nothing.
 *
 * <p>Of rows of the same entity and time one counts: the one that was written last to the view's
 * topic where the table says which that is, as the online store has it, and else the one with the
 * greatest values, so that the result does not depend on their order. A date is its first moment.
 */
final class FeatureHistory {
    /** The moment of a row, and within {@link #FEATURE} the moment since when its values hold. */
    static final String TIME = "heddle_time";

    /** A row's values, by the names that they get. */
    static final String FEATURE = "heddle_feature";

    private static final String KEY = "heddle_key";

    /** Where a write stood in its topic: a column of the tables that the platform writes itself. */
    private static final String OFFSET = "heddle_offset";

    private static final String WRITTEN = "heddle_written";

    /** The day of a row's time, by which those tables are partitioned. */
    private static final String DAY = "ds";

    /** Days are compared as texts, and those of such years have four digits. */
    private static final Instant FIRST_DAY = Instant.parse("0000-01-01T00:00:00Z");

    private static final Instant LAST_DAY = Instant.parse("9999-12-31T00:00:00Z");

    private final Dataset<Row> table;
    private final Optional<Duration> timeToLive;
    private final String words;
    private final List<Optional<StructField>> keys = new ArrayList<>();
    private final Optional<StructField> time;
    private final Optional<StructField> offset;
    private final Map<String, StructField> values = new LinkedHashMap<>();
    private final List<String> wrong;

    /**
     * A table as a view's history.
     *
     * @param features the view's name of a feature for each name that a value gets
     * @param wrong takes everything that does not fit, a sentence each; then the rest is not for
     *     use
     */
    FeatureHistory(
            Dataset<Row> table,
            FeatureSource source,
            Map<String, String> features,
            List<String> wrong) {
        this.table = table;
        this.timeToLive = source.timeToLive();
        this.wrong = wrong;
        this.words = "feature view %s, table %s".formatted(source.view(), source.table());
        for (String key : source.keys()) {
            keys.add(column(key));
        }
        this.time = column(source.time());
        time.ifPresent(column -> checkTime(column, words, wrong));
        this.offset = SparkTypes.find(table.schema(), OFFSET);
        features.forEach(
                (name, feature) -> column(feature).ifPresent(found -> values.put(name, found)));
    }

    private Optional<StructField> column(String name) {
        return column(table.schema(), name, words, wrong);
    }

    /** The column of a name, or a sentence more about what is wrong. */
    static Optional<StructField> column(
            StructType schema, String name, String of, List<String> wrong) {
        Optional<StructField> found = SparkTypes.find(schema, name);
        if (found.isEmpty()) {
            wrong.add(
                    "%s has no column %s among %s"
                            .formatted(of, name, List.of(schema.fieldNames())));
        }
        return found;
    }

    static void checkTime(StructField column, String of, List<String> wrong) {
        DataType type = column.dataType();
        if (!type.equals(DataTypes.TimestampType)
                && !type.equals(DataTypes.TimestampNTZType)
                && !type.equals(DataTypes.DateType)) {
            wrong.add(
                    "%s: its time %s is %s, expected timestamp or date"
                            .formatted(of, column.name(), type.catalogString()));
        }
    }

    /** The view and its table in words. */
    String words() {
        return words;
    }

    /** The key columns; empty for one that is not there. */
    List<Optional<StructField>> keys() {
        return keys;
    }

    /** The name of a key among the columns of {@link #rows}. */
    static String key(int index) {
        return KEY + index;
    }

    /** The types of the keys as the table has them. */
    List<DataType> keyTypes() {
        return keys.stream().map(key -> key.orElseThrow().dataType()).toList();
    }

    /** Whether rows of other days need not be read. */
    boolean isKeptByDay() {
        return day().isPresent();
    }

    /** Only a table that the platform writes has surely the day of the event time there. */
    private Optional<StructField> day() {
        return offset.flatMap(written -> SparkTypes.find(table.schema(), DAY))
                .filter(
                        column ->
                                column.dataType() instanceof StringType
                                        || column.dataType().equals(DataTypes.DateType));
    }

    /**
     * The rows: a column for each key, {@link #TIME}, and {@link #FEATURE} with the values and
     * their time.
     *
     * @param keyTypes what keys are cast to
     * @param span when rows that count have happened; empty for any time
     */
    Dataset<Row> rows(List<DataType> keyTypes, Optional<Span> span) {
        Column happened = moment(time.orElseThrow());
        List<Column> feature = new ArrayList<>();
        values.forEach((name, column) -> feature.add(quoted(column.name()).as(name)));
        offset.ifPresent(column -> feature.add(quoted(column.name()).as(WRITTEN)));
        feature.add(happened.as(TIME));
        List<Column> columns = new ArrayList<>();
        Column known = col(TIME).isNotNull();
        for (int i = 0; i < keys.size(); i++) {
            columns.add(quoted(keys.get(i).orElseThrow().name()).cast(keyTypes.get(i)).as(key(i)));
            known = known.and(col(key(i)).isNotNull());
        }
        columns.add(happened.as(TIME));
        columns.add(struct(feature.toArray(Column[]::new)).as(FEATURE));
        return table.where(span.map(this::within).orElse(lit(true)))
                .select(columns.toArray(Column[]::new))
                .where(known);
    }

    private Column within(Span span) {
        Column happened = moment(time.orElseThrow());
        Column within = happened.leq(lit(span.last()));
        if (span.first().isPresent()) {
            within = within.and(happened.geq(lit(span.first().get())));
        }
        if (day().isPresent() && span.last().isBefore(LAST_DAY)) {
            Column day = quoted(day().get().name());
            boolean isText = day().get().dataType() instanceof StringType;
            within = within.and(day.leq(day(span.last(), isText)));
            if (span.first().isPresent()) {
                within = within.and(day.geq(day(span.first().get(), isText)));
            }
        }
        return within;
    }

    private static Column day(Instant time, boolean isText) {
        LocalDate day = time.atZone(ZoneOffset.UTC).toLocalDate();
        return isText ? lit(day.toString()) : lit(day);
    }

    /** By what rows of the same entity are ordered; the last one counts. */
    List<Column> order() {
        List<Column> order = new ArrayList<>(List.of(col(TIME)));
        if (offset.isPresent()) {
            order.add(col(FEATURE).getField(WRITTEN));
        }
        values.forEach(
                (name, column) -> {
                    if (RowOrdering.isOrderable(column.dataType())) {
                        order.add(col(FEATURE).getField(name));
                    }
                });
        return order;
    }

    /** When rows have happened that can count at moments from one to another. */
    Span span(Instant from, Instant to) {
        return new Span(Span.age(timeToLive).map(from::minus).filter(FIRST_DAY::isBefore), to);
    }

    /** The row of each entity that counts at a moment: a column for each key, and its values. */
    Dataset<Row> latest(List<DataType> keyTypes, Instant at) {
        Column[] entity = new Column[keys.size()];
        for (int i = 0; i < entity.length; i++) {
            entity[i] = col(key(i));
        }
        return rows(keyTypes, Optional.of(span(at, at)))
                .groupBy(entity)
                .agg(max_by(col(FEATURE), struct(order().toArray(Column[]::new))).as(FEATURE));
    }

    static Column moment(StructField column) {
        return quoted(column.name()).cast(DataTypes.TimestampType);
    }

    static Column quoted(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }

    /**
     * When rows that count have happened.
     *
     * @param first the earliest moment; empty for any
     * @param last the latest one
     */
    record Span(Optional<Instant> first, Instant last) {
        /** Longer than Spark's time is. */
        private static final Duration FOREVER = Duration.ofDays(100_000_000);

        /** How old a value may be, as exact as Spark's time is; empty for any age. */
        static Optional<Duration> age(Optional<Duration> timeToLive) {
            return timeToLive
                    .filter(age -> age.compareTo(FOREVER) < 0)
                    .map(age -> age.truncatedTo(ChronoUnit.MICROS));
        }
    }
}
