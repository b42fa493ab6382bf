package dev.heddle.platform.features;

import dev.heddle.model.Feature;
import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;
import java.util.OptionalLong;

/** Tells how often a customer has clicked. */
public final class Fond implements ModelFunction<Fond.Customer, Fond.Answer> {
    /** A customer. */
    public record Customer(
            long customerId, @Feature(view = "clicks", key = "customerId") OptionalLong clicks) {}

    /** The clicks, or -1 of who is not known. */
    public record Answer(long clicks) {}

    @Override
    public Answer predict(ModelContext context, Customer customer) {
        return new Answer(customer.clicks().orElse(-1));
    }
}
