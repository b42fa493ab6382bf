package dev.heddle.serving;

import dev.heddle.runtime.JsonRows;
import dev.heddle.runtime.Records;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A call whose answer comes by a future. */
class TestCall extends Call {
    private final byte[] json;
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private boolean isArray;

    TestCall(ServedVersion version, String json, Duration timeout) {
        this(new Target(version, Optional.empty()), json, timeout);
    }

    TestCall(Target target, String json, Duration timeout) {
        super(target, "test", System.nanoTime(), System.nanoTime() + timeout.toNanos());
        this.json = json.getBytes(StandardCharsets.UTF_8);
    }

    /** Calls an endpoint and waits. */
    static String call(ServedEndpoint endpoint, String json) {
        ServedVersion version = endpoint.acquire();
        TestCall call =
                new TestCall(
                        new Target(version, Optional.of(endpoint)), json, Duration.ofSeconds(30));
        version.submit(call);
        return call.await();
    }

    /** Calls and waits. */
    static String call(ServedVersion version, String json) {
        TestCall call = new TestCall(version, json, Duration.ofSeconds(30));
        version.submit(call);
        return call.await();
    }

    CompletableFuture<String> answer() {
        return answer;
    }

    String await() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    @Override
    protected String protocol() {
        return "test";
    }

    @Override
    protected long length() {
        return json.length;
    }

    @Override
    protected Records read() {
        JsonRows.Input input = version().model().readInputs(json);
        isArray = input.isArray();
        return version().model().records(input.rows());
    }

    @Override
    protected Optional<byte[]> sent() {
        return Optional.of(json);
    }

    @Override
    protected void answer(Records output) {
        answer.complete(
                new String(
                        version().model().writeOutputs(output, isArray), StandardCharsets.UTF_8));
    }

    @Override
    protected void fail(RuntimeException error) {
        answer.completeExceptionally(error);
    }
}
