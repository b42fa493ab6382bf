package dev.heddle.streams;

import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;

/** Scores parcels; fails on what floats. */
public final class Postage implements ModelFunction<Postage.Parcel, Postage.Price> {
    /** What comes in. */
    public record Parcel(double weight) {}

    /** What goes out. */
    public record Price(double euros) {}

    @Override
    public Price predict(ModelContext context, Parcel parcel) {
        if (parcel.weight() < 0) {
            throw new IllegalStateException("it floats");
        }
        return new Price(2 * parcel.weight());
    }
}
