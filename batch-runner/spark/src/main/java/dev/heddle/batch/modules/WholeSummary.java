package dev.heddle.batch.modules;

import dev.heddle.client.batch.QualityProfile.Frequent;
import dev.heddle.client.batch.QualityProfile.Quantile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.datasketches.common.ArrayOfLongsSerDe;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * For whole numbers, and what Spark holds as one: booleans, dates, timestamps. The mean of a
 * boolean is the share of true.
 */
final class WholeSummary extends ColumnSummary {
    private final DataType type;
    private final boolean isNumber;
    private final boolean isFlag;
    private final Sketches sketches = new Sketches();
    private final Moments moments = new Moments();
    private final Frequencies<Long> frequencies = new Frequencies<>(new ArrayOfLongsSerDe());
    private long count;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;

    WholeSummary(DataType type) {
        this.type = type;
        isNumber = Types.isWhole(type);
        isFlag = type.equals(DataTypes.BooleanType);
    }

    @Override
    void addValue(InternalRow row, int ordinal) {
        long value = value(row, ordinal);
        count++;
        min = Math.min(min, value);
        max = Math.max(max, value);
        sketches.addDistinct(value);
        frequencies.add(value);
        if (isNumber || isFlag) {
            moments.add(value);
        }
        if (!isFlag) {
            sketches.addRanked(value);
        }
    }

    private long value(InternalRow row, int ordinal) {
        if (isFlag) {
            return row.getBoolean(ordinal) ? 1 : 0;
        }
        if (type.equals(DataTypes.IntegerType) || type.equals(DataTypes.DateType)) {
            return row.getInt(ordinal);
        }
        if (type.equals(DataTypes.ShortType)) {
            return row.getShort(ordinal);
        }
        return type.equals(DataTypes.ByteType) ? row.getByte(ordinal) : row.getLong(ordinal);
    }

    @Override
    void writeValues(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeLong(min);
        out.writeLong(max);
        sketches.write(out);
        moments.write(out);
        frequencies.write(out);
    }

    @Override
    void mergeValues(DataInput in) throws IOException {
        count += in.readLong();
        min = Math.min(min, in.readLong());
        max = Math.max(max, in.readLong());
        sketches.merge(in);
        moments.merge(in);
        frequencies.merge(in);
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
    OptionalDouble mean() {
        return moments.mean();
    }

    @Override
    OptionalDouble deviation() {
        return isFlag ? OptionalDouble.empty() : moments.deviation();
    }

    @Override
    List<Quantile> quantiles(List<Double> shares) {
        return sketches.quantiles(shares, value -> text((long) value));
    }

    @Override
    List<Frequent> frequent(int most) {
        return frequencies.top(most, this::text);
    }

    private String text(long value) {
        if (isNumber) {
            return Long.toString(value);
        }
        if (isFlag) {
            return value == 1 ? "true" : "false";
        }
        if (type.equals(DataTypes.DateType)) {
            return LocalDate.ofEpochDay(value).toString();
        }
        Instant instant = Instant.EPOCH.plus(value, ChronoUnit.MICROS);
        return type.equals(DataTypes.TimestampType)
                ? instant.toString()
                : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
    }
}
