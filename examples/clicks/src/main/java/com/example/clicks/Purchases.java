package com.example.clicks;

import dev.heddle.model.Doc;
import dev.heddle.model.Event;
import dev.heddle.model.StreamContext;
import dev.heddle.model.StreamFunction;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** Finds the purchases among the clicks of a shop, and sends each on with the customer as key. */
@Doc("Finds the purchases among the clicks of a shop.")
public final class Purchases implements StreamFunction<Purchases.Click> {
    /** A click; producers say more than this, which is passed over. */
    public record Click(
            long customerId,
            @Doc("The page that was asked for") String page,
            @Doc("What was paid, on the page that confirms it") OptionalDouble amount) {
        public Click {
            if (amount.isPresent() && amount.getAsDouble() < 0) {
                throw new IllegalArgumentException(
                        "amount is 0 or more, got " + amount.getAsDouble());
            }
        }
    }

    /** A purchase. */
    public record Purchase(long customerId, double amount, Instant at) {}

    @Override
    public void process(StreamContext context, List<Event<Click>> events) {
        String topic = context.parameters().find("topic").orElse("purchases");
        for (Event<Click> event : events) {
            Click click = event.value();
            if (click.page().equals("/confirmed") && click.amount().isPresent()) {
                double amount = click.amount().getAsDouble();
                context.metrics().record("amount", amount);
                context.emit(
                        topic,
                        Long.toString(click.customerId()),
                        new Purchase(click.customerId(), amount, event.time()));
            }
        }
    }
}
