package dev.heddle.streams;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Calls of Kafka's admin client that somebody waits for. */
final class AdminCalls {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private AdminCalls() {}

    static Admin connect(KafkaSettings kafka) {
        Map<String, Object> settings = kafka.admin();
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        settings.putIfAbsent(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        return Admin.create(settings);
    }

    /**
     * What came of a call.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if no broker answers
     * @throws RuntimeException what a broker refused it with
     */
    static <T> T await(Future<T> future) {
        try {
            return future.get(LIMIT.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException cause
                    && !(cause instanceof UnknownTopicOrPartitionException)) {
                throw unavailable(cause);
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : unavailable(e);
        } catch (TimeoutException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private static HeddleException unavailable(Throwable cause) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                "the Kafka brokers cannot be reached: " + cause.getMessage(),
                cause);
    }
}
