package dev.heddle.batch;

import dev.heddle.model.BatchModelFunction;
import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;
import dev.heddle.model.Tensor;
import dev.heddle.model.TensorShape;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A function of the tests that gives back what it gets, whatever a field can hold. */
public final class Echo implements ModelFunction<Echo.Everything, Echo.Everything> {
    /** A record in a record. */
    public record Inner(String text, Optional<Double> number, List<Long> numbers) {}

    /** Input and output. */
    public record Everything(
            boolean truth,
            int count,
            long total,
            float weight,
            double share,
            String name,
            byte[] bytes,
            LocalDate day,
            Instant moment,
            List<String> names,
            Map<String, Inner> people,
            Inner inner,
            @TensorShape({-1, 2}) Tensor matrix,
            Optional<Boolean> maybeTruth,
            OptionalInt maybeCount,
            OptionalLong maybeTotal,
            OptionalDouble maybeShare,
            Optional<List<Inner>> inners,
            List<List<Float>> nested,
            double[] doubles,
            float[] floats,
            int[] integers,
            long[] longs,
            boolean[] truths,
            Integer boxed,
            Optional<Instant> maybeMoment,
            Map<String, List<LocalDate>> days) {
        public Everything {
            if (count % 37 == 1) {
                throw new IllegalArgumentException("count is not one of those, got " + count);
            }
        }
    }

    @Override
    public Everything predict(ModelContext context, Everything input) {
        if (input.count() % 41 == 2) {
            throw new IllegalStateException("it fails");
        }
        return input;
    }

    /** The same for many records at once: one bad record fails them all. */
    public static final class InBatches implements BatchModelFunction<Everything, Everything> {
        @Override
        public List<Everything> predict(ModelContext context, List<Everything> inputs) {
            for (Everything input : inputs) {
                if (input.count() % 41 == 2) {
                    throw new IllegalStateException("it fails");
                }
            }
            return inputs;
        }
    }
}
