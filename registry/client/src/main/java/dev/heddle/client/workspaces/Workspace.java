package dev.heddle.client.workspaces;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A container that a person develops in, as it is now.
 *
 * @param name its name; unique among those of its owner
 * @param owner whose it is: nobody else can open it
 * @param image the image that it runs, {@code notebook}
 * @param size what it may use
 * @param state where it is
 * @param reason why it is there, in a sentence; empty where that goes without saying
 * @param path the address of its page in the platform, {@code /workspaces/ann/lab/}; empty if its
 *     image has no application
 * @param createdAt when it was made
 * @param startedAt when it was started last; empty if it is stopped
 * @param activeAt when somebody worked in it last, as its application reports; empty if that is not
 *     known
 * @param stopsAt when it is stopped unless somebody works in it; there only when that is near
 * @param cost what it has used since it was made
 */
public record Workspace(
        String name,
        String owner,
        String image,
        ComputeSize size,
        State state,
        Optional<String> reason,
        Optional<String> path,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> activeAt,
        Optional<Instant> stopsAt,
        ComputeCost cost) {
    public Workspace {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(state, "state");
        reason = reason == null ? Optional.empty() : reason;
        path = path == null ? Optional.empty() : path;
        Objects.requireNonNull(createdAt, "createdAt");
        startedAt = startedAt == null ? Optional.empty() : startedAt;
        activeAt = activeAt == null ? Optional.empty() : activeAt;
        stopsAt = stopsAt == null ? Optional.empty() : stopsAt;
        Objects.requireNonNull(cost, "cost");
    }

    /** Where a workspace is. */
    public enum State {
        /** Its container is being made, or its application does not answer yet. */
        STARTING,
        /** It can be used. */
        RUNNING,
        /** Its container is being ended. */
        STOPPING,
        /** It has no container; its home is kept. */
        STOPPED,
        /** It ended by itself or could not be started; its home is kept. */
        FAILED,
        /** It and its home are being removed. */
        DELETING
    }
}
