package dev.heddle.serving;

import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls that arrived in one turn of an event loop. They run at its end, together, on the same
 * thread: nothing waits, and nothing is handed over. A turn takes as much work as may hold up its
 * loop; what comes beyond that goes to threads of its version.
 */
final class Turn {
    private static final FastThreadLocal<Turn> CURRENT =
            new FastThreadLocal<>() {
                @Override
                protected Turn initialValue() {
                    return new Turn();
                }
            };

    private List<Group> groups = new ArrayList<>();
    private long expectedNanos;

    private Turn() {}

    /** Takes a prepared call into this thread's turn; false if it should run elsewhere. */
    static boolean take(Call call, long limitNanos) {
        return Context.isOnEventLoopThread() && CURRENT.get().add(call, limitNanos);
    }

    private boolean add(Call call, long limitNanos) {
        Group group = groupOf(call.version());
        long more = group.expectedWith(call) - group.expectedNanos;
        if (expectedNanos + more > limitNanos) {
            return false;
        }
        if (expectedNanos == 0) {
            Vertx.currentContext().runOnContext(end -> run());
        }
        if (group.calls.isEmpty()) {
            groups.add(group);
        }
        group.add(call);
        expectedNanos += Math.max(1, more);
        return true;
    }

    private Group groupOf(ServedVersion version) {
        for (Group group : groups) {
            if (group.version == version) {
                return group;
            }
        }
        return new Group(version);
    }

    private void run() {
        // Answers may bring further calls, which belong to the next turn.
        List<Group> work = groups;
        groups = new ArrayList<>();
        expectedNanos = 0;
        for (Group group : work) {
            group.version.run(group.calls);
        }
    }

    /** The calls of one version. */
    private static final class Group {
        private final ServedVersion version;
        private final List<Call> calls = new ArrayList<>();
        private long expectedNanos;
        private int records;

        Group(ServedVersion version) {
            this.version = version;
        }

        /** How long all would take, were a call with them. */
        long expectedWith(Call call) {
            int count = call.input().count();
            return version.model().takesBatches()
                    ? version.runTime().expected(records + count)
                    : expectedNanos + version.runTime().expected(count);
        }

        void add(Call call) {
            expectedNanos = expectedWith(call);
            records += call.input().count();
            calls.add(call);
        }
    }
}
