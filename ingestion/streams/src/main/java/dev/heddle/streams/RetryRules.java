package dev.heddle.streams;

import dev.heddle.client.streams.RetryRule;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.FeaturesAway;
import dev.heddle.streams.formats.SchemaRegistryAway;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which failures are worth another attempt. An event that is wrong stays wrong; a database that is
 * away comes back; of the rest nobody knows, so that it is tried a few times.
 */
final class RetryRules {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final RetryRule SOME = new RetryRule(3, PAUSE, Duration.ofSeconds(10), false);
    private static final RetryRule OUTAGE = new RetryRule(10, PAUSE, Duration.ofSeconds(30), true);

    /** What keeps events from being read or sent is no event's fault, however long it lasts. */
    private static final RetryRule BROKER =
            new RetryRule(Integer.MAX_VALUE, PAUSE, Duration.ofSeconds(10), true);

    private static final List<Class<?>> WRONG_EVENTS =
            List.of(
                    IllegalArgumentException.class,
                    NullPointerException.class,
                    ClassCastException.class,
                    ArithmeticException.class,
                    IndexOutOfBoundsException.class,
                    UnsupportedOperationException.class,
                    java.time.DateTimeException.class,
                    java.util.NoSuchElementException.class,
                    org.apache.kafka.common.errors.RecordTooLargeException.class,
                    org.apache.kafka.common.errors.InvalidTopicException.class);

    private static final List<String> OUTAGES =
            List.of(
                    "java.io.IOException",
                    "java.io.UncheckedIOException",
                    "java.util.concurrent.TimeoutException",
                    "java.sql.SQLTransientException",
                    "java.sql.SQLRecoverableException");

    private final Map<String, RetryRule> rules = new HashMap<>();
    private final Map<String, RetryRule> own;

    RetryRules(Map<String, RetryRule> own) {
        this.own = own;
        rules.put(Throwable.class.getName(), SOME);
        WRONG_EVENTS.forEach(type -> rules.put(type.getName(), RetryRule.NEVER));
        OUTAGES.forEach(type -> rules.put(type, OUTAGE));
        rules.put(org.apache.kafka.common.errors.RetriableException.class.getName(), BROKER);
        rules.putAll(own);
    }

    /** The rule of the nearest class. */
    RetryRule of(Throwable failure) {
        if (failure instanceof HeddleException e && !own.containsKey(e.getClass().getName())) {
            return of(e);
        }
        Class<?> type = failure.getClass();
        while (!rules.containsKey(type.getName())) {
            type = type.getSuperclass();
        }
        return rules.get(type.getName());
    }

    private RetryRule of(HeddleException failure) {
        if (failure instanceof SchemaRegistryAway || failure instanceof FeaturesAway) {
            return BROKER;
        }
        if (failure.code() == ErrorCode.MODEL_FAILED && failure.getCause() != null) {
            return of(failure.getCause());
        }
        if (failure.code().category().isRetryable()) {
            return OUTAGE;
        }
        return failure.code().category() == ErrorCode.Category.USER ? RetryRule.NEVER : SOME;
    }
}
