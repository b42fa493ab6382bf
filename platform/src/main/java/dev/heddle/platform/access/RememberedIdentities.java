package dev.heddle.platform.access;

import dev.heddle.client.Identity;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Remembers for a few seconds what the source said, so that a call costs no look-up. While the
 * source cannot be reached, a token that was good stays good for an hour: serving goes on without
 * the registry. A bounded number is remembered.
 */
final class RememberedIdentities {
    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long KEPT_NANOS = Duration.ofHours(1).toNanos();
    private static final int MOST = 10_000;

    private final IdentitySource source;
    private final LongSupplier nanoTime;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    RememberedIdentities(IdentitySource source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    private record Answer(Identity identity, long at) {}

    /** Who that is, if it was asked a moment ago. Never blocks. */
    Optional<Identity> recent(String secret) {
        Answer answer = answers.get(secret);
        return answer == null || nanoTime.getAsLong() - answer.at() > FRESH_NANOS
                ? Optional.empty()
                : Optional.of(answer.identity());
    }

    /** Asks the source. May block. */
    Optional<Identity> find(String secret) {
        try {
            Optional<Identity> found = source.find(secret);
            if (found.isPresent()) {
                remember(secret, found.get());
            } else {
                answers.remove(secret);
            }
            return found;
        } catch (HeddleException e) {
            Answer answer = answers.get(secret);
            if (e.code() == ErrorCode.UNAVAILABLE
                    && answer != null
                    && nanoTime.getAsLong() - answer.at() < KEPT_NANOS) {
                return Optional.of(answer.identity());
            }
            throw e;
        }
    }

    private void remember(String secret, Identity identity) {
        if (answers.size() >= MOST) {
            answers.clear();
        }
        answers.put(secret, new Answer(identity, nanoTime.getAsLong()));
    }
}
