package dev.heddle.batch.scoring;

import dev.heddle.client.batch.OnError;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.Row;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.LongAccumulator;

/**
 * Scores the rows of one task in batches. A row that comes out is good until the next one is asked
 * for, as Spark has it. The bad rows of a batch are found by halving it.
 */
final class ScoreIterator implements Iterator<InternalRow> {
    private static final int BATCH = 1024;

    private final Iterator<InternalRow> input;
    private final LoadedModel model;
    private final StructType carried;
    private final OnError onError;
    private final LongAccumulator rowsIn;
    private final LongAccumulator rowsBad;
    private final RowReader reader;
    private final RowWriter writer;
    private final InternalRow[] sources = new InternalRow[BATCH];
    private final Row[] records = new Row[BATCH];
    private final Row[] results = new Row[BATCH];
    private final HeddleException[] errors = new HeddleException[BATCH];
    private final int[] good = new int[BATCH];
    private final int outputs;
    private final SpecificInternalRow result;
    private final JoinedRow joined = new JoinedRow();
    private final Optional<TensorBatch> tensors;
    private final Optional<ScoreLog> log;
    private boolean byTensors;
    private int count;
    private int next;

    /**
     * Rows to score.
     *
     * @param input rows of the carried columns and then the model's fields
     * @param resultColumns the model's outputs, and the error's two columns where bad rows go on
     */
    ScoreIterator(
            Iterator<InternalRow> input,
            LoadedModel model,
            StructType carried,
            StructType resultColumns,
            OnError onError,
            LongAccumulator rowsIn,
            LongAccumulator rowsBad,
            Optional<ScoreLog> log) {
        this.input = input;
        this.model = model;
        this.carried = carried;
        this.onError = onError;
        this.rowsIn = rowsIn;
        this.rowsBad = rowsBad;
        this.reader = new RowReader(model.signature().input());
        this.writer = new RowWriter(model.signature().output());
        this.outputs = model.signature().output().fields().size();
        this.result = new SpecificInternalRow(resultColumns);
        this.tensors = TensorBatch.of(model, carried.size(), BATCH);
        this.log = log;
        for (int i = 0; i < BATCH; i++) {
            records[i] = new Row(model.signature().input());
        }
    }

    @Override
    public boolean hasNext() {
        while (true) {
            if (next < count) {
                if (errors[next] == null || onError == OnError.QUARANTINE) {
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
        HeddleException error = errors[next];
        if (byTensors) {
            tensors.get().write(next, result);
        } else if (error == null) {
            writer.write(results[next], result);
        } else {
            for (int i = 0; i < outputs; i++) {
                result.setNullAt(i);
            }
        }
        if (onError == OnError.QUARANTINE) {
            result.update(outputs, error == null ? null : text(error.code().name()));
            result.update(outputs + 1, error == null ? null : text(error.getMessage()));
        }
        if (log.isPresent() && log.get().takes()) {
            log.get().write(sources[next], result, error);
        }
        return joined.apply(result, sources[next++]);
    }

    private static UTF8String text(String text) {
        return UTF8String.fromString(text);
    }

    private void fill() {
        next = 0;
        count = 0;
        while (count < BATCH && input.hasNext()) {
            sources[count] = input.next().copy();
            errors[count] = null;
            count++;
        }
        byTensors = scoreTensors();
        if (!byTensors) {
            scoreRecords();
        }
        rowsIn.add(count);
    }

    /** Scores the whole batch as tensors, unless something is wrong with one of its rows. */
    private boolean scoreTensors() {
        try {
            return tensors.isPresent() && tensors.get().score(sources, count);
        } catch (HeddleException e) {
            // One by one it comes out which row it was.
            return false;
        }
    }

    private void scoreRecords() {
        int readable = 0;
        for (int i = 0; i < count; i++) {
            try {
                reader.read(sources[i], carried.size(), records[readable]);
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
            List<Row> scored = model.score(model.records(batch), Optional.empty()).rows();
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
        if (onError == OnError.FAIL) {
            throw new HeddleException(
                    error.code(),
                    "the row %s cannot be scored: %s"
                            .formatted(origin(sources[row]), error.getMessage()),
                    error);
        }
        rowsBad.add(1);
        errors[row] = error;
    }

    /** What tells a row from others: its first columns that the output keeps. */
    private String origin(InternalRow row) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < Math.min(carried.size(), 4); i++) {
            parts.add(
                    "%s=%s"
                            .formatted(
                                    carried.fields()[i].name(),
                                    shown(row, i, carried.fields()[i].dataType())));
        }
        return String.join(", ", parts);
    }

    private static Object shown(InternalRow row, int column, DataType type) {
        return type.equals(DataTypes.DateType) && !row.isNullAt(column)
                ? LocalDate.ofEpochDay(row.getInt(column))
                : row.get(column, type);
    }
}
