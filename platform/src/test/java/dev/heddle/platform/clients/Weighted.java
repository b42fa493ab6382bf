package dev.heddle.platform.clients;

import dev.heddle.model.BatchModelFunction;
import dev.heddle.model.ModelContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Computes what {@code weighted.onnx} does, but takes two milliseconds a batch, and fails at a
 * batch that holds a record with {@link #POISON}.
 */
public final class Weighted implements BatchModelFunction<Weighted.Numbers, Weighted.Sums> {
    /** The value of {@code a} that it fails at. */
    public static final double POISON = -1;

    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Four numbers. */
    public record Numbers(double a, double b, double c, double d) {}

    /** Their sum with the weights one to four, and without. */
    public record Sums(double weighted, double plain) {}

    @Override
    public List<Sums> predict(ModelContext context, List<Numbers> records) {
        LockSupport.parkNanos(NANOS);
        if (records.stream().anyMatch(record -> record.a == POISON)) {
            throw new IllegalStateException("poison");
        }
        return records.stream()
                .map(
                        record ->
                                new Sums(
                                        record.a + 2 * record.b + 3 * record.c + 4 * record.d,
                                        record.a + record.b + record.c + record.d))
                .toList();
    }
}
