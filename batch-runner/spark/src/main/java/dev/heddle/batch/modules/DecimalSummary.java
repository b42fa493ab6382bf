package dev.heddle.batch.modules;

import dev.heddle.client.batch.QualityProfile.Quantile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DecimalType;

/** For decimals: the least and the greatest are exact, the other figures those of doubles. */
final class DecimalSummary extends ColumnSummary {
    private final int precision;
    private final int scale;
    private final Sketches sketches = new Sketches();
    private final Moments moments = new Moments();
    private BigDecimal min;
    private BigDecimal max;

    DecimalSummary(DecimalType type) {
        precision = type.precision();
        scale = type.scale();
    }

    @Override
    void addValue(InternalRow row, int ordinal) {
        BigDecimal value = row.getDecimal(ordinal, precision, scale).toJavaBigDecimal();
        bound(value);
        double number = value.doubleValue();
        if (precision <= 18) {
            sketches.addDistinct(value.unscaledValue().longValue());
        } else {
            sketches.addDistinct(value.unscaledValue().toByteArray());
        }
        moments.add(number);
        sketches.addRanked(number);
    }

    private void bound(BigDecimal value) {
        min = min == null ? value : min.min(value);
        max = max == null ? value : max.max(value);
    }

    @Override
    void writeValues(DataOutput out) throws IOException {
        out.writeBoolean(min != null);
        if (min != null) {
            Sketches.writeBytes(out, min.toPlainString().getBytes(StandardCharsets.UTF_8));
            Sketches.writeBytes(out, max.toPlainString().getBytes(StandardCharsets.UTF_8));
        }
        sketches.write(out);
        moments.write(out);
    }

    @Override
    void mergeValues(DataInput in) throws IOException {
        if (in.readBoolean()) {
            bound(new BigDecimal(new String(Sketches.readBytes(in), StandardCharsets.UTF_8)));
            bound(new BigDecimal(new String(Sketches.readBytes(in), StandardCharsets.UTF_8)));
        }
        sketches.merge(in);
        moments.merge(in);
    }

    @Override
    long distinct() {
        return sketches.distinct();
    }

    @Override
    Optional<String> min() {
        return Optional.ofNullable(min).map(BigDecimal::toPlainString);
    }

    @Override
    Optional<String> max() {
        return Optional.ofNullable(max).map(BigDecimal::toPlainString);
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
        return sketches.quantiles(
                shares,
                value ->
                        BigDecimal.valueOf(value)
                                .setScale(scale, RoundingMode.HALF_EVEN)
                                .toPlainString());
    }
}
