package dev.heddle.serving.log;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open files, one for each endpoint and day, each finished when it is large or old enough. When
 * the disk fails, what it has not taken is lost and counted, and after a pause it is tried again.
 * For one thread.
 */
final class LogFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);
    private static final int MAX_OPEN = 64;
    private static final long PAUSE_NANOS = 1_000_000_000;

    private final LogFolder folder;
    private final InferenceLogConfig config;
    private final Map<Key, LogFile> open = new LinkedHashMap<>(16, 0.75f, true);
    private boolean isFailing;
    private long failedNanos;

    private record Key(String endpoint, LocalDate date) {}

    LogFiles(LogFolder folder, InferenceLogConfig config) {
        this.folder = folder;
        this.config = config;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Adds a line; how many lines were lost by that. */
    int add(LogEntry entry, byte[] line) {
        if (isFailing && System.nanoTime() - failedNanos < PAUSE_NANOS) {
            return 1;
        }
        Key key =
                new Key(
                        entry.call().endpoint(),
                        LocalDate.ofInstant(entry.call().time(), ZoneOffset.UTC));
        LogFile file = open.get(key);
        if (file == null) {
            try {
                file = folder.open(key.endpoint, key.date);
                open.put(key, file);
            } catch (IOException e) {
                failed(e);
                return 1;
            }
        }
        try {
            file.add(line);
            if (file.size() < config.fileBytes()) {
                return 0;
            }
            open.remove(key);
            file.finish();
            return 0;
        } catch (IOException e) {
            open.remove(key);
            return abandon(file, e);
        }
    }

    /** Writes what has been added; how many lines were lost by that. */
    int flush() {
        int lost = 0;
        boolean wrote = false;
        for (Iterator<LogFile> files = open.values().iterator(); files.hasNext(); ) {
            LogFile file = files.next();
            try {
                wrote |= file.pendingLines() > 0;
                file.flush();
            } catch (IOException e) {
                files.remove();
                lost += abandon(file, e);
            }
        }
        if (lost == 0 && wrote && isFailing) {
            isFailing = false;
            LOG.info("The inference log is written again.");
        }
        return lost;
    }

    /** Finishes files that are old enough, and the eldest of too many. */
    int finishOld() {
        long now = System.nanoTime();
        List<LogFile> old = new ArrayList<>();
        Iterator<LogFile> files = open.values().iterator();
        while (files.hasNext()) {
            LogFile file = files.next();
            boolean isTooMany = open.size() > MAX_OPEN;
            if (isTooMany || now - file.openedNanos() >= config.fileAge().toNanos()) {
                files.remove();
                old.add(file);
            }
        }
        return finish(old);
    }

    /** Finishes all files. */
    int finishAll() {
        List<LogFile> all = List.copyOf(open.values());
        open.clear();
        return finish(all);
    }

    private int finish(List<LogFile> files) {
        int lost = 0;
        for (LogFile file : files) {
            try {
                file.finish();
            } catch (IOException e) {
                lost += abandon(file, e);
            }
        }
        return lost;
    }

    private int abandon(LogFile file, IOException cause) {
        int lost = file.pendingLines();
        failed(cause);
        try {
            file.abandon();
        } catch (IOException e) {
            LOG.warn("A file of the inference log stays aside. problem=\"{}\"", e.toString());
        }
        return lost;
    }

    private void failed(IOException e) {
        if (!isFailing) {
            LOG.warn(
                    "The inference log cannot be written; calls are dropped until it can."
                            + " problem=\"{}\"",
                    e.toString());
        }
        isFailing = true;
        failedNanos = System.nanoTime();
    }
}
