package dev.heddle.batch.modules;

import dev.heddle.client.batch.QualityProfile.Frequent;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.datasketches.common.ArrayOfStringsSerDe;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** For texts: the least and the greatest by their bytes, as Spark sorts them. */
final class TextSummary extends ColumnSummary {
    private static final int LONGEST = 128;

    private final Sketches sketches = new Sketches();
    private final Frequencies<String> frequencies = new Frequencies<>(new ArrayOfStringsSerDe());
    private UTF8String min;
    private UTF8String max;

    @Override
    void addValue(InternalRow row, int ordinal) {
        UTF8String value = row.getUTF8String(ordinal);
        // The row's memory is used again for the next one.
        if (min == null || value.binaryCompare(min) < 0) {
            min = value.copy();
        }
        if (max == null || value.binaryCompare(max) > 0) {
            max = value.copy();
        }
        byte[] bytes = value.getBytes();
        sketches.addDistinct(bytes);
        frequencies.add(shortened(value));
    }

    @Override
    void writeValues(DataOutput out) throws IOException {
        out.writeBoolean(min != null);
        if (min != null) {
            Sketches.writeBytes(out, min.getBytes());
            Sketches.writeBytes(out, max.getBytes());
        }
        sketches.write(out);
        frequencies.write(out);
    }

    @Override
    void mergeValues(DataInput in) throws IOException {
        if (in.readBoolean()) {
            UTF8String otherMin = UTF8String.fromBytes(Sketches.readBytes(in));
            UTF8String otherMax = UTF8String.fromBytes(Sketches.readBytes(in));
            min = min == null || otherMin.binaryCompare(min) < 0 ? otherMin : min;
            max = max == null || otherMax.binaryCompare(max) > 0 ? otherMax : max;
        }
        sketches.merge(in);
        frequencies.merge(in);
    }

    @Override
    long distinct() {
        return sketches.distinct();
    }

    @Override
    Optional<String> min() {
        return Optional.ofNullable(min).map(TextSummary::shortened);
    }

    @Override
    Optional<String> max() {
        return Optional.ofNullable(max).map(TextSummary::shortened);
    }

    @Override
    List<Frequent> frequent(int most) {
        return frequencies.top(most, value -> value);
    }

    private static String shortened(UTF8String value) {
        return value.numBytes() <= LONGEST
                ? value.toString()
                : value.substring(0, LONGEST).toString();
    }
}
