package dev.heddle.containers.docker;

import dev.heddle.client.HeddleJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What an engine remembers of its past: its last 256 events, until it is restarted. */
final class DockerEvents {
    private final DockerCalls calls;

    DockerEvents(DockerCalls calls) {
        this.calls = calls;
    }

    /**
     * Whether the engine has sent a container's program a signal: for {@code stop} and {@code
     * kill}, and when it is shut down itself. What a program does to itself it does not see.
     */
    boolean wasAskedToEnd(String id) {
        String filters =
                HeddleJson.text(
                        Map.of(
                                "container",
                                List.of(id),
                                "type",
                                List.of("container"),
                                "event",
                                List.of("kill")));
        Instant now = Instant.now();
        // With an end that is past, the engine answers what it has and closes.
        return calls.read(
                "/events?since=0&until=%d.%09d&filters=%s"
                        .formatted(
                                now.getEpochSecond(),
                                now.getNano(),
                                URLEncoder.encode(filters, StandardCharsets.UTF_8)),
                body -> body.read() >= 0);
    }
}
