package dev.heddle.serving;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares out the memory that this process gives to caches of answers: each endpoint gets what it is
 * set to while there is any left, in the order of their names.
 */
@Singleton
final class ResponseCaches {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseCaches.class);

    private final long maxBytes;
    private volatile List<ServedEndpoint> endpoints = List.of();

    ResponseCaches(ServingConfig config, MeterRegistry meters) {
        this.maxBytes = config.maxCacheBytes();
        Gauge.builder("heddle.cache.bytes", this, ResponseCaches::bytes)
                .description("What the caches of answers hold")
                .baseUnit("bytes")
                .register(meters);
    }

    /** Gives every endpoint the cache that it is set to. For one thread at a time. */
    void allot(Collection<ServedEndpoint> all) {
        endpoints = all.stream().sorted(Comparator.comparing(ServedEndpoint::name)).toList();
        long left = maxBytes;
        for (ServedEndpoint endpoint : endpoints) {
            long wanted = endpoint.wanted().settings().cacheBytes();
            long bytes = Math.min(wanted, left);
            if (bytes < wanted && bytes != endpoint.cacheBytes()) {
                LOG.warn(
                        "An endpoint's cache is smaller than it is set to. endpoint={} set={}"
                                + " bytes={} of={}",
                        endpoint.name(),
                        wanted,
                        bytes,
                        maxBytes);
            }
            endpoint.resizeCache(bytes);
            left -= bytes;
        }
    }

    private double bytes() {
        return endpoints.stream()
                .map(ServedEndpoint::cache)
                .mapToLong(cache -> cache == null ? 0 : cache.bytes())
                .sum();
    }
}
