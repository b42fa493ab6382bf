package dev.heddle.batch.scoring;

import dev.heddle.client.batch.OnError;
import dev.heddle.model.HeddleException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The rows that a task gives out: what a model made of a row, the error where there is one, and the
 * row itself, of which the carried columns are asked for. One row object for all of them.
 */
final class ScoredRows {
    private final StructType carried;
    private final OnError onError;
    private final RowCounts counts;
    private final TaskRecording recording;
    private final Optional<ScoreLog> log;
    private final int outputs;
    private final SpecificInternalRow result;
    private final JoinedRow joined = new JoinedRow();

    /**
     * Rows of a task.
     *
     * @param carried the columns at the beginning of a row that was scored
     * @param outputs how many fields the model's results have
     * @param results those fields, and the error's two columns where bad rows go on
     * @param recording what is told of the rows
     */
    ScoredRows(
            StructType carried,
            int outputs,
            StructType results,
            OnError onError,
            RowCounts counts,
            TaskRecording recording,
            Optional<ScoreLog> log) {
        this.carried = carried;
        this.outputs = outputs;
        this.result = new SpecificInternalRow(results);
        this.onError = onError;
        this.counts = counts;
        this.recording = recording;
        this.log = log;
    }

    /** Where the model's fields begin in a row that is to be scored. */
    int offset() {
        return carried.size();
    }

    /** Where a row's results are to be put before {@link #good}. */
    InternalRow result() {
        return result;
    }

    /** Counts rows that were read. */
    void read(int rows) {
        counts.read().add(rows);
    }

    /** What is told of the records that were scored. */
    TaskRecording recording() {
        return recording;
    }

    /** Whether a bad row is given out, too. */
    boolean keepsBad() {
        return onError == OnError.QUARANTINE;
    }

    /** A row with its results. */
    InternalRow good(InternalRow source) {
        if (keepsBad()) {
            result.setNullAt(outputs);
            result.setNullAt(outputs + 1);
        }
        return finish(source, null);
    }

    /** A row with its error. */
    InternalRow bad(InternalRow source, HeddleException error) {
        for (int i = 0; i < outputs; i++) {
            result.setNullAt(i);
        }
        result.update(outputs, UTF8String.fromString(error.code().name()));
        result.update(outputs + 1, UTF8String.fromString(error.getMessage()));
        return finish(source, error);
    }

    private InternalRow finish(InternalRow source, HeddleException error) {
        if (log.isPresent() && log.get().takes()) {
            log.get().write(source, result, error);
        }
        return joined.apply(result, source);
    }

    /**
     * Counts a bad row.
     *
     * @throws HeddleException that names the row, where one fails the job
     */
    void failed(InternalRow source, HeddleException error) {
        if (onError == OnError.FAIL) {
            throw new HeddleException(
                    error.code(),
                    "the row %s cannot be scored: %s".formatted(origin(source), error.getMessage()),
                    error);
        }
        counts.bad().add(1);
        recording.failed(error.code());
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
