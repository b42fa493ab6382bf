package dev.heddle.batch.scoring;

import static org.apache.spark.sql.functions.col;

import dev.heddle.client.batch.JobProfile;
import dev.heddle.client.batch.OnError;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.Figure;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.RowScorer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The rows of a table with what a model makes of them. Nothing is scored before the results are
 * written; what does not fit is found when this is made.
 */
public final class Scoring {
    private static final String ERROR_CODE = "error_code";
    private static final String ERROR_MESSAGE = "error_message";

    private final List<String> keys;
    private final StructType predictions;
    private final List<String> carried;
    private final OnError onError;
    private final Dataset<Row> scored;
    private final RowCounts counts;
    private final TaskFigures figures = new TaskFigures();
    private final Optional<TaskProfiles> profiles;

    private Scoring(
            SparkSession spark,
            Dataset<Row> input,
            ScoringModel source,
            InputColumns columns,
            List<String> keys,
            OnError onError,
            Watching watching,
            LoadedModel model) {
        this.keys = keys;
        this.onError = onError;
        this.predictions = SparkTypes.columns(model.signature().output());
        this.counts =
                new RowCounts(
                        spark.sparkContext().longAccumulator("rows scored"),
                        spark.sparkContext().longAccumulator("rows not scored"));
        this.profiles = watching.isProfiled() ? Optional.of(new TaskProfiles()) : Optional.empty();
        // Without a name: Spark asks for the value of one with a name after every task.
        profiles.ifPresent(spark.sparkContext()::register);
        spark.sparkContext().register(figures, "figures of the function");
        this.carried = carried(input.schema(), keys, onError);
        StructType carriedColumns = new StructType();
        List<Column> projection = new ArrayList<>();
        for (String name : carried) {
            StructField field = SparkTypes.find(input.schema(), name).orElseThrow();
            carriedColumns = carriedColumns.add(field);
            projection.add(quoted(field.name()));
        }
        projection.addAll(columns.fields());
        StructType results = predictions;
        if (onError == OnError.QUARANTINE) {
            results =
                    results.add(ERROR_CODE, DataTypes.StringType, true)
                            .add(ERROR_MESSAGE, DataTypes.StringType, true);
        }
        Dataset<Row> projected = input.select(projection.toArray(Column[]::new));
        Dataset<Row> all =
                rows(
                        spark,
                        projected,
                        source,
                        carriedColumns,
                        results,
                        watching.log().settings(spark));
        // Both of two tables are written from it: scored once, and kept until then.
        this.scored = onError == OnError.QUARANTINE ? all.persist(StorageLevel.DISK_ONLY()) : all;
    }

    /** Prepares to score rows that have all features. */
    static Scoring of(
            SparkSession spark,
            Dataset<Row> input,
            ScoringModel source,
            Map<String, String> mapping,
            List<String> keys,
            OnError onError) {
        return of(spark, input, source, mapping, Features.none(), keys, onError, Watching.NONE);
    }

    /**
     * Prepares to score.
     *
     * @param input the rows
     * @param source the version that scores
     * @param mapping the input's column for a field of the model, where names differ
     * @param features where features come from that the input lacks
     * @param keys the input's columns that results keep; empty for those that the model does not
     *     take
     * @param watching what is kept of the rows beside the results
     * @throws HeddleException with {@code INVALID_REQUEST} that names everything that does not fit
     */
    public static Scoring of(
            SparkSession spark,
            Dataset<Row> input,
            ScoringModel source,
            Map<String, String> mapping,
            Features features,
            List<String> keys,
            OnError onError,
            Watching watching) {
        LoadedModel model = source.load();
        Struct fields = model.signature().input();
        FeatureJoin join = new FeatureJoin(input, fields, mapping, features);
        StructType present = join.rows().schema();
        InputColumns columns = InputColumns.of(present, fields, mapping, join.wrong());
        return new Scoring(
                spark,
                join.rows(),
                source,
                columns,
                keys(present, columns, keys, SparkTypes.columns(model.signature().output())),
                onError,
                watching,
                model);
    }

    private static List<String> keys(
            StructType input, InputColumns columns, List<String> asked, StructType predictions) {
        List<String> wrong = new ArrayList<>();
        List<String> keys = asked.isEmpty() ? columns.others() : asked;
        List<String> found = new ArrayList<>();
        for (String key : keys) {
            Optional<StructField> column = SparkTypes.find(input, key);
            if (column.isEmpty()) {
                wrong.add(
                        "key column %s is not among the input's columns %s"
                                .formatted(key, List.of(input.fieldNames())));
            } else if (SparkTypes.find(predictions, key).isPresent()) {
                wrong.add("key column %s has the name of a result of the model".formatted(key));
            } else {
                found.add(column.get().name());
            }
        }
        if (keys.isEmpty()) {
            wrong.add(
                    "the model takes every column of the input, so that no result could be told from another: name key columns");
        }
        if (!wrong.isEmpty()) {
            throw new HeddleException(ErrorCode.INVALID_REQUEST, String.join("; ", wrong));
        }
        return found;
    }

    /** Where bad rows are kept, all of the input goes with them. */
    private static List<String> carried(StructType input, List<String> keys, OnError onError) {
        List<String> carried = new ArrayList<>(keys);
        if (onError == OnError.QUARANTINE) {
            for (String name : input.fieldNames()) {
                if (!carried.contains(name)) {
                    carried.add(name);
                }
            }
        }
        return carried;
    }

    private Dataset<Row> rows(
            SparkSession spark,
            Dataset<Row> projected,
            ScoringModel source,
            StructType carriedColumns,
            StructType results,
            Optional<ScoreLog.Settings> logged) {
        // What goes to executors is serialized, and an Optional cannot be.
        ScoreLog.Settings log = logged.orElse(null);
        int offset = carriedColumns.size();
        int outputs = predictions.size();
        RowCounts counted = counts;
        TaskProfiles profiled = profiles.orElse(null);
        TaskFigures reported = figures;
        OnError policy = onError;
        Function2<Integer, RowSource, Iterator<InternalRow>> task =
                (part, rows) -> {
                    LoadedModel model = source.load();
                    reported.begin();
                    TaskRecording recording =
                            profiled == null
                                    ? TaskRecording.NONE
                                    : profiled.begin(part, model.signature());
                    ScoredRows scored =
                            new ScoredRows(
                                    carriedColumns,
                                    outputs,
                                    results,
                                    policy,
                                    counted,
                                    recording,
                                    Optional.ofNullable(log)
                                            .map(to -> new ScoreLog(to, model, offset)));
                    return scores(rows, model, scored);
                };
        QueryExecution query =
                ((org.apache.spark.sql.classic.Dataset<Row>) projected).queryExecution();
        JavaRDD<InternalRow> rdd =
                ColumnarInput.of(query.executedPlan())
                        .map(columns -> columns.rows(task))
                        .orElseGet(
                                () ->
                                        query.toRdd()
                                                .toJavaRDD()
                                                .mapPartitionsWithIndex(
                                                        (part, rows) ->
                                                                task.call(
                                                                        part, new CopiedRows(rows)),
                                                        false));
        StructType all = results;
        // Two names may be the same here, one of a result and one of a column for bad rows only.
        for (int i = 0; i < carriedColumns.size(); i++) {
            all = all.add(place(i), carriedColumns.fields()[i].dataType(), true);
        }
        return ((org.apache.spark.sql.classic.SparkSession) spark)
                .internalCreateDataFrame(rdd.rdd(), all, false);
    }

    private static Iterator<InternalRow> scores(
            RowSource rows, LoadedModel model, ScoredRows scored) {
        Optional<RowScorer> single = model.rowScorer();
        return single.isPresent()
                ? new SingleScores(rows, single.get(), model.signature(), scored)
                : new BatchScores(rows, model, scored);
    }

    private static String place(int index) {
        return "carried_" + index;
    }

    private static Column quoted(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }

    /** The key columns and the model's results, of all rows that could be scored. */
    public Dataset<Row> results() {
        Map<String, Column> columns = new LinkedHashMap<>();
        keys.forEach(key -> columns.put(key, col(place(carried.indexOf(key))).as(key)));
        for (String name : predictions.fieldNames()) {
            columns.put(name, quoted(name));
        }
        Dataset<Row> good =
                onError == OnError.QUARANTINE ? scored.where(col(ERROR_CODE).isNull()) : scored;
        return good.select(columns.values().toArray(Column[]::new));
    }

    /** The input's columns with {@code error_code} and {@code error_message}, of the other rows. */
    public Dataset<Row> quarantined() {
        if (onError != OnError.QUARANTINE) {
            throw new IllegalStateException("bad rows are kept for quarantine alone");
        }
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < carried.size(); i++) {
            columns.add(col(place(i)).as(carried.get(i)));
        }
        columns.add(col(ERROR_CODE));
        columns.add(col(ERROR_MESSAGE));
        return scored.where(col(ERROR_CODE).isNotNull()).select(columns.toArray(Column[]::new));
    }

    /** The results, the error's columns and the key columns by place, of all rows. */
    Dataset<Row> everything() {
        return scored;
    }

    /** How many rows were read, once the results are written. */
    public long rowsIn() {
        return counts.read().value();
    }

    /** How many of them could not be scored. */
    public long rowsBad() {
        return counts.bad().value();
    }

    /** What was seen of all rows, once the results are written; empty if nothing was to be. */
    public Optional<JobProfile> profile() {
        return profiles.map(TaskProfiles::value);
    }

    /** What the function reported of itself, once the results are written. */
    public Map<String, Figure> figures() {
        return figures.value();
    }
}
