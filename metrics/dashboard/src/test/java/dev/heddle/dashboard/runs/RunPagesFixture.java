package dev.heddle.dashboard.runs;

import dev.heddle.client.runs.RecordedRun;
import dev.heddle.client.runs.RunStatus;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs and addresses for tests. */
final class RunPagesFixture {
    static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private RunPagesFixture() {}

    static RecordedRun run(
            String id,
            String name,
            Map<String, String> parameters,
            Map<String, Double> metrics,
            Map<String, String> tags) {
        return new RecordedRun(
                id,
                "1",
                name,
                RunStatus.FINISHED,
                "ann",
                START,
                Optional.of(START.plusSeconds(90)),
                false,
                "mlflow-artifacts:/1/" + id,
                parameters,
                metrics,
                tags,
                List.of());
    }

    /** Parameters of an address: names and values in turn. */
    static MultivaluedMap<String, String> query(String... namesAndValues) {
        MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            query.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return query;
    }
}
