package dev.heddle.serving;

import dev.heddle.model.BatchModelFunction;
import dev.heddle.model.ModelContext;
import java.util.ArrayList;
import java.util.List;

/**
 * A function of the tests that takes lists: doubles values, waits as long as the longest says,
 * fails for a negative one, and reports how many it got.
 */
public final class Waiter implements BatchModelFunction<Waiter.Input, Waiter.Output> {
    /** What comes in. */
    public record Input(double value, long waitMillis) {}

    /** What goes out. */
    public record Output(double doubled) {}

    @Override
    public List<Output> predict(ModelContext context, List<Input> inputs) throws Exception {
        context.metrics().record("batch", inputs.size());
        long wait = 0;
        List<Output> outputs = new ArrayList<>();
        for (Input input : inputs) {
            if (input.value() < 0) {
                throw new IllegalStateException("negative");
            }
            wait = Math.max(wait, input.waitMillis());
            outputs.add(new Output(2 * input.value()));
        }
        if (wait > 0) {
            Thread.sleep(wait);
        }
        return outputs;
    }
}
