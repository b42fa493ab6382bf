package dev.heddle.warehouse;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a warehouse's files are. Paths are relative to its root, with slashes. Safe for use by many
 * threads; every method throws a {@code HeddleException} with {@code UNAVAILABLE} when the store
 * does not answer.
 */
interface Storage extends AutoCloseable {
    /** The root as Hadoop spells it, without a slash at its end. */
    String location();

    /** A file's content; empty if it is not there. */
    Optional<byte[]> read(String path);

    /** Makes a file unless it is there: of several that try at once exactly one is told true. */
    boolean create(String path, byte[] content);

    /** Makes a file or replaces it; readers see the one content or the other. */
    void put(String path, byte[] content);

    /** All files below a folder, in order of their paths. */
    List<StoredFile> list(String folder);

    /** Copies a file within the store, or links it, without moving its bytes through here. */
    void copy(String from, String to);

    /** Removes files; those that are gone already do not matter. */
    void delete(List<String> paths);

    /** Removes a folder with all that is in it. */
    default void deleteFolder(String folder) {
        delete(list(folder).stream().map(StoredFile::path).toList());
    }

    @Override
    void close();

    /**
     * A file of the store.
     *
     * @param path from the root
     * @param bytes its size
     * @param modified when it was last written
     */
    record StoredFile(String path, long bytes, Instant modified) {}
}
