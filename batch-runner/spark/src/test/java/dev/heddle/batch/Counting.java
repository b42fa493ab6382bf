package dev.heddle.batch;

import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;
import java.util.concurrent.atomic.AtomicLong;

/** A function of the tests whose result depends on the calls before. */
public final class Counting implements ModelFunction<Counting.Input, Counting.Output> {
    /** What it gets. */
    public record Input(double number) {}

    /** What it gives. */
    public record Output(long calls) {}

    private final AtomicLong calls = new AtomicLong();

    @Override
    public Output predict(ModelContext context, Input input) {
        return new Output(calls.incrementAndGet());
    }
}
