package dev.heddle.batch.modules;

import dev.heddle.client.batch.QualityProfile.Frequent;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.datasketches.common.ArrayOfItemsSerDe;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.memory.Memory;

/**
 * The most frequent values, exact up to 192 different ones.
 *
 * @param <T> the values
 */
final class Frequencies<T> {
    private static final int SIZE = 256;

    private final ItemsSketch<T> sketch = new ItemsSketch<>(SIZE);
    private final ArrayOfItemsSerDe<T> form;

    Frequencies(ArrayOfItemsSerDe<T> form) {
        this.form = form;
    }

    void add(T value) {
        sketch.update(value);
    }

    void write(DataOutput out) throws IOException {
        Sketches.writeBytes(out, sketch.toByteArray(form));
    }

    void merge(DataInput in) throws IOException {
        sketch.merge(ItemsSketch.getInstance(Memory.wrap(Sketches.readBytes(in)), form));
    }

    List<Frequent> top(int most, Function<T, String> text) {
        List<Frequent> result = new ArrayList<>();
        if (most == 0 || sketch.isEmpty()) {
            return result;
        }
        for (ItemsSketch.Row<T> row : sketch.getFrequentItems(ErrorType.NO_FALSE_POSITIVES)) {
            result.add(
                    new Frequent(
                            text.apply(row.getItem()), row.getLowerBound(), row.getUpperBound()));
        }
        result.sort(
                (one, other) ->
                        one.atLeast() == other.atLeast()
                                ? one.value().compareTo(other.value())
                                : Long.compare(other.atLeast(), one.atLeast()));
        return result.subList(0, Math.min(most, result.size()));
    }
}
