package dev.heddle.serving;

import dev.heddle.runtime.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs calls of one version: together where they fit, each by itself where one of them fails. */
final class Batch {
    private final ServedVersion version;
    private final int maxRecords;

    Batch(ServedVersion version, int maxRecords) {
        this.version = version;
        this.maxRecords = maxRecords;
    }

    /** Answers all of the calls. */
    void run(List<Call> calls) {
        List<Call> ready = new ArrayList<>(calls.size());
        long now = System.nanoTime();
        for (Call call : calls) {
            if (!call.hasExpired(now) && call.prepare()) {
                ready.add(call);
            }
        }
        if (!version.model().takesBatches()) {
            ready.forEach(call -> score(List.of(call)));
            return;
        }
        while (!ready.isEmpty()) {
            ready = runFirst(ready);
        }
    }

    /** Runs the first call with all that fit with it; gives those that are left. */
    private List<Call> runFirst(List<Call> calls) {
        Records first = calls.get(0).input();
        List<Call> together = new ArrayList<>(calls.size());
        List<Call> left = new ArrayList<>(0);
        int records = 0;
        for (Call call : calls) {
            boolean isFirst = together.isEmpty();
            if (isFirst
                    || (records + call.input().count() <= maxRecords
                            && first.fitsWith(call.input()))) {
                together.add(call);
                records += call.input().count();
            } else {
                left.add(call);
            }
        }
        score(together);
        return left;
    }

    private void score(List<Call> calls) {
        List<Records> inputs = new ArrayList<>(calls.size());
        int count = 0;
        for (Call call : calls) {
            inputs.add(call.input());
            count += call.input().count();
        }
        long begin = System.nanoTime();
        calls.forEach(call -> call.runs(begin));
        List<Records> outputs;
        try {
            outputs =
                    version.model()
                            .score(
                                    inputs,
                                    calls.size() == 1
                                            ? Optional.of(calls.get(0).requestId())
                                            : Optional.empty());
        } catch (RuntimeException | Error e) {
            if (calls.size() == 1) {
                calls.get(0).failed(Call.asException(e));
            } else {
                calls.forEach(call -> score(List.of(call)));
            }
            return;
        }
        long end = System.nanoTime();
        version.runTime().add(end - begin, count);
        for (int i = 0; i < outputs.size(); i++) {
            calls.get(i).succeeded(outputs.get(i), end);
        }
        version.metrics().ran(calls, count, begin, end, System.nanoTime());
    }
}
