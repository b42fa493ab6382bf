package dev.heddle.streams;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Calls of Kafka's admin client that somebody waits for. */
public final class AdminCalls {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private AdminCalls() {}

    /** A client; the caller closes it. */
    public static Admin connect(KafkaSettings kafka) {
        Map<String, Object> settings = kafka.admin();
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        settings.putIfAbsent(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        return Admin.create(settings);
    }

    /**
     * What came of a call.
     *
     * @param told the refusals that the caller knows to tell
     * @throws HeddleException with {@code UNAVAILABLE} if no broker answers, or it refuses
     *     otherwise
     */
    @SafeVarargs
    public static <T> T await(Future<T> future, Class<? extends RuntimeException>... told) {
        try {
            return future.get(LIMIT.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            for (Class<? extends RuntimeException> type : told) {
                if (type.isInstance(e.getCause())) {
                    throw type.cast(e.getCause());
                }
            }
            throw unavailable(e.getCause());
        } catch (TimeoutException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    /** Runs what uses clients of its own. */
    public static <T> T guard(Supplier<T> calls) {
        try {
            return calls.get();
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    private static HeddleException unavailable(Throwable cause) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                "the Kafka brokers do not answer as they should: " + cause.getMessage(),
                cause);
    }
}
