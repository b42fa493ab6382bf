package dev.heddle.batch.modules;

import dev.heddle.client.batch.QualityProfile.ColumnProfile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Profiles all columns of a data set in one pass, straight from Spark's rows. */
final class Profiler implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int PARTS = 64;

    private final DataType[] types;

    private Profiler(StructType schema) {
        types =
                Arrays.stream(schema.fields())
                        .map(field -> field.dataType())
                        .toArray(DataType[]::new);
    }

    /** What was found: how many rows there are, and a profile of each column. */
    record Profile(long rows, List<ColumnProfile> columns) {}

    /**
     * Reads all rows.
     *
     * @param shares the quantiles wanted, from 0 to 1
     * @param frequent how many frequent values are wanted
     */
    static Profile profile(Dataset<Row> rows, List<Double> shares, int frequent) {
        StructType schema = rows.schema();
        Profiler profiler = new Profiler(schema);
        JavaRDD<InternalRow> internal =
                ((org.apache.spark.sql.classic.Dataset<Row>) rows)
                        .queryExecution()
                        .toRdd()
                        .toJavaRDD();
        // Few parts keep the driver's memory small; they are joined in order, so that sums are the
        // same each time.
        List<byte[]> parts =
                internal.coalesce(Math.min(PARTS, Math.max(1, internal.getNumPartitions())))
                        .mapPartitions(profiler::summarize)
                        .collect();
        try {
            return profiler.join(parts, schema, shares, frequent);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Iterator<byte[]> summarize(Iterator<InternalRow> rows) throws IOException {
        ColumnSummary[] summaries = summaries();
        long count = 0;
        while (rows.hasNext()) {
            InternalRow row = rows.next();
            count++;
            for (int i = 0; i < summaries.length; i++) {
                summaries[i].add(row, i);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(count);
        for (ColumnSummary summary : summaries) {
            summary.write(out);
        }
        return List.of(bytes.toByteArray()).iterator();
    }

    private Profile join(List<byte[]> parts, StructType schema, List<Double> shares, int frequent)
            throws IOException {
        ColumnSummary[] summaries = summaries();
        long rows = 0;
        for (byte[] part : parts) {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(part));
            rows += in.readLong();
            for (ColumnSummary summary : summaries) {
                summary.merge(in);
            }
        }
        List<ColumnProfile> columns = new ArrayList<>();
        for (int i = 0; i < summaries.length; i++) {
            columns.add(summaries[i].profile(schema.fields()[i], shares, frequent));
        }
        return new Profile(rows, columns);
    }

    private ColumnSummary[] summaries() {
        return Arrays.stream(types).map(ColumnSummary::of).toArray(ColumnSummary[]::new);
    }
}
