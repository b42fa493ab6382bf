package dev.heddle.workspaces;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.HeddleJson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Asks applications whether they answer, and when somebody worked in them last. */
final class Probe {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int SERVER_ERROR = 500;
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(TIMEOUT)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();

    /**
     * What an application said.
     *
     * @param isReady whether it can be used
     * @param activeAt when somebody worked in it last; empty if it does not say
     */
    record Answer(boolean isReady, Optional<Instant> activeAt) {
        static final Answer NONE = new Answer(false, Optional.empty());
    }

    /**
     * Asks one.
     *
     * @param path the workspace's own path
     * @param secret the token that the application knows
     */
    Answer ask(Application application, InetSocketAddress address, String path, String secret) {
        Place place = new Place(application, address, path, secret);
        try {
            return switch (application.kind()) {
                case JUPYTER -> jupyter(place);
                case CODE_SERVER -> codeServer(place);
                case OTHER, NONE ->
                        new Answer(get(place, "").statusCode() < SERVER_ERROR, Optional.empty());
            };
        } catch (IOException e) {
            return Answer.NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.NONE;
        }
    }

    private record Place(
            Application application, InetSocketAddress address, String path, String secret) {
        URI uri(String asked) {
            return URI.create(
                    "http://%s:%d%s"
                            .formatted(
                                    address.getHostString(),
                                    address.getPort(),
                                    application.at(path, asked)));
        }
    }

    private HttpResponse<String> get(Place place, String asked)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(place.uri(asked))
                        .timeout(TIMEOUT)
                        .header("Authorization", "token " + place.secret())
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /**
     * Jupyter's server says {@code last_activity}, which a cell that computes in silence does not
     * move: one that is busy counts as work.
     */
    private Answer jupyter(Place place) throws IOException, InterruptedException {
        HttpResponse<String> status = get(place, "api/status");
        if (status.statusCode() != OK) {
            return Answer.NONE;
        }
        JsonNode kernels = HeddleJson.mapper().readTree(get(place, "api/kernels").body());
        for (JsonNode kernel : kernels) {
            if (kernel.path("execution_state").asText().equals("busy")) {
                return new Answer(true, Optional.of(Instant.now()));
            }
        }
        return new Answer(true, lastActivity(HeddleJson.mapper().readTree(status.body())));
    }

    static Optional<Instant> lastActivity(JsonNode status) {
        try {
            return Optional.of(Instant.parse(status.path("last_activity").asText()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** code-server says {@code lastHeartbeat}, milliseconds since 1970; 0 before the first. */
    private Answer codeServer(Place place) throws IOException, InterruptedException {
        HttpResponse<String> health = get(place, "healthz");
        if (health.statusCode() != OK) {
            return Answer.NONE;
        }
        return new Answer(true, lastHeartbeat(HeddleJson.mapper().readTree(health.body())));
    }

    static Optional<Instant> lastHeartbeat(JsonNode health) {
        long beat = health.path("lastHeartbeat").asLong();
        return beat > 0 ? Optional.of(Instant.ofEpochMilli(beat)) : Optional.empty();
    }
}
