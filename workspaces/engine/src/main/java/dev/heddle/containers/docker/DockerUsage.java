package dev.heddle.containers.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.containers.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the engine's statistics of a container mean. */
final class DockerUsage {
    private DockerUsage() {}

    /** Empty if the container does not run any more. */
    static Optional<Usage> of(JsonNode found) {
        JsonNode cpu = found.path("cpu_stats").path("cpu_usage").path("total_usage");
        JsonNode memory = found.path("memory_stats");
        if (!cpu.isNumber() || !memory.path("usage").isNumber()) {
            return Optional.empty();
        }
        long received = 0;
        long sent = 0;
        for (JsonNode network : found.path("networks")) {
            received += network.path("rx_bytes").asLong();
            sent += network.path("tx_bytes").asLong();
        }
        return Optional.of(
                new Usage(
                        DockerStates.time(found.path("read").asText()).orElseGet(Instant::now),
                        Duration.ofNanos(cpu.asLong()),
                        memory(memory),
                        received,
                        sent,
                        found.path("pids_stats").path("current").asLong()));
    }

    /** Without the pages of files that can be dropped, as the engine's own command counts. */
    private static long memory(JsonNode memory) {
        JsonNode details = memory.path("stats");
        JsonNode droppable =
                details.has("total_inactive_file")
                        ? details.path("total_inactive_file")
                        : details.path("inactive_file");
        return Math.max(0, memory.path("usage").asLong() - droppable.asLong());
    }
}
