package dev.heddle.batch.scoring;

import dev.heddle.model.HeddleException;
import dev.heddle.model.Signature;
import dev.heddle.runtime.Row;
import dev.heddle.runtime.RowScorer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;

/**
 * Scores the rows of a task one by one, as they come; nothing is copied. A row that comes out is
 * good until the next one is asked for, as Spark has it.
 */
final class SingleScores implements Iterator<InternalRow> {
    private final RowSource input;
    private final RowScorer model;
    private final RowReader reader;
    private final ColumnReader columns;
    private final RowWriter writer;
    private final Row record;
    private final ScoredRows rows;
    private InternalRow next;

    SingleScores(RowSource input, RowScorer model, Signature signature, ScoredRows rows) {
        this.input = input;
        this.model = model;
        this.reader = new RowReader(signature.input());
        this.columns = new ColumnReader(signature.input(), reader, rows.offset());
        this.writer = new RowWriter(signature.output());
        this.record = new Row(signature.input());
        this.rows = rows;
    }

    @Override
    public boolean hasNext() {
        while (next == null && input.hasNext()) {
            next = score(input.next());
        }
        return next != null;
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

    private InternalRow score(InternalRow source) {
        rows.read(1);
        try {
            if (source instanceof ColumnarBatchRow row) {
                columns.read(input.columns(), row, record);
            } else {
                reader.read(source, rows.offset(), record);
            }
            Row result = model.score(record);
            writer.write(result, rows.result());
            rows.recording().record(record, result);
        } catch (HeddleException e) {
            rows.failed(source, e);
            return rows.keepsBad() ? rows.bad(source, e) : null;
        }
        return rows.good(source);
    }
}
