package dev.heddle.batch.features;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.heddle.batch.scoring.RowReader;
import dev.heddle.batch.scoring.SparkTypes;
import dev.heddle.client.HeddleJson;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.Field;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.FeatureValues;
import dev.heddle.runtime.FeatureWrite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.util.LongAccumulator;

/**
 * Writes rows to a view's topic. What is written again by a task that is tried again does no harm:
 * the newest counts, and it is the same.
 */
public final class ViewWriter {
    private ViewWriter() {}

    /**
     * Writes rows, and waits until the brokers have them.
     *
     * @param rows columns by the names of the view's fields; a feature may have none
     * @return how many
     * @throws HeddleException with {@code INVALID_REQUEST} if a column is not of its field's type
     */
    public static long write(Dataset<Row> rows, FeatureView view, KafkaConnection kafka) {
        Dataset<Row> typed = typed(rows, view);
        LongAccumulator count =
                rows.sparkSession().sparkContext().longAccumulator("features written");
        String definition = HeddleJson.text(view);
        ((org.apache.spark.sql.classic.Dataset<Row>) typed)
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .foreachPartition(own -> send(own, definition, kafka, count));
        return count.value();
    }

    /** Exactly the view's fields, of their types. */
    private static Dataset<Row> typed(Dataset<Row> rows, FeatureView view) {
        List<Column> columns = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Field field : view.written().fields()) {
            DataType type = SparkTypes.of(field.type());
            Optional<StructField> column = SparkTypes.find(rows.schema(), field.name());
            if (column.isEmpty()) {
                columns.add(lit(null).cast(type).as(field.name()));
            } else if (!SparkTypes.fits(column.get().dataType(), type)) {
                wrong.add(
                        "%s is %s, and the table's column is %s"
                                .formatted(
                                        field.name(),
                                        field.type(),
                                        column.get().dataType().catalogString()));
            } else {
                columns.add(col("`" + column.get().name() + "`").cast(type).as(field.name()));
            }
        }
        if (!wrong.isEmpty()) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "table %s does not fit feature view '%s': %s"
                            .formatted(view.table(), view.name(), String.join("; ", wrong)));
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    private static void send(
            Iterator<InternalRow> rows,
            String definition,
            KafkaConnection kafka,
            LongAccumulator count) {
        if (!rows.hasNext()) {
            return;
        }
        FeatureView view = HeddleJson.ofText(definition, FeatureView.class);
        FeatureValues values = new FeatureValues(view);
        RowReader reader = new RowReader(view.written());
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            while (rows.hasNext() && failure.get() == null) {
                dev.heddle.runtime.Row row = new dev.heddle.runtime.Row(view.written());
                reader.read(rows.next(), 0, row);
                FeatureWrite write = values.of(row);
                producer.send(
                        new ProducerRecord<>(
                                view.topic(),
                                write.key().getBytes(StandardCharsets.UTF_8),
                                values.write(write)),
                        (place, e) -> {
                            if (e != null) {
                                failure.compareAndSet(null, e);
                            }
                        });
                count.add(1);
            }
            producer.flush();
        }
        if (failure.get() != null) {
            throw new KafkaException(
                    "features cannot be written to " + view.topic(), failure.get());
        }
    }
}
