package dev.heddle.batch.scoring;

import dev.heddle.model.FieldType.Kind;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.Row;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/**
 * Reads a model's records from a batch of columns: numbers and booleans of all rows at once, where
 * none is null, and the other fields row by row.
 */
final class ColumnReader {
    private final RowReader rows;
    private final Kind[] kinds;
    private final int offset;
    private final Object[] values;
    private ColumnarBatch opened;

    /**
     * A reader.
     *
     * @param offset where the model's fields begin among the columns
     */
    ColumnReader(Struct struct, RowReader rows, int offset) {
        this.rows = rows;
        this.offset = offset;
        this.kinds =
                struct.fields().stream().map(field -> field.type().kind()).toArray(Kind[]::new);
        this.values = new Object[kinds.length];
    }

    /**
     * Sets every field of a record.
     *
     * @throws HeddleException as {@link RowReader#read} does
     */
    void read(ColumnarBatch columns, ColumnarBatchRow from, Row into) {
        if (columns != opened) {
            open(columns);
        }
        int row = from.rowId;
        for (int i = 0; i < values.length; i++) {
            Object all = values[i];
            if (all instanceof double[] doubles) {
                into.set(i, doubles[row]);
            } else if (all instanceof float[] floats) {
                into.set(i, floats[row]);
            } else if (all instanceof long[] longs) {
                into.set(i, longs[row]);
            } else if (all instanceof int[] integers) {
                into.set(i, integers[row]);
            } else if (all instanceof boolean[] booleans) {
                into.set(i, booleans[row]);
            } else {
                rows.read(from, offset, i, into);
            }
        }
    }

    private void open(ColumnarBatch columns) {
        for (int i = 0; i < values.length; i++) {
            ColumnVector column = columns.column(offset + i);
            values[i] = column.hasNull() ? null : all(kinds[i], column, columns.numRows());
        }
        opened = columns;
    }

    private static Object all(Kind kind, ColumnVector column, int count) {
        return switch (kind) {
            case BOOLEAN -> column.getBooleans(0, count);
            case INTEGER -> column.getInts(0, count);
            case LONG -> column.getLongs(0, count);
            case FLOAT -> column.getFloats(0, count);
            case DOUBLE -> column.getDoubles(0, count);
            case STRING, BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR -> null;
        };
    }
}
