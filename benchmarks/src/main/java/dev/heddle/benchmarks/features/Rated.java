package dev.heddle.benchmarks.features;

import dev.heddle.model.Feature;
import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;

/** Rates a customer by two features, which a caller may send or leave out. */
public final class Rated implements ModelFunction<Rated.Customer, Rated.Score> {
    /** A customer. */
    public record Customer(
            long customerId,
            double tenureMonths,
            @Feature(view = "activity", key = "customerId") double purchases7d,
            @Feature(view = "activity", key = "customerId") long visits7d) {}

    /** A score. */
    public record Score(double probability) {}

    @Override
    public Score predict(ModelContext context, Customer customer) {
        double sum =
                0.1 * customer.tenureMonths()
                        - 0.02 * customer.purchases7d()
                        - 0.01 * customer.visits7d();
        return new Score(1 / (1 + Math.exp(sum)));
    }
}
