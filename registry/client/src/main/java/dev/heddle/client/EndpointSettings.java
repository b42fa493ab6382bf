package dev.heddle.client;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Optional;

/**
 * What an endpoint does beside answering; all of it is off until somebody asks for it.
 *
 * @param cacheBytes how many bytes of answers each serving process remembers, to give them again
 *     for equal inputs; 0 for none
 * @param logShare the share of calls that are written to the inference log, from 0 for none to 1
 *     for all
 */
public record EndpointSettings(long cacheBytes, double logShare) {
    /** Nothing is remembered and nothing is logged. */
    public static final EndpointSettings OFF = new EndpointSettings(0, 0);

    public EndpointSettings {
        if (cacheBytes < 0) {
            throw new IllegalArgumentException("cacheBytes is 0 or more, got " + cacheBytes);
        }
        if (!(logShare >= 0 && logShare <= 1)) {
            throw new IllegalArgumentException("logShare is from 0 to 1, got " + logShare);
        }
    }

    /** These with what a change says. */
    public EndpointSettings with(Change change) {
        return new EndpointSettings(
                change.cacheBytes().orElse(cacheBytes), change.logShare().orElse(logShare));
    }

    /**
     * The body of {@code PATCH /api/v1/endpoints/{name}/settings}: what is empty stays as it is.
     *
     * @param cacheBytes as in the settings
     * @param logShare as in the settings
     */
    public record Change(Optional<Long> cacheBytes, Optional<Double> logShare) {
        public Change {
            cacheBytes = cacheBytes == null ? Optional.empty() : cacheBytes;
            logShare = logShare == null ? Optional.empty() : logShare;
        }

        /** Whether there is nothing to change. */
        @JsonIgnore
        public boolean isEmpty() {
            return cacheBytes.isEmpty() && logShare.isEmpty();
        }
    }
}
