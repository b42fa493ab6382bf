package dev.heddle.streams.formats;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.util.function.Function;

/**
 * Remembers what was looked up in the registry: what was found for as long as there is room, a
 * refusal for ten seconds, and nothing of a registry that is away. Several threads that want the
 * same at a time ask once.
 */
final class LookUps<K, V> {
    private static final int MOST = 1_000;
    private static final Duration REFUSED = Duration.ofSeconds(10);

    private final Function<K, V> source;
    private final Cache<K, V> found = Caffeine.newBuilder().maximumSize(MOST).build();
    private final Cache<K, HeddleException> refused =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REFUSED).build();

    LookUps(Function<K, V> source) {
        this.source = source;
    }

    /**
     * What belongs to a key.
     *
     * @throws HeddleException as the source does
     */
    V get(K key) {
        V present = found.getIfPresent(key);
        if (present != null) {
            return present;
        }
        HeddleException refusal = refused.getIfPresent(key);
        if (refusal != null) {
            throw refusal;
        }
        try {
            return found.get(key, source);
        } catch (SchemaRegistryAway e) {
            throw e;
        } catch (HeddleException e) {
            refused.put(key, e);
            throw e;
        }
    }
}
