package dev.heddle.batch.modules;

import java.io.DataInput;
import java.io.DataOutput;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;

/** For lists, maps, structs and binaries: nulls are counted, and no more. */
final class NullSummary extends ColumnSummary {
    @Override
    void addValue(InternalRow row, int ordinal) {}

    @Override
    void writeValues(DataOutput out) {}

    @Override
    void mergeValues(DataInput in) {}

    @Override
    long distinct() {
        return 0;
    }

    @Override
    Optional<String> min() {
        return Optional.empty();
    }

    @Override
    Optional<String> max() {
        return Optional.empty();
    }
}
