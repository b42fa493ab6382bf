package dev.heddle.batch.scoring;

import static org.apache.spark.sql.functions.col;

import dev.heddle.client.batch.OnError;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a version gives the same on Spark as in a call: each record goes through the very code
 * that answers calls, from JSON to JSON, and through a table on Spark; results are compared as the
 * text that a caller sees, which tells every bit of a number.
 */
public final class Parity {
    private static final Logger LOG = LoggerFactory.getLogger(Parity.class);
    private static final String INDEX = "heddle_index";

    private final SparkSession spark;
    private final ScoringModel source;
    private final String folder;
    private final LoadedModel model;

    /**
     * For a version.
     *
     * @param folder where records lie for Spark meanwhile, as Hadoop spells it; nothing is left
     *     there
     */
    public Parity(SparkSession spark, ScoringModel source, String folder) {
        this.spark = spark;
        this.source = source;
        this.folder = folder;
        this.model = source.load();
    }

    /** The version. */
    public LoadedModel model() {
        return model;
    }

    /**
     * A record that came out differently.
     *
     * @param index which of the records
     * @param input the record in JSON
     * @param online what a call gives: JSON, or an error's code and message
     * @param batch what Spark gives
     */
    public record Difference(int index, String input, String online, String batch) {}

    /** Scores records in both ways; the ones that differ, in order. */
    public List<Difference> differences(List<Row> records) {
        List<String> batch;
        try {
            batch = onSpark(records);
        } finally {
            clear();
        }
        List<Difference> differences = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            String json = input(records.get(i));
            String online = online(json);
            if (!online.equals(batch.get(i)) && !isClose(online, batch.get(i))) {
                differences.add(new Difference(i, json, online, batch.get(i)));
            }
        }
        return differences;
    }

    /** Whether a graph's results differ by its rounding alone. */
    private boolean isClose(String online, String batch) {
        return model.runsTensors()
                && online.startsWith("{")
                && batch.startsWith("{")
                && model.difference(
                                online.getBytes(StandardCharsets.UTF_8),
                                batch.getBytes(StandardCharsets.UTF_8))
                        .isEmpty();
    }

    private String input(Row record) {
        String array =
                new String(
                        model.writeInputs(model.records(List.of(record))), StandardCharsets.UTF_8);
        return array.substring(1, array.length() - 1);
    }

    private String online(String json) {
        try {
            return new String(
                    model.predict(json.getBytes(StandardCharsets.UTF_8), Optional.empty()),
                    StandardCharsets.UTF_8);
        } catch (HeddleException e) {
            return text(e.code().name(), e.getMessage());
        }
    }

    private static String text(String code, String message) {
        return code + ": " + message;
    }

    private List<String> onSpark(List<Row> records) {
        StructType inputs = SparkTypes.columns(model.signature().input());
        StructType index = new StructType().add(INDEX, DataTypes.IntegerType, false);
        StructType schema = index;
        List<String> places = new ArrayList<>();
        Map<String, String> mapping = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            // Names in a table do not tell upper from lower case, and a signature's do.
            places.add("field_" + i);
            mapping.put(inputs.fields()[i].name(), places.get(i));
            schema = schema.add(places.get(i), inputs.fields()[i].dataType(), true);
        }
        Dataset<org.apache.spark.sql.Row> scored =
                Scoring.of(
                                spark,
                                table(records, schema),
                                source,
                                mapping,
                                List.of(INDEX),
                                OnError.QUARANTINE)
                        .everything();
        String[] results = new String[records.size()];
        RowReader reader = new RowReader(model.signature().output());
        int outputs = model.signature().output().fields().size();
        for (InternalRow row :
                ((org.apache.spark.sql.classic.Dataset<org.apache.spark.sql.Row>)
                                scored.coalesce(1))
                        .queryExecution()
                        .executedPlan()
                        .executeCollect()) {
            String result;
            if (row.isNullAt(outputs)) {
                Row record = new Row(model.signature().output());
                reader.read(row, 0, record);
                result = output(record);
            } else {
                result =
                        text(
                                row.getUTF8String(outputs).toString(),
                                row.getUTF8String(outputs + 1).toString());
            }
            results[row.getInt(outputs + 2)] = result;
        }
        return List.of(results);
    }

    private String output(Row record) {
        return new String(
                model.writeOutputs(model.outputs(List.of(record)), false), StandardCharsets.UTF_8);
    }

    private Dataset<org.apache.spark.sql.Row> table(List<Row> records, StructType schema) {
        RowWriter writer = new RowWriter(model.signature().input());
        List<InternalRow> rows = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            GenericInternalRow values = new GenericInternalRow(schema.size() - 1);
            writer.write(records.get(i), values);
            rows.add(new JoinedRow(new GenericInternalRow(new Object[] {i}), values));
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        ((org.apache.spark.sql.classic.SparkSession) spark)
                .internalCreateDataFrame(context.parallelize(rows, 2).rdd(), schema, false)
                .select(col("*"))
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(folder);
        return spark.read().parquet(folder);
    }

    private void clear() {
        try {
            Path path = new Path(folder);
            path.getFileSystem(spark.sparkContext().hadoopConfiguration()).delete(path, true);
        } catch (IOException e) {
            LOG.warn("The records of a comparison stay behind. folder={}", folder, e);
        }
    }
}
