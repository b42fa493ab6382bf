package dev.heddle.batch;

import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;

/** A function of the tests: it refuses customers without a tenure, and fails for one of them. */
public final class Churn implements ModelFunction<Churn.Customer, Churn.Score> {
    /** Input. */
    public record Customer(long customerId, double tenure, String plan) {
        public Customer {
            if (tenure < 0) {
                throw new IllegalArgumentException("tenure is 0 or more, got " + tenure);
            }
        }
    }

    /** Output. */
    public record Score(double probability, boolean atRisk) {}

    @Override
    public Score predict(ModelContext context, Customer customer) {
        if (customer.customerId() == 13) {
            throw new IllegalStateException("thirteen");
        }
        double probability = 1 / (1 + customer.tenure()) * (customer.plan().length() % 3 + 1) / 3;
        return new Score(probability, probability > 0.5);
    }
}
