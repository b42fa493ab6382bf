package dev.heddle.recording;

import dev.heddle.client.monitors.MonitorReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Minutes that are over and that nobody has taken yet, oldest first: those of the last hour, and no
 * more than a number of bytes. For one thread.
 */
final class Unacknowledged {
    static final Duration KEPT = Duration.ofMinutes(60);
    static final long MAX_BYTES = 64 << 20;

    private final Deque<MonitorReport> reports = new ArrayDeque<>();
    private long bytes;

    void add(MonitorReport report) {
        reports.addLast(report);
        bytes += size(report);
    }

    /** Drops the oldest of what is too much; how many there were. */
    int dropOld(Instant now) {
        Instant oldest = now.minus(KEPT);
        int dropped = 0;
        while (!reports.isEmpty()
                && (bytes > MAX_BYTES || reports.getFirst().minute().isBefore(oldest))) {
            remove(1);
            dropped++;
        }
        return dropped;
    }

    /** The oldest, at most so many and so many bytes; one at least, if there is one. */
    List<MonitorReport> first(int most, long mostBytes) {
        List<MonitorReport> first = new ArrayList<>();
        long total = 0;
        for (MonitorReport report : reports) {
            total += size(report);
            if (first.size() == most || (total > mostBytes && !first.isEmpty())) {
                break;
            }
            first.add(report);
        }
        return first;
    }

    /** Removes the oldest. */
    void remove(int count) {
        for (int i = 0; i < count; i++) {
            bytes -= size(reports.removeFirst());
        }
    }

    boolean isEmpty() {
        return reports.isEmpty();
    }

    /** A guess of what a report holds in memory and on its way. */
    static long size(MonitorReport report) {
        return 500L + report.latency().length + report.profile().length;
    }
}
