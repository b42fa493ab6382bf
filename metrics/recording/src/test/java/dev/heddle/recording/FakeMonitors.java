package dev.heddle.recording;

import dev.heddle.client.monitors.MonitorRegistry;
import dev.heddle.client.monitors.MonitorReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps the last report of each version, source, process and minute, as a registry does. */
class FakeMonitors implements MonitorRegistry {
    final Map<List<Object>, MonitorReport> kept = new LinkedHashMap<>();
    final List<Integer> sizes = new ArrayList<>();
    RuntimeException failure;

    @Override
    public synchronized void report(List<MonitorReport> reports) {
        sizes.add(reports.size());
        if (failure != null) {
            throw failure;
        }
        for (MonitorReport report : reports) {
            kept.put(
                    List.of(
                            report.model(),
                            report.version(),
                            report.source(),
                            report.process(),
                            report.minute()),
                    report);
        }
    }

    @Override
    public void baseline(String model, int version, byte[] profile) {
        throw new UnsupportedOperationException();
    }

    /** The calls of all reports together. */
    synchronized long calls() {
        return kept.values().stream().mapToLong(MonitorReport::calls).sum();
    }

    /** Every report, in the order of first arrival. */
    synchronized List<MonitorReport> all() {
        return List.copyOf(kept.values());
    }
}
