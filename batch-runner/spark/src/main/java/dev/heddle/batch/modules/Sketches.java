package dev.heddle.batch.modules;

import dev.heddle.client.batch.QualityProfile.Quantile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;

/**
 * Estimates of how many values differ and of quantiles, in a few kilobytes however many rows there
 * are: a HyperLogLog sketch of 8,192 registers, and a KLL sketch of k = 400.
 */
final class Sketches {
    private static final int LOG_REGISTERS = 13;
    private static final int K = 400;

    private final HllSketch added = new HllSketch(LOG_REGISTERS, TgtHllType.HLL_8);
    private final KllDoublesSketch quantiles = KllDoublesSketch.newHeapInstance(K);
    private Union union;

    void addDistinct(long value) {
        added.update(value);
    }

    void addDistinct(double value) {
        added.update(value);
    }

    void addDistinct(byte[] value) {
        if (value.length == 0) {
            // The sketch passes over what is empty; one value that no text has stands for it.
            added.update(new byte[] {-1, -1, -1});
        } else {
            added.update(value);
        }
    }

    void addRanked(double value) {
        quantiles.update(value);
    }

    void write(DataOutput out) throws IOException {
        writeBytes(out, added.toCompactByteArray());
        writeBytes(out, quantiles.toByteArray());
    }

    void merge(DataInput in) throws IOException {
        if (union == null) {
            union = new Union(LOG_REGISTERS);
            union.update(added);
        }
        union.update(HllSketch.heapify(readBytes(in)));
        quantiles.merge(KllDoublesSketch.heapify(Memory.wrap(readBytes(in))));
    }

    long distinct() {
        return Math.round(union == null ? added.getEstimate() : union.getEstimate());
    }

    List<Quantile> quantiles(List<Double> shares, DoubleFunction<String> text) {
        if (quantiles.isEmpty()) {
            return List.of();
        }
        double[] ranks = shares.stream().mapToDouble(Double::doubleValue).toArray();
        double[] values = quantiles.getQuantiles(ranks);
        List<Quantile> result = new ArrayList<>();
        for (int i = 0; i < ranks.length; i++) {
            result.add(new Quantile(ranks[i], text.apply(values[i])));
        }
        return result;
    }

    static void writeBytes(DataOutput out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static byte[] readBytes(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
