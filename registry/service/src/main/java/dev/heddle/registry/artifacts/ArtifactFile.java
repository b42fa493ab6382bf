package dev.heddle.registry.artifacts;

import java.time.Instant;

/**
 * A file of the tree.
 *
 * @param path where it is
 * @param sha256 the SHA-256 of its content
 * @param size its size in bytes
 * @param modifiedAt when it was written
 */
record ArtifactFile(String path, String sha256, long size, Instant modifiedAt) {
    /** The last part of its path. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
