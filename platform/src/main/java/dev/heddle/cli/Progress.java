package dev.heddle.cli;

import dev.heddle.client.Baseline;
import dev.heddle.client.PackageFile;
import dev.heddle.client.UploadProgress;
import java.nio.file.Path;

/** A line on a terminal that says how far an upload is; elsewhere nothing. */
final class Progress implements UploadProgress, AutoCloseable {
    private static final long LEAST_BYTES = 1 << 20;
    private static final long REDRAW_NANOS = 100_000_000;
    private static final String CLEAR = "\r\u001b[K";

    private final boolean isShown;
    private long drawnAt;
    private boolean drawn;

    Progress(Session session) {
        this.isShown = session.terminal().isPresent();
    }

    @Override
    public void sent(PackageFile file, long bytes) {
        long now = System.nanoTime();
        boolean isDue = now - drawnAt >= REDRAW_NANOS || bytes == file.size();
        if (isShown && file.size() >= LEAST_BYTES && isDue) {
            drawnAt = now;
            drawn = true;
            System.err.printf(
                    "%sSending %s: %d %% of %,d MB",
                    CLEAR, file.path(), 100 * bytes / file.size(), file.size() >> 20);
            System.err.flush();
        }
    }

    @Override
    public void cut(PackageFile file, Path source) {
        System.err.printf(
                "%s is longer than a baseline may be: its first %,d records or %d MiB count, the rest"
                        + " is passed over.%n",
                source, Baseline.MAX_RECORDS, Baseline.MAX_BYTES >> 20);
        System.err.flush();
    }

    @Override
    public void close() {
        if (drawn) {
            System.err.print(CLEAR);
            System.err.flush();
        }
    }
}
