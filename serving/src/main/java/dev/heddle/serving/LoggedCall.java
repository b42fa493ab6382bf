package dev.heddle.serving;

import dev.heddle.runtime.Records;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A call of an endpoint and what became of it.
 *
 * @param id the call's id
 * @param time when it began
 * @param endpoint the endpoint's name
 * @param version the version that was called
 * @param protocol the protocol's name, {@code mlflow}
 * @param unread the body, if it could not be read
 * @param input what it brought; empty if that could not be read
 * @param output what it got; empty if it failed
 * @param error why it failed; empty if it did not
 * @param isCached whether the answer came from the cache
 * @param times what it took
 */
public record LoggedCall(
        String id,
        Instant time,
        String endpoint,
        ServedVersion version,
        String protocol,
        Optional<byte[]> unread,
        Optional<Records> input,
        Optional<Records> output,
        Optional<RuntimeException> error,
        boolean isCached,
        Times times) {
    public LoggedCall {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(unread, "unread");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(times, "times");
    }

    /**
     * Times of a call, in nanoseconds.
     *
     * @param queue how long it waited for its run
     * @param run how long that took; 0 if there was none
     * @param total from the body's end to the answer
     */
    public record Times(long queue, long run, long total) {}
}
