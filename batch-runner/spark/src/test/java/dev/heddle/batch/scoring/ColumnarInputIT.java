package dev.heddle.batch.scoring;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.batch.modules.TestSpark;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.Struct;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColumnarInputIT {
    private static final int ROWS = 10_000;

    @TempDir private static Path folder;

    private static Dataset<Row> table;

    @BeforeAll
    static void write() {
        TestSpark.session().conf().set("spark.sql.codegen.wholeStage", "true");
        String files = folder.resolve("table").toString();
        TestSpark.session()
                .range(ROWS)
                .select(
                        col("id"),
                        concat(lit("name "), col("id").mod(7)).as("name"),
                        when(col("id").mod(10).notEqual(3), array(col("id"), col("id").plus(1)))
                                .as("pair"),
                        col("id").mod(2).as("half"))
                .write()
                .partitionBy("half")
                .parquet(files);
        table = TestSpark.session().read().parquet(files);
    }

    @AfterAll
    static void interpret() {
        TestSpark.session().conf().set("spark.sql.codegen.wholeStage", "false");
    }

    @Test
    void shouldGiveEveryRowOfColumnsInTheOrderThatWasAskedFor() {
        ColumnarInput input = columns(table.select("pair", "half", "id", "name")).orElseThrow();

        List<String> rows = input.rows((part, source) -> texts(source)).collect();

        assertThat(rows).hasSize(ROWS).doesNotHaveDuplicates();
        assertThat(rows).contains("[4000, 4001] 0 4000 name 3", "null 1 4003 name 6");
    }

    @Test
    void shouldGiveSeveralRowsThatStayGoodTogether() {
        ColumnarInput input = columns(table.select("pair", "half", "id", "name")).orElseThrow();

        List<String> rows = input.rows((part, source) -> textsByRuns(source)).collect();

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        input.rows((part, source) -> texts(source)).collect());
    }

    @Test
    void shouldLeaveToSparkWhatItComputes() {
        assertThat(columns(table)).isPresent();
        assertThat(columns(table.select(col("id").plus(1)))).isEmpty();
        assertThat(columns(table.where("id > 3"))).isEmpty();
        assertThat(columns(table.where("half = 1"))).as("whole partitions").isPresent();
        assertThat(columns(table.repartition(2))).isEmpty();
        assertThat(columns(TestSpark.session().range(3).toDF())).isEmpty();
    }

    @Test
    void shouldReadRecordsWhateverSomeFilesLack() {
        String files = folder.resolve("grown").toString();
        Dataset<Row> ids = TestSpark.session().range(2_000).toDF();
        ids.write().parquet(files);
        ids.select(col("id").plus(2_000).as("id"), col("id").mod(3).cast("double").as("x"))
                .write()
                .mode("append")
                .parquet(files);
        ids.select(col("id").plus(4_000).as("id"), when(col("id").notEqual(5), lit(0.5)).as("x"))
                .write()
                .mode("append")
                .parquet(files);
        Dataset<Row> grown =
                TestSpark.session().read().schema("id bigint, x double").parquet(files);

        List<String> records =
                columns(grown).orElseThrow().rows((part, source) -> records(source)).collect();

        assertThat(records).hasSize(6_000).doesNotHaveDuplicates();
        assertThat(records).contains("7 null", "2005 2.0", "4004 0.5", "4005 null");
    }

    private static Iterator<String> records(RowSource rows) {
        Struct struct =
                new Struct(
                        List.of(
                                Field.required("id", FieldType.Scalar.LONG),
                                Field.optional("x", FieldType.Scalar.DOUBLE)));
        ColumnReader reader = new ColumnReader(struct, new RowReader(struct), 0);
        dev.heddle.runtime.Row record = new dev.heddle.runtime.Row(struct);
        List<String> texts = new ArrayList<>();
        while (rows.hasNext()) {
            ColumnarBatchRow row = (ColumnarBatchRow) rows.next();
            reader.read(rows.columns(), row, record);
            texts.add(record.longAt(0) + " " + record.boxedAt(1));
        }
        return texts.iterator();
    }

    private static Optional<ColumnarInput> columns(Dataset<Row> rows) {
        return ColumnarInput.of(
                ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().executedPlan());
    }

    private static Iterator<String> texts(RowSource rows) {
        List<String> texts = new ArrayList<>();
        while (rows.hasNext()) {
            texts.add(text(rows.next()));
        }
        return texts.iterator();
    }

    private static Iterator<String> textsByRuns(RowSource rows) {
        List<String> texts = new ArrayList<>();
        InternalRow[] run = new InternalRow[300];
        while (rows.hasNext()) {
            int count = rows.next(run);
            for (int i = 0; i < count; i++) {
                texts.add(text(run[i]));
            }
        }
        return texts.iterator();
    }

    private static String text(InternalRow row) {
        String pair =
                row.isNullAt(0)
                        ? "null"
                        : "[%d, %d]"
                                .formatted(row.getArray(0).getLong(0), row.getArray(0).getLong(1));
        return "%s %d %d %s".formatted(pair, row.getInt(1), row.getLong(2), row.getUTF8String(3));
    }
}
