package dev.heddle.batch.modules;

import dev.heddle.client.batch.QualityProfile.ColumnProfile;
import dev.heddle.client.batch.QualityProfile.Frequent;
import dev.heddle.client.batch.QualityProfile.Quantile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;

/**
 * What is known of a column's values after some rows. Lives in one task, travels as bytes, and is
 * joined with those of other tasks.
 */
abstract class ColumnSummary {
    private long nulls;

    /** An empty summary for columns of a type. */
    static ColumnSummary of(DataType type) {
        if (Types.isFloating(type)) {
            return new FloatingSummary(type);
        }
        if (Types.isWhole(type)
                || Types.isTime(type)
                || type.equals(DataTypes.BooleanType)
                || type.equals(DataTypes.DateType)) {
            return new WholeSummary(type);
        }
        if (type instanceof DecimalType decimal) {
            return new DecimalSummary(decimal);
        }
        return Types.isText(type) ? new TextSummary() : new NullSummary();
    }

    /** Takes in a row's value. */
    final void add(InternalRow row, int ordinal) {
        if (row.isNullAt(ordinal)) {
            nulls++;
        } else {
            addValue(row, ordinal);
        }
    }

    final void write(DataOutput out) throws IOException {
        out.writeLong(nulls);
        writeValues(out);
    }

    final void merge(DataInput in) throws IOException {
        nulls += in.readLong();
        mergeValues(in);
    }

    final ColumnProfile profile(StructField field, List<Double> shares, int frequent) {
        return new ColumnProfile(
                field.name(),
                field.dataType().catalogString(),
                nulls,
                distinct(),
                notNumbers(),
                infinite(),
                min(),
                max(),
                mean(),
                deviation(),
                quantiles(shares),
                frequent(frequent));
    }

    abstract void addValue(InternalRow row, int ordinal);

    abstract void writeValues(DataOutput out) throws IOException;

    abstract void mergeValues(DataInput in) throws IOException;

    abstract long distinct();

    abstract Optional<String> min();

    abstract Optional<String> max();

    long notNumbers() {
        return 0;
    }

    long infinite() {
        return 0;
    }

    OptionalDouble mean() {
        return OptionalDouble.empty();
    }

    OptionalDouble deviation() {
        return OptionalDouble.empty();
    }

    List<Quantile> quantiles(List<Double> shares) {
        return List.of();
    }

    List<Frequent> frequent(int most) {
        return List.of();
    }
}
