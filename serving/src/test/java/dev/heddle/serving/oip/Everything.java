package dev.heddle.serving.oip;

import dev.heddle.model.DataType;
import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;
import dev.heddle.model.Tensor;
import dev.heddle.model.TensorShape;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A function of the tests that gives back what it gets, of every kind of field. */
public final class Everything implements ModelFunction<Everything.Value, Everything.Value> {
    /** What comes in and goes out. */
    public record Value(
            boolean flag,
            int small,
            long large,
            float single,
            double exact,
            String text,
            byte[] bytes,
            LocalDate day,
            Instant moment,
            List<Double> numbers,
            Map<String, Long> counts,
            @TensorShape(
                            type = DataType.FLOAT32,
                            value = {2})
                    Tensor pair,
            Optional<Long> maybe,
            Optional<Double> maybeExact) {}

    @Override
    public Value predict(ModelContext context, Value value) {
        return value;
    }
}
