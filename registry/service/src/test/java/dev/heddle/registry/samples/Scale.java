package dev.heddle.registry.samples;

import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;

/** Multiplies by the parameter {@code factor}. */
public final class Scale implements ModelFunction<Scale.Amount, Scale.Scaled> {
    /** What comes in. */
    public record Amount(double value) {}

    /** What goes out. */
    public record Scaled(double value) {}

    @Override
    public Scaled predict(ModelContext context, Amount amount) {
        return new Scaled(amount.value() * context.parameters().number("factor", 1));
    }
}
