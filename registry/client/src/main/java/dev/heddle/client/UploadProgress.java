package dev.heddle.client;

/** Is told how far an upload is. Called often, by the thread that registers. */
@FunctionalInterface
public interface UploadProgress {
    /**
     * So many bytes of a file were sent; 0 when its upload begins. A file that the platform has is
     * never named.
     */
    void sent(PackageFile file, long bytes);
}
