package dev.heddle.cli.transfer;

import dev.heddle.cli.transfer.TransferReport.Count;
import dev.heddle.cli.transfer.TransferReport.Kind;
import dev.heddle.cli.transfer.TransferReport.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a transfer does, for many threads. */
final class Tally {
    private final Map<Kind, LongAdder> copied = adders();
    private final Map<Kind, LongAdder> unchanged = adders();
    private final Map<Kind, LongAdder> failed = adders();
    private final LongAdder bytes = new LongAdder();
    private final List<Problem> problems = new ArrayList<>();

    private static Map<Kind, LongAdder> adders() {
        Map<Kind, LongAdder> adders = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            adders.put(kind, new LongAdder());
        }
        return adders;
    }

    void copied(Kind kind, long count) {
        copied.get(kind).add(count);
    }

    void unchanged(Kind kind, long count) {
        unchanged.get(kind).add(count);
    }

    void failed(Kind kind, String id, String reason) {
        failed.get(kind).increment();
        synchronized (problems) {
            if (problems.size() < TransferReport.MOST_PROBLEMS) {
                problems.add(new Problem(kind, id, reason));
            }
        }
    }

    void sent(long count) {
        bytes.add(count);
    }

    long bytes() {
        return bytes.sum();
    }

    Map<Kind, Count> counts() {
        Map<Kind, Count> counts = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            counts.put(
                    kind,
                    new Count(
                            copied.get(kind).sum(),
                            unchanged.get(kind).sum(),
                            failed.get(kind).sum()));
        }
        return counts;
    }

    List<Problem> problems() {
        synchronized (problems) {
            return List.copyOf(problems);
        }
    }

    /** How far it is, as one line. */
    String line() {
        return "%,d runs, %,d points, %,d files (%,d MB)"
                .formatted(
                        copied.get(Kind.RUNS).sum() + unchanged.get(Kind.RUNS).sum(),
                        copied.get(Kind.POINTS).sum(),
                        copied.get(Kind.FILES).sum() + unchanged.get(Kind.FILES).sum(),
                        bytes.sum() >> 20);
    }
}
