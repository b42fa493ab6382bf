package dev.heddle.batch.modules;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalDouble;

/** Mean and variance of numbers by Welford's method; parts are joined by Chan's. */
final class Moments {
    private long count;
    private double mean;
    private double squares;

    void add(double value) {
        count++;
        double difference = value - mean;
        mean += difference / count;
        squares += difference * (value - mean);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(squares);
    }

    void merge(DataInput in) throws IOException {
        long otherCount = in.readLong();
        double otherMean = in.readDouble();
        double otherSquares = in.readDouble();
        if (otherCount == 0) {
            return;
        }
        long total = count + otherCount;
        double difference = otherMean - mean;
        squares += otherSquares + difference * difference * count * otherCount / total;
        mean += difference * otherCount / total;
        count = total;
    }

    OptionalDouble mean() {
        return count == 0 || !Double.isFinite(mean)
                ? OptionalDouble.empty()
                : OptionalDouble.of(mean);
    }

    /** The sample standard deviation. */
    OptionalDouble deviation() {
        return count < 2 || !Double.isFinite(squares)
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.sqrt(squares / (count - 1)));
    }
}
