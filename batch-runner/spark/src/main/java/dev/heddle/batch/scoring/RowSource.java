package dev.heddle.batch.scoring;

import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** The rows of a task, one by one or several at a time. */
interface RowSource extends Iterator<InternalRow> {
    /** The next row, which is good until another is asked for. */
    @Override
    InternalRow next();

    /**
     * Puts the next rows at the beginning of an array; they are good until others are asked for.
     *
     * @param into where to; what an earlier call has left there may be used again
     * @return how many: one or more where there is a next row
     */
    int next(InternalRow[] into);

    /** The columns that the rows given last look into; null where they are copies. */
    ColumnarBatch columns();
}
