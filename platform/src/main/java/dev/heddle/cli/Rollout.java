package dev.heddle.cli;

import dev.heddle.client.Endpoint;
import dev.heddle.client.EndpointEvent;
import dev.heddle.client.EndpointEvent.Outcome;
import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.util.Optional;

/** What the model's own endpoint makes of a new version. */
final class Rollout {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(30);
    private static final int RECENT = 20;

    private Rollout() {}

    /**
     * What came of it.
     *
     * @param isServed whether the endpoint answers with the version
     * @param sentence the same for a person
     */
    record Result(boolean isServed, String sentence) {}

    /** Waits until the endpoint serves the version or will not; empty if it has no endpoint. */
    static Optional<Result> await(Heddle heddle, ModelVersion version) {
        long start = System.nanoTime();
        try {
            while (true) {
                Optional<Result> result = look(heddle, version);
                if (result.isPresent()) {
                    return result;
                }
                if (System.nanoTime() - start > LONGEST.toNanos()) {
                    return Optional.of(
                            new Result(
                                    false,
                                    "not served yet after %d s; see heddle endpoints history %s"
                                            .formatted(LONGEST.toSeconds(), version.model())));
                }
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (HeddleException e) {
            if (e.code() == ErrorCode.ENDPOINT_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<Result> look(Heddle heddle, ModelVersion version) {
        Endpoint endpoint = heddle.endpoint(version.model());
        int number = version.version();
        Optional<String> held =
                endpoint.held()
                        .filter(other -> other.version() == number)
                        .map(Endpoint.Held::reason);
        if (held.isPresent()) {
            return Optional.of(
                    new Result(
                            false,
                            "held back, endpoint %s goes on serving version %s: %s"
                                    .formatted(
                                            endpoint.name(),
                                            Texts.version(endpoint.version()),
                                            held.get())));
        }
        if (!endpoint.version().equals(Optional.of(number))) {
            return Optional.of(
                    new Result(
                            false,
                            "endpoint %s follows %s and serves version %s"
                                    .formatted(
                                            endpoint.name(),
                                            Texts.follow(endpoint.follow()),
                                            Texts.version(endpoint.version()))));
        }
        return isServed(heddle, endpoint.name(), number)
                ? Optional.of(
                        new Result(
                                true,
                                "served at %smodels/%s"
                                        .formatted(heddle.uri(), Texts.encoded(endpoint.name()))))
                : Optional.empty();
    }

    private static boolean isServed(Heddle heddle, String endpoint, int version) {
        return heddle.history(endpoint)
                .limit(RECENT)
                .takeWhile(event -> event.version() == version)
                .map(EndpointEvent::outcome)
                .anyMatch(Outcome.SERVED::equals);
    }
}
