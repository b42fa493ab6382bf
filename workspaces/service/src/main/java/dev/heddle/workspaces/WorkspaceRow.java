package dev.heddle.workspaces;

import dev.heddle.client.Identity;
import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.client.workspaces.ComputeSize;
import java.time.Instant;
import java.util.Optional;

/**
 * A workspace as the database knows it: what is wanted. What is, the engine says.
 *
 * @param id a number
 * @param owner who has it, and the role that they had when they asked for it
 * @param name its name
 * @param image the image that it runs
 * @param size what it may use
 * @param wanted what its owner wants
 * @param generation counts its containers
 * @param failure why it ended by itself or did not start
 * @param note why it was stopped, if not by its owner
 * @param createdAt when it was made
 * @param startedAt when its present container began
 * @param activeAt when somebody worked in it last
 * @param chargedAt until when its cost is added up; there while it has a container
 * @param cost what it has cost until then
 */
record WorkspaceRow(
        long id,
        Identity owner,
        String name,
        String image,
        ComputeSize size,
        Wanted wanted,
        int generation,
        Optional<String> failure,
        Optional<String> note,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> activeAt,
        Optional<Instant> chargedAt,
        ComputeCost cost) {

    /** What its owner wants. */
    enum Wanted {
        RUNNING,
        STOPPED,
        DELETED
    }

    /** The address of its page, {@code /workspaces/ann/lab/}. */
    String path() {
        return path(owner.name(), name);
    }

    static String path(String owner, String name) {
        return "/workspaces/" + owner + "/" + name + "/";
    }

    /** What its samples are kept under. */
    String subject() {
        return "ws-" + id;
    }
}
