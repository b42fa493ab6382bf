package dev.heddle.containers.ecs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * What this engine has changed a moment ago. The lists of ECS lag behind its changes: what was just
 * started may be missing there, and what was just removed may still be in them.
 */
final class RecentChanges {
    static final Duration LAG = Duration.ofMinutes(1);

    /** More changes than that in {@link #LAG} are not remembered, the oldest first. */
    private static final int MOST = 10_000;

    private final InstantSource clock;
    private final Map<Family, Change> changes = new LinkedHashMap<>();

    RecentChanges(InstantSource clock) {
        this.clock = clock;
    }

    /** This was started. */
    void started(Family family, Task task) {
        keep(family, new Change(clock.instant(), Optional.of(task)));
    }

    /** This was removed. */
    void removed(Family family) {
        keep(family, new Change(clock.instant(), Optional.empty()));
    }

    private synchronized void keep(Family family, Change change) {
        changes.remove(family);
        changes.put(family, change);
        if (changes.size() > MOST) {
            changes.remove(changes.keySet().iterator().next());
        }
    }

    /** What was started and not removed since. */
    synchronized List<Family> started() {
        forget();
        return changes.entrySet().stream()
                .filter(entry -> entry.getValue().started().isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The task of what was just started, as ECS told it then. */
    synchronized Optional<Task> task(Family family) {
        forget();
        return Optional.ofNullable(changes.get(family)).flatMap(Change::started);
    }

    /** Whether that was just removed. */
    synchronized boolean isRemoved(Family family) {
        forget();
        Change change = changes.get(family);
        return change != null && change.started().isEmpty();
    }

    private void forget() {
        Instant oldest = clock.instant().minus(LAG);
        changes.values().removeIf(change -> change.at().isBefore(oldest));
    }

    /** A start, with its task, or a removal. */
    private record Change(Instant at, Optional<Task> started) {}
}
