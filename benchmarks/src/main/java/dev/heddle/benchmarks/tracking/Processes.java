package dev.heddle.benchmarks.tracking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * All processes of a server, its database's among them: what memory they hold, and a way to have
 * them wait while another server is measured.
 */
final class Processes {
    private static final int SETTLE_TURNS = 12;
    private static final long SETTLE_MILLIS = 5_000;

    private static final int REST_TURNS = 30;
    private static final long REST_MILLIS = 1_000;
    private static final double REST_SHARE = 0.2;

    private final List<Long> roots;

    /**
     * @param roots the processes that the others descend from
     */
    Processes(List<Long> roots) {
        this.roots = List.copyOf(roots);
    }

    /** How many there are now. */
    int count() {
        return (int) all().count();
    }

    /** Resident memory in bytes, where a page that several of them share counts once. */
    long proportionalBytes() {
        return all().map(process -> kilobytes(process, "smaps_rollup", "Pss:")).sum() << 10;
    }

    /** Resident memory in bytes as tools show it, where a shared page counts for each. */
    long residentBytes() {
        return all().map(process -> kilobytes(process, "status", "VmRSS:")).sum() << 10;
    }

    /** Seconds of processor time that those which run now have had. */
    double processorSeconds() {
        return all().mapToObj(ProcessHandle::of)
                .flatMap(Optional::stream)
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .mapToDouble(time -> time.toNanos() / 1e9)
                .sum();
    }

    /**
     * Waits until their memory has not changed by a hundredth for some seconds, for a minute at
     * most.
     */
    void settle() throws InterruptedException {
        long before = 0;
        for (int turn = 0; turn < SETTLE_TURNS; turn++) {
            long now = residentBytes();
            if (Math.abs(now - before) < now / 100) {
                return;
            }
            before = now;
            Thread.sleep(SETTLE_MILLIS);
        }
    }

    /**
     * Waits until they compute next to nothing, half a minute at most: databases tidy up after much
     * was written.
     */
    void rest() throws InterruptedException {
        double before = processorSeconds();
        for (int turn = 0; turn < REST_TURNS; turn++) {
            Thread.sleep(REST_MILLIS);
            double now = processorSeconds();
            if (now - before < REST_SHARE * REST_MILLIS / 1e3) {
                return;
            }
            before = now;
        }
    }

    /** Has all of them wait. */
    void pause() throws IOException {
        signal("-STOP");
    }

    /** Lets all of them go on. */
    void resume() throws IOException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        all().forEach(process -> command.add(Long.toString(process)));
        Process kill = new ProcessBuilder(command).redirectErrorStream(true).start();
        kill.getInputStream().readAllBytes();
    }

    private LongStream all() {
        return roots.stream()
                .flatMap(root -> ProcessHandle.of(root).stream())
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .mapToLong(ProcessHandle::pid)
                .distinct();
    }

    private static long kilobytes(long process, String file, String field) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + process + "/" + file))) {
                if (line.startsWith(field)) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException ended) {
            return 0; // It ended since.
        }
        return 0;
    }
}
