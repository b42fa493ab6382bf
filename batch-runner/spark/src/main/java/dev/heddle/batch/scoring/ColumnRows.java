package dev.heddle.batch.scoring;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/** Rows that look into columns as they were read; nothing is copied. */
final class ColumnRows implements RowSource {
    private final Iterator<ColumnarBatch> batches;
    private final int[] places;
    private ColumnarBatch read;
    private ColumnVector[] vectors;
    private ColumnarBatch columns;
    private ColumnarBatchRow row;
    private int next;
    private int end;

    /**
     * Rows of batches.
     *
     * @param places where a batch has each column
     */
    ColumnRows(Iterator<ColumnarBatch> batches, int[] places) {
        this.batches = batches;
        this.places = places;
    }

    @Override
    public boolean hasNext() {
        while (next == end) {
            if (read != null) {
                read.closeIfFreeable();
                read = null;
            }
            if (!batches.hasNext()) {
                return false;
            }
            open(batches.next());
        }
        return true;
    }

    private void open(ColumnarBatch batch) {
        read = batch;
        vectors = new ColumnVector[places.length];
        for (int i = 0; i < places.length; i++) {
            vectors[i] = batch.column(places[i]);
        }
        columns = new ColumnarBatch(vectors, batch.numRows());
        row = new ColumnarBatchRow(vectors);
        next = 0;
        end = batch.numRows();
    }

    @Override
    public InternalRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        row.rowId = next++;
        return row;
    }

    /** The rows of one batch: those of the one before are gone when it is read. */
    @Override
    public int next(InternalRow[] into) {
        if (!hasNext()) {
            return 0;
        }
        int count = Math.min(into.length, end - next);
        for (int i = 0; i < count; i++) {
            ColumnarBatchRow taken = new ColumnarBatchRow(vectors);
            taken.rowId = next++;
            into[i] = taken;
        }
        return count;
    }

    @Override
    public ColumnarBatch columns() {
        return columns;
    }
}
