package dev.heddle.serving;

import dev.heddle.model.Doc;
import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;

/** The function of the tests: multiplies by its parameter, and waits if it is told to. */
@Doc("Multiplies a value")
public final class Scaler implements ModelFunction<Scaler.Input, Scaler.Output> {
    /** What comes in. */
    public record Input(double value) {}

    /** What goes out. */
    public record Output(double scaled) {}

    @Override
    public Output predict(ModelContext context, Input input) throws Exception {
        if (input.value() < 0) {
            throw new IllegalStateException("negative");
        }
        return new Output(input.value() * context.parameters().number("factor"));
    }
}
