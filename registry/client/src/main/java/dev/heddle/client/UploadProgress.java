package dev.heddle.client;

import java.nio.file.Path;

/** Is told how far an upload is. Called often, by the thread that registers. */
@FunctionalInterface
public interface UploadProgress {
    /**
     * So many bytes of a file were sent; 0 when its upload begins. A file that the platform has is
     * never named.
     */
    void sent(PackageFile file, long bytes);

    /**
     * Only the beginning of a file counts, and the rest is not sent.
     *
     * @param file what counts
     * @param source the file here
     */
    default void cut(PackageFile file, Path source) {}
}
