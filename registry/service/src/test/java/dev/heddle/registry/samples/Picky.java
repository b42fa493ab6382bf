package dev.heddle.registry.samples;

import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;

/** Fails on what is less than nothing. */
public final class Picky implements ModelFunction<Picky.Amount, Picky.Amount> {
    /** What comes in, and goes out. */
    public record Amount(double value) {}

    @Override
    public Amount predict(ModelContext context, Amount amount) {
        if (amount.value() < 0) {
            throw new IllegalStateException("too little");
        }
        return amount;
    }
}
