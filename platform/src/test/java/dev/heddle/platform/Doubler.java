package dev.heddle.platform;

import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;

/** A model for the tests: twice the number, after two seconds for one above a million. */
public final class Doubler implements ModelFunction<Doubler.Number, Doubler.Result> {
    /** The input. */
    public record Number(double value) {}

    /** The output. */
    public record Result(double doubled) {}

    @Override
    public Result predict(ModelContext context, Number input) throws Exception {
        if (input.value() > 1_000_000) {
            Thread.sleep(2_000);
        }
        return new Result(2 * input.value());
    }
}
