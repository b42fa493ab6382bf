package dev.heddle.tasks;

import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.Objects;
import java.util.Optional;

/** The workspaces that tasks are made of and work in. */
public interface WorkspaceHomes {
    /** A person's workspace by its name; empty if there is none, or if it is being removed. */
    Optional<Home> find(String owner, String name);

    /**
     * A person's workspace by its name.
     *
     * @throws HeddleException with {@code NOT_FOUND} if there is none
     */
    default Home require(String owner, String name) {
        return find(owner, name)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        "%s has no workspace '%s'".formatted(owner, name)));
    }

    /**
     * What a task takes from a workspace.
     *
     * @param image the engine's id of the image that it runs; the image that it is to run if it is
     *     stopped
     * @param size what it may use
     * @param volume the engine's name of the volume that holds its home
     */
    record Home(String image, ComputeSize size, String volume) {
        public Home {
            Objects.requireNonNull(image, "image");
            Objects.requireNonNull(size, "size");
            Objects.requireNonNull(volume, "volume");
        }
    }
}
