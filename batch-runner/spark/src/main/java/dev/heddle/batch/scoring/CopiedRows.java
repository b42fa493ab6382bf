package dev.heddle.batch.scoring;

import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Rows of any query. Spark gives the same one again and again, so several of them are copies. */
final class CopiedRows implements RowSource {
    private final Iterator<InternalRow> rows;

    CopiedRows(Iterator<InternalRow> rows) {
        this.rows = rows;
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public InternalRow next() {
        return rows.next();
    }

    @Override
    public int next(InternalRow[] into) {
        int count = 0;
        while (count < into.length && rows.hasNext()) {
            into[count] = copy(rows.next(), into[count]);
            count++;
        }
        return count;
    }

    @Override
    public ColumnarBatch columns() {
        return null;
    }

    /** The memory of the copy before is used again. */
    private static InternalRow copy(InternalRow row, InternalRow before) {
        if (row instanceof UnsafeRow from && before instanceof UnsafeRow into) {
            into.copyFrom(from);
            return into;
        }
        return row.copy();
    }
}
