package dev.heddle.registry.samples;

import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;

/** Needs a field that callers of {@link Scale} do not send. */
public final class ScaleMore implements ModelFunction<ScaleMore.Amount, ScaleMore.Scaled> {
    /** What comes in. */
    public record Amount(double value, double unit) {}

    /** What goes out. */
    public record Scaled(double value) {}

    @Override
    public Scaled predict(ModelContext context, Amount amount) {
        return new Scaled(amount.value() * amount.unit());
    }
}
