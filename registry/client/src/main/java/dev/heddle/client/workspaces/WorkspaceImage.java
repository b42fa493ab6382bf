package dev.heddle.client.workspaces;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An image that workspaces and tasks run, from a folder that holds its Dockerfile.
 *
 * @param name the folder's name, {@code notebook}
 * @param reference the name that the engine knows it by
 * @param state whether it can be used
 * @param id the engine's id of what was built last, {@code sha256:…}; empty if it was not built
 * @param application what its workspaces show in a browser: {@code jupyter}, {@code code-server},
 *     or {@code none}
 * @param holds a line that says what it holds, with versions
 * @param sizeBytes how large it is
 * @param builtAt when it was built
 * @param problem why the last build failed
 */
public record WorkspaceImage(
        String name,
        String reference,
        State state,
        Optional<String> id,
        String application,
        String holds,
        long sizeBytes,
        Optional<Instant> builtAt,
        Optional<String> problem) {
    public WorkspaceImage {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(reference, "reference");
        Objects.requireNonNull(state, "state");
        id = id == null ? Optional.empty() : id;
        application = application == null ? "none" : application;
        holds = holds == null ? "" : holds;
        builtAt = builtAt == null ? Optional.empty() : builtAt;
        problem = problem == null ? Optional.empty() : problem;
    }

    /** Whether an image can be used. */
    public enum State {
        /** It was never built here. */
        MISSING,
        /** It waits for the images that are built before it. */
        WAITING,
        /** It is being built; what was there before can be used meanwhile. */
        BUILDING,
        /** It can be used. */
        BUILT,
        /** Its folder has changed since it was built; what was built can be used. */
        OUTDATED
    }
}
