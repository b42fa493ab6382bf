package dev.heddle.client.runs;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a run begins.
 *
 * @param experiment the name of the experiment that it belongs to
 * @param name its name; the server chooses one for none
 * @param parent the id of the run that it is a part of
 * @param startedAt when it began; now for none
 * @param tags its first tags
 */
public record RunStart(
        String experiment,
        Optional<String> name,
        Optional<String> parent,
        Optional<Instant> startedAt,
        Map<String, String> tags) {
    public RunStart {
        Objects.requireNonNull(experiment, "experiment");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(startedAt, "startedAt");
        tags = Map.copyOf(tags);
        if (experiment.isBlank()) {
            throw new IllegalArgumentException("a run needs the name of an experiment");
        }
    }

    /** In an experiment, now. */
    public static RunStart in(String experiment) {
        return new RunStart(
                experiment, Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
    }

    /** The same with a name. */
    public RunStart named(String wanted) {
        return new RunStart(experiment, Optional.of(wanted), parent, startedAt, tags);
    }

    /** The same as a part of another run. */
    public RunStart partOf(String runId) {
        return new RunStart(experiment, name, Optional.of(runId), startedAt, tags);
    }

    /** The same, begun at a time that has passed. */
    public RunStart at(Instant time) {
        return new RunStart(experiment, name, parent, Optional.of(time), tags);
    }

    /** The same with one tag more. */
    public RunStart tag(String key, String value) {
        Map<String, String> more = new HashMap<>(tags);
        more.put(key, value);
        return new RunStart(experiment, name, parent, startedAt, more);
    }
}
