package dev.heddle.serving;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.heddle.runtime.Records;

/**
 * Answers of one endpoint, to be given again for equal inputs, up to a number of bytes; what is
 * asked for least goes first. Inputs of different versions are never equal, so that an answer never
 * comes from a version that is not served. Safe for use by many threads.
 */
final class ResponseCache {
    /** A guess of what an entry holds beside its contents. */
    private static final int ENTRY_BYTES = 256;

    private final Cache<Records, Records> answers;
    private volatile long maxBytes;

    ResponseCache(long maxBytes) {
        this.maxBytes = maxBytes;
        this.answers =
                Caffeine.newBuilder()
                        .maximumWeight(maxBytes)
                        .weigher(ResponseCache::weight)
                        .executor(Runnable::run)
                        .build();
    }

    private static int weight(Records input, Records output) {
        return (int) Math.min(Integer.MAX_VALUE, ENTRY_BYTES + input.bytes() + output.bytes());
    }

    /** The answer to an equal input; null if there is none. */
    Records find(Records input) {
        return answers.getIfPresent(input);
    }

    /**
     * Remembers an answer. Both are copied, so that neither a request's body nor the rest of a
     * batch is kept with them; what is larger than an eighth of the cache is not remembered.
     */
    void put(Records input, Records output) {
        if (weight(input, output) <= maxBytes / 8) {
            answers.put(input.copy(), output.copy());
        }
    }

    /** Changes how many bytes are kept. */
    void resize(long bytes) {
        answers.policy().eviction().orElseThrow().setMaximum(bytes);
        answers.cleanUp();
        maxBytes = bytes;
    }

    /** How many bytes are kept at most. */
    long maxBytes() {
        return maxBytes;
    }

    /** How many bytes are kept now. */
    long bytes() {
        return answers.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }
}
