package dev.heddle.batch.modules;

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

/** For floating-point numbers; NaN and infinite ones are counted apart. */
final class FloatingSummary extends ColumnSummary {
    private final boolean isFloat;
    private final Sketches sketches = new Sketches();
    private final Moments moments = new Moments();
    private long count;
    private long notNumbers;
    private long infinite;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    FloatingSummary(DataType type) {
        isFloat = type.equals(DataTypes.FloatType);
    }

    @Override
    void addValue(InternalRow row, int ordinal) {
        double value = isFloat ? row.getFloat(ordinal) : row.getDouble(ordinal);
        if (Double.isNaN(value)) {
            notNumbers++;
            return;
        }
        count++;
        min = Math.min(min, value);
        max = Math.max(max, value);
        sketches.addDistinct(value);
        if (Double.isInfinite(value)) {
            infinite++;
            return;
        }
        moments.add(value);
        sketches.addRanked(value);
    }

    @Override
    void writeValues(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeLong(notNumbers);
        out.writeLong(infinite);
        out.writeDouble(min);
        out.writeDouble(max);
        sketches.write(out);
        moments.write(out);
    }

    @Override
    void mergeValues(DataInput in) throws IOException {
        count += in.readLong();
        notNumbers += in.readLong();
        infinite += in.readLong();
        min = Math.min(min, in.readDouble());
        max = Math.max(max, in.readDouble());
        sketches.merge(in);
        moments.merge(in);
    }

    @Override
    long distinct() {
        return sketches.distinct();
    }

    @Override
    Optional<String> min() {
        return count == 0 ? Optional.empty() : Optional.of(text(min));
    }

    @Override
    Optional<String> max() {
        return count == 0 ? Optional.empty() : Optional.of(text(max));
    }

    @Override
    long notNumbers() {
        return notNumbers;
    }

    @Override
    long infinite() {
        return infinite;
    }

    @Override
    OptionalDouble mean() {
        return moments.mean();
    }

    @Override
    OptionalDouble deviation() {
        return moments.deviation();
    }

    @Override
    List<Quantile> quantiles(List<Double> shares) {
        return sketches.quantiles(shares, this::text);
    }

    private String text(double value) {
        return isFloat ? Float.toString((float) value) : Double.toString(value);
    }
}
