package dev.heddle.batch.scoring;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import dev.heddle.client.batch.FeatureSource;
import dev.heddle.client.monitors.FeatureSkew;
import dev.heddle.client.monitors.FeatureSkew.Example;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.RowOrdering;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Features of logged calls beside those that the point-in-time join of a batch job finds for the
 * same entities at the same moments. Numbers are equal within {@value #TOLERANCE} of the larger
 * one, everything else as it is; two that are missing are equal.
 */
public final class FeatureComparison {
    private static final double TOLERANCE = 1e-9;
    private static final int MOST_EXAMPLES = 5;
    private static final String CALL = "heddle_call";
    private static final String ID = "heddle_call_id";
    private static final String INDEX = "heddle_call_index";
    private static final String CALLED = "heddle_called";
    private static final String LOGGED = "heddle_logged";
    private static final String RECORD = "heddle_record";

    private final List<Field> compared;
    private final Dataset<Row> records;
    private final Dataset<Row> rows;

    /**
     * Which calls.
     *
     * @param model the model that answered
     * @param version its version
     * @param from the first moment
     * @param to the moment before which they were made
     */
    public record Calls(String model, long version, Instant from, Instant to) {}

    private FeatureComparison(List<Field> compared, Dataset<Row> records, Dataset<Row> rows) {
        this.compared = compared;
        this.records = records;
        this.rows = rows;
    }

    /**
     * Prepares a comparison.
     *
     * @param lines the log, a column of lines
     * @param model the inputs of the version
     * @param sources the views' tables; features of other views are left out
     * @param tables reads a table by its name
     * @throws HeddleException with {@code INVALID_REQUEST} that says everything that does not fit
     */
    public static FeatureComparison of(
            Dataset<Row> lines,
            Struct model,
            Calls calls,
            List<FeatureSource> sources,
            Function<String, Dataset<Row>> tables) {
        Set<String> views = sources.stream().map(FeatureSource::view).collect(Collectors.toSet());
        List<Field> compared =
                model.fields().stream()
                        .filter(f -> f.feature().filter(r -> views.contains(r.view())).isPresent())
                        .toList();
        Set<String> keys = new LinkedHashSet<>();
        compared.forEach(field -> keys.addAll(field.feature().orElseThrow().keys()));
        // The join looks at the times of the calls first: lines are taken apart once for both.
        Dataset<Row> records =
                records(lines, model, calls, compared, keys)
                        .persist(StorageLevel.MEMORY_AND_DISK());
        FeatureJoin join =
                new FeatureJoin(
                        records,
                        new Struct(compared),
                        Map.of(),
                        new Features(sources, Optional.of(CALLED), calls.to(), tables));
        List<String> wrong = new ArrayList<>(join.wrong());
        if (wrong.isEmpty()) {
            compared.forEach(field -> checkType(field, join.rows().schema(), wrong));
        }
        if (!wrong.isEmpty()) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "the features cannot be compared: " + String.join("; ", wrong));
        }
        return new FeatureComparison(compared, records, join.rows());
    }

    private static void checkType(Field field, StructType schema, List<String> wrong) {
        DataType column = schema.apply(field.name()).dataType();
        DataType wanted = SparkTypes.of(field.type());
        DataType compared = wanted instanceof MapType map ? map.valueType() : wanted;
        if (!RowOrdering.isOrderable(compared)) {
            wrong.add("field %s is %s, which has no order".formatted(field.name(), field.type()));
        } else if (!SparkTypes.fits(column, wanted)) {
            wrong.add(
                    "field %s is %s, and its view's table has %s"
                            .formatted(field.name(), field.type(), column.catalogString()));
        }
    }

    /** A row for each record of the calls: its keys, when it was, and the features that it had. */
    private static Dataset<Row> records(
            Dataset<Row> lines, Struct model, Calls calls, List<Field> compared, Set<String> keys) {
        StructType record = new StructType();
        for (Field field : model.fields()) {
            if (keys.contains(field.name()) || compared.contains(field)) {
                record = record.add(field.name(), SparkTypes.of(field.type()), true);
            }
        }
        StructType call =
                new StructType()
                        .add("id", DataTypes.StringType)
                        .add("time", DataTypes.TimestampType)
                        .add("model", DataTypes.StringType)
                        .add("version", DataTypes.LongType)
                        .add("inputs", new ArrayType(record, true));
        Column found = col(CALL);
        List<Column> columns = new ArrayList<>(List.of(col(ID), col(INDEX), col(CALLED)));
        keys.forEach(key -> columns.add(col(RECORD).getField(key).as(key)));
        columns.add(
                struct(
                                compared.stream()
                                        .map(f -> col(RECORD).getField(f.name()).as(f.name()))
                                        .toArray(Column[]::new))
                        .as(LOGGED));
        return lines.select(from_json(col(lines.columns()[0]), call, Map.of()).as(CALL))
                .where(
                        found.getField("model")
                                .equalTo(calls.model())
                                .and(found.getField("version").equalTo(calls.version()))
                                .and(found.getField("time").geq(lit(calls.from())))
                                .and(found.getField("time").lt(lit(calls.to())))
                                .and(found.getField("inputs").isNotNull()))
                .select(
                        found.getField("id").as(ID),
                        found.getField("time").as(CALLED),
                        posexplode(found.getField("inputs")).as(new String[] {INDEX, RECORD}))
                .where(col(RECORD).isNotNull())
                .select(columns.toArray(Column[]::new));
    }

    /** Compares; what was found of each feature, in the order of the inputs. */
    public List<FeatureSkew> run() {
        if (compared.isEmpty()) {
            return List.of();
        }
        List<Column> sums = new ArrayList<>();
        for (Field field : compared) {
            Column differs = differs(field);
            sums.add(sum(differs.cast(DataTypes.LongType)));
            sums.add(max(when(differs, distance(field))));
            sums.add(sum(online(field).isNull().and(differs).cast(DataTypes.LongType)));
            sums.add(sum(table(field).isNull().and(differs).cast(DataTypes.LongType)));
        }
        Dataset<Row> kept = rows.persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Row all = kept.agg(count(lit(1)), sums.toArray(Column[]::new)).head();
            List<FeatureSkew> skews = new ArrayList<>();
            for (int i = 0; i < compared.size(); i++) {
                skews.add(skew(kept, compared.get(i), all, 1 + 4 * i));
            }
            return skews;
        } finally {
            kept.unpersist();
            records.unpersist();
        }
    }

    private FeatureSkew skew(Dataset<Row> kept, Field field, Row all, int at) {
        long differing = all.isNullAt(at) ? 0 : all.getLong(at);
        return new FeatureSkew(
                field.name(),
                field.feature().orElseThrow().view(),
                all.getLong(0),
                differing,
                all.isNullAt(at + 1) ? Optional.empty() : finite(all.getDouble(at + 1)),
                all.isNullAt(at + 2) ? 0 : all.getLong(at + 2),
                all.isNullAt(at + 3) ? 0 : all.getLong(at + 3),
                differing == 0 ? List.of() : examples(kept, field));
    }

    private static Optional<Double> finite(double value) {
        return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    }

    private List<Example> examples(Dataset<Row> kept, Field field) {
        List<String> names = field.feature().orElseThrow().keys();
        List<Column> columns =
                new ArrayList<>(
                        List.of(
                                col(ID),
                                col(INDEX),
                                unix_micros(col(CALLED)),
                                text(online(field)),
                                text(table(field))));
        names.forEach(name -> columns.add(FeatureHistory.quoted(name).cast(DataTypes.StringType)));
        List<Example> examples = new ArrayList<>();
        for (Row row :
                kept.where(differs(field))
                        .select(columns.toArray(Column[]::new))
                        .limit(MOST_EXAMPLES)
                        .collectAsList()) {
            Map<String, String> keyTexts = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                keyTexts.put(names.get(i), String.valueOf(row.getString(5 + i)));
            }
            examples.add(
                    new Example(
                            String.valueOf(row.getString(0)),
                            row.getInt(1),
                            Instant.EPOCH.plus(row.getLong(2), ChronoUnit.MICROS),
                            keyTexts,
                            Optional.ofNullable(row.getString(3)),
                            Optional.ofNullable(row.getString(4))));
        }
        return examples;
    }

    /** Any value as a text; what has parts as JSON. */
    private static Column text(Column value) {
        Column wrapped = to_json(struct(value.as("v")));
        return when(value.isNotNull(), wrapped.substr(lit(6), length(wrapped).minus(6)));
    }

    private static Column online(Field field) {
        return col(LOGGED).getField(field.name());
    }

    private Column table(Field field) {
        return InputColumns.converted(
                FeatureHistory.quoted(field.name()),
                rows.schema().apply(field.name()).dataType(),
                SparkTypes.of(field.type()));
    }

    private static boolean isFraction(Field field) {
        return field.type() == Scalar.DOUBLE || field.type() == Scalar.FLOAT;
    }

    private Column differs(Field field) {
        Column online = online(field);
        Column table = table(field);
        // Maps have no order, and so Spark compares their sorted entries.
        Column differs =
                field.type() instanceof MapOf
                        ? not(
                                array_sort(map_entries(online))
                                        .eqNullSafe(array_sort(map_entries(table))))
                        : not(online.eqNullSafe(table));
        if (!isFraction(field)) {
            return differs;
        }
        Column larger = greatest(abs(online), abs(table)).cast(DataTypes.DoubleType);
        Column close = distance(field).leq(larger.multiply(lit(TOLERANCE)));
        // An infinite one is within a part of infinity of anything.
        Column finite = larger.lt(lit(Double.POSITIVE_INFINITY));
        return differs.and(not(coalesce(close.and(finite), lit(false))));
    }

    /** How far two numbers are apart; null for what is none, or not there. */
    private Column distance(Field field) {
        boolean isNumber =
                isFraction(field) || field.type() == Scalar.INTEGER || field.type() == Scalar.LONG;
        return isNumber
                ? abs(
                        online(field)
                                .cast(DataTypes.DoubleType)
                                .minus(table(field).cast(DataTypes.DoubleType)))
                : lit(null).cast(DataTypes.DoubleType);
    }
}
