package dev.heddle.monitors;

import dev.heddle.client.HeddleJson;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the webhook what is to be told, at least once: a message is forgotten when the receiver has
 * taken it, so one that was taken just before a crash is told again, with the same id. Where the
 * receiver fails, it is tried again later and later, for as long as is configured.
 */
@Singleton
class Messenger {
    private static final Logger LOG = LoggerFactory.getLogger(Messenger.class);

    private static final int AT_ONCE = 10;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final int MOST_DOUBLINGS = 10;

    private final MonitorsDatabase database;
    private final WebhookReceiver webhook;

    Messenger(MonitorsDatabase database, WebhookReceiver webhook) {
        this.database = database;
        this.webhook = webhook;
    }

    /** A message that says that messages come through. */
    record Test(String id, String event, String message, Instant time) {}

    /** Tells what is due; how much was told. */
    int run(Instant now) {
        if (!webhook.isConfigured()) {
            return 0;
        }
        int excess = database.transaction(Deliveries::removeExcess);
        if (excess > 0) {
            LOG.warn("The oldest of too many messages are not told. messages={}", excess);
        }
        int told = 0;
        int some;
        do {
            some = tellSome(now);
            told += some;
        } while (some > 0 && !Thread.currentThread().isInterrupted());
        return told;
    }

    /** Tells a few; the rest waits for the next time where the receiver takes none. */
    private int tellSome(Instant now) {
        Duration lease = webhook.timeout().multipliedBy(AT_ONCE + 1);
        List<Deliveries.Delivery> some =
                database.transaction(handle -> Deliveries.take(handle, now, lease, AT_ONCE));
        int told = 0;
        for (Deliveries.Delivery delivery : some) {
            told += tell(delivery, now) ? 1 : 0;
        }
        return told;
    }

    private boolean tell(Deliveries.Delivery delivery, Instant now) {
        try {
            webhook.post(delivery.id(), delivery.body(), Instant.now());
        } catch (HeddleException e) {
            retry(delivery, now, e.getMessage());
            return false;
        }
        database.run(handle -> Deliveries.remove(handle, delivery.number()));
        return true;
    }

    private void retry(Deliveries.Delivery delivery, Instant now, String problem) {
        if (delivery.createdAt().plus(webhook.giveUpAfter()).isBefore(now)) {
            LOG.warn(
                    "A message is given up. receiver={} message={} attempts={} problem=\"{}\"",
                    webhook.receiver(),
                    delivery.id(),
                    delivery.attempts(),
                    problem);
            database.run(handle -> Deliveries.remove(handle, delivery.number()));
            return;
        }
        Instant at = now.plus(pause(delivery.attempts()));
        LOG.info(
                "A message was not taken and is told again. receiver={} message={} at={} problem=\"{}\"",
                webhook.receiver(),
                delivery.id(),
                at,
                problem);
        database.run(handle -> Deliveries.retry(handle, delivery.number(), at));
    }

    /** How long to wait after so many attempts. */
    static Duration pause(int attempts) {
        Duration pause =
                FIRST_PAUSE.multipliedBy(1L << Math.min(MOST_DOUBLINGS, Math.max(0, attempts - 1)));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /**
     * Tells the webhook that this is a test.
     *
     * @return the receiver's host
     * @throws HeddleException with {@code CONFLICT} if no webhook is configured, with {@code
     *     UNAVAILABLE} if it does not take the message
     */
    Map<String, String> test(Instant now) {
        if (!webhook.isConfigured()) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "no webhook is configured: set heddle.monitors.webhook.url and start again");
        }
        Test message =
                new Test("test-" + UUID.randomUUID(), "test", "Heddle tells of alerts here.", now);
        webhook.post(message.id(), HeddleJson.text(message), now);
        return Map.of("receiver", webhook.receiver());
    }
}
