package dev.heddle.batch.features;

import dev.heddle.batch.scoring.RowWriter;
import dev.heddle.batch.scoring.SparkTypes;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.ViewTopic;
import dev.heddle.model.FeatureView;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.runtime.FeatureValues;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.LongAccumulator;

/**
 * What was written to a part of a view's topic, as rows of the view's table: keys, features, event
 * time, where the write stood in the topic, and its day, {@code ds}.
 */
public final class ViewHistory {
    private static final long EVENTS_A_TASK = 500_000;

    private final Dataset<Row> rows;
    private final LongAccumulator unreadable;

    private ViewHistory(Dataset<Row> rows, LongAccumulator unreadable) {
        this.rows = rows;
        this.unreadable = unreadable;
    }

    /** Prepares to read; nothing is read before the rows are. */
    public static ViewHistory of(SparkSession spark, ViewTopic part, KafkaConnection kafka) {
        LongAccumulator unreadable = spark.sparkContext().longAccumulator("unreadable events");
        List<TopicSlice> slices = slices(part);
        StructType schema =
                SparkTypes.columns(part.view().written())
                        .add("heddle_partition", DataTypes.IntegerType, true)
                        .add("heddle_offset", DataTypes.LongType, true)
                        .add("ds", DataTypes.StringType, true);
        // What goes to executors is serialized, which a view is as text.
        String definition = HeddleJson.text(part.view());
        JavaRDD<InternalRow> events =
                JavaSparkContext.fromSparkContext(spark.sparkContext())
                        .parallelize(slices, Math.max(1, slices.size()))
                        .mapPartitions(
                                own -> {
                                    FeatureView view =
                                            HeddleJson.ofText(definition, FeatureView.class);
                                    List<Iterator<InternalRow>> parts = new ArrayList<>();
                                    own.forEachRemaining(
                                            slice ->
                                                    parts.add(
                                                            new Rows(
                                                                    view,
                                                                    slice.events(kafka),
                                                                    unreadable)));
                                    return new Chain(parts);
                                });
        Dataset<Row> rows =
                ((org.apache.spark.sql.classic.SparkSession) spark)
                        .internalCreateDataFrame(events.rdd(), schema, false);
        return new ViewHistory(rows, unreadable);
    }

    private static List<TopicSlice> slices(ViewTopic part) {
        List<TopicSlice> slices = new ArrayList<>();
        part.from()
                .forEach(
                        (partition, from) -> {
                            long until = part.until().get(partition);
                            for (long at = from; at < until; at += EVENTS_A_TASK) {
                                slices.add(
                                        new TopicSlice(
                                                part.view().topic(),
                                                partition,
                                                at,
                                                Math.min(until, at + EVENTS_A_TASK)));
                            }
                        });
        return slices;
    }

    /** The rows. */
    public Dataset<Row> rows() {
        return rows;
    }

    /** How many events were none of the view, once the rows are read. */
    public long unreadable() {
        return unreadable.value();
    }

    /** One after the other. */
    private static final class Chain implements Iterator<InternalRow> {
        private final Iterator<Iterator<InternalRow>> parts;
        private Iterator<InternalRow> now = Collections.emptyIterator();

        Chain(List<Iterator<InternalRow>> parts) {
            this.parts = parts.iterator();
        }

        @Override
        public boolean hasNext() {
            while (!now.hasNext() && parts.hasNext()) {
                now = parts.next();
            }
            return now.hasNext();
        }

        @Override
        public InternalRow next() {
            return now.next();
        }
    }

    private static final class Rows implements Iterator<InternalRow> {
        private final Struct written;
        private final FeatureValues values;
        private final RowWriter writer;
        private final Iterator<ConsumerRecord<byte[], byte[]>> events;
        private final LongAccumulator unreadable;
        private InternalRow next;

        Rows(
                FeatureView view,
                Iterator<ConsumerRecord<byte[], byte[]>> events,
                LongAccumulator unreadable) {
            this.written = view.written();
            this.values = new FeatureValues(view);
            this.writer = new RowWriter(written);
            this.events = events;
            this.unreadable = unreadable;
        }

        @Override
        public boolean hasNext() {
            while (next == null && events.hasNext()) {
                next = row(events.next());
            }
            return next != null;
        }

        /** Null if the event is none of the view: the online store passes over it, too. */
        private InternalRow row(ConsumerRecord<byte[], byte[]> event) {
            try {
                return row(event, values.row(event.value()));
            } catch (RuntimeException e) {
                unreadable.add(1);
                return null;
            }
        }

        private InternalRow row(ConsumerRecord<byte[], byte[]> event, dev.heddle.runtime.Row read) {
            int fields = written.fields().size();
            Instant time = (Instant) read.valueAt(fields - 1);
            GenericInternalRow row = new GenericInternalRow(fields + 3);
            writer.write(read, row);
            row.setInt(fields, event.partition());
            row.setLong(fields + 1, event.offset());
            String day = time.atZone(ZoneOffset.UTC).toLocalDate().toString();
            row.update(fields + 2, UTF8String.fromString(day));
            return row;
        }

        @Override
        public InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            InternalRow row = next;
            next = null;
            return row;
        }
    }
}
