package dev.heddle.workspaces;

import dev.heddle.workspaces.WorkspaceApplications.Place;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where applications were a moment ago, so that the many requests of a page ask the database once.
 * A bounded number is remembered.
 */
final class RecentPlaces {
    private static final int MOST = 10_000;

    private final long keptNanos;
    private final Map<String, Found> places = new ConcurrentHashMap<>();

    RecentPlaces(long keptNanos) {
        this.keptNanos = keptNanos;
    }

    private record Found(Place place, long at) {}

    /** Where a workspace's application was, if that was a moment ago. */
    Optional<Place> find(String workspace) {
        Found found = places.get(workspace);
        return found == null || System.nanoTime() - found.at() > keptNanos
                ? Optional.empty()
                : Optional.of(found.place());
    }

    void put(String workspace, Place place) {
        if (places.size() >= MOST) {
            places.clear();
        }
        places.put(workspace, new Found(place, System.nanoTime()));
    }
}
