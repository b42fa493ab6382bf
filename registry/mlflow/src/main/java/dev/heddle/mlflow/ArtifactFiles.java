package dev.heddle.mlflow;

import dev.heddle.client.PackageFile;
import java.util.List;
import java.util.Optional;

/**
 * The files that runs and logged models keep: a tree of paths, whose contents lie in the artifact
 * store by their SHA-256. Paths have no leading slash, {@code 3/0123abcd/artifacts/plot.png}. The
 * registry keeps them; safe for use by many threads.
 */
public interface ArtifactFiles {
    /** What addresses of the platform's own artifacts begin with. */
    String SCHEME = "mlflow-artifacts:/";

    /**
     * The path that an address means; empty if it is an address of somewhere else.
     *
     * @param uri {@code mlflow-artifacts:/3/models/m-1/artifacts}, also with the platform's host
     */
    static Optional<String> path(String uri) {
        if (uri == null || !uri.startsWith(SCHEME)) {
            return Optional.empty();
        }
        String path = uri.substring(SCHEME.length());
        if (path.startsWith("/")) {
            // mlflow-artifacts://host:port/path
            int slash = path.indexOf('/', 1);
            path = slash < 0 ? "" : path.substring(slash + 1);
        }
        return Optional.of(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    /**
     * One entry of a folder.
     *
     * @param name its name in the folder
     * @param isFolder whether it is a folder; folders are there as long as a file is in them
     * @param size the file's bytes; 0 for a folder
     */
    record Entry(String name, boolean isFolder, long size) {}

    /**
     * The entries of a folder, by name; none if there is no such folder.
     *
     * @param after the name of the last entry of the page before
     * @param limit the most entries
     */
    List<Entry> list(String folder, Optional<String> after, int limit);

    /** Every file below a folder, with paths that begin at the folder. */
    List<PackageFile> files(String folder);

    /** Removes a file, or a folder with all below it; how many files there were. */
    int delete(String path);
}
