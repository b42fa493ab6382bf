package dev.heddle.batch.scoring;

import dev.heddle.model.HeddleException;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.Records;
import dev.heddle.runtime.Row;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Scores the rows of a task in batches. A row that comes out is good until the next one is asked
 * for, as Spark has it. The bad rows of a batch are found by halving it.
 */
final class BatchScores implements Iterator<InternalRow> {
    private static final int BATCH = 1024;

    private final RowSource input;
    private final LoadedModel model;
    private final ScoredRows rows;
    private final RowReader reader;
    private final RowWriter writer;
    private final Optional<TensorBatch> tensors;
    private final InternalRow[] sources;
    private final Row[] records;
    private final Row[] results;
    private final HeddleException[] errors;
    private final int[] good;
    private boolean byTensors;
    private int count;
    private int next;

    BatchScores(RowSource input, LoadedModel model, ScoredRows rows) {
        this.input = input;
        this.model = model;
        this.rows = rows;
        this.reader = new RowReader(model.signature().input());
        this.writer = new RowWriter(model.signature().output());
        this.tensors = TensorBatch.of(model, rows.offset(), BATCH);
        int size = tensors.map(TensorBatch::size).orElse(BATCH);
        sources = new InternalRow[size];
        records = new Row[size];
        results = new Row[size];
        errors = new HeddleException[size];
        good = new int[size];
    }

    @Override
    public boolean hasNext() {
        while (true) {
            if (next < count) {
                if (errors[next] == null || rows.keepsBad()) {
                    return true;
                }
                next++;
            } else if (!input.hasNext()) {
                return false;
            } else {
                fill();
            }
        }
    }

    @Override
    public InternalRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int row = next++;
        if (byTensors) {
            tensors.get().write(row, rows.result());
        } else if (errors[row] == null) {
            writer.write(results[row], rows.result());
        } else {
            return rows.bad(sources[row], errors[row]);
        }
        return rows.good(sources[row]);
    }

    private void fill() {
        next = 0;
        count = input.next(sources);
        Arrays.fill(errors, 0, count, null);
        byTensors = scoreTensors();
        if (!byTensors) {
            scoreRecords();
        }
        rows.read(count);
    }

    /** Scores the whole batch as tensors, unless something is wrong with one of its rows. */
    private boolean scoreTensors() {
        try {
            return tensors.isPresent()
                    && tensors.get().score(sources, count, input.columns(), rows.recording());
        } catch (HeddleException e) {
            // One by one it comes out which row it was.
            return false;
        }
    }

    private void scoreRecords() {
        int readable = 0;
        for (int i = 0; i < count; i++) {
            if (records[readable] == null) {
                records[readable] = new Row(model.signature().input());
            }
            try {
                reader.read(sources[i], rows.offset(), records[readable]);
                good[readable++] = i;
            } catch (HeddleException e) {
                failed(i, e);
            }
        }
        score(0, readable);
    }

    /** Scores the records from one to before another, and finds the ones at fault if that fails. */
    private void score(int from, int to) {
        if (from == to) {
            return;
        }
        List<Row> batch = Arrays.asList(records).subList(from, to);
        try {
            Records inputs = model.records(batch);
            Records outputs = model.score(inputs, Optional.empty());
            List<Row> scored = outputs.rows();
            rows.recording().record(inputs, outputs);
            for (int i = from; i < to; i++) {
                results[good[i]] = scored.get(i - from);
            }
        } catch (HeddleException e) {
            if (to - from == 1) {
                failed(good[from], e);
                return;
            }
            int middle = (from + to) >>> 1;
            score(from, middle);
            score(middle, to);
        }
    }

    private void failed(int row, HeddleException error) {
        rows.failed(sources[row], error);
        errors[row] = error;
    }
}
