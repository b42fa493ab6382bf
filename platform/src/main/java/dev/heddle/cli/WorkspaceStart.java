package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.workspaces.Workspace;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits until a workspace is where it is wanted; a line on a terminal says where it is. */
final class WorkspaceStart {
    private static final long POLL_MILLIS = 50;
    private static final String CLEAR = "\r\u001b[K";

    private final Session session;
    private final Heddle heddle;

    WorkspaceStart(Session session, Heddle heddle) {
        this.session = session;
        this.heddle = heddle;
    }

    /** Waits until one that starts can be used, unless nobody wants to; the exit code. */
    int begun(Workspace begun, Optional<String> owner, boolean detach) throws InterruptedException {
        Workspace now =
                detach
                        ? begun
                        : until(
                                begun.name(),
                                owner,
                                one -> one.state() != Workspace.State.STARTING);
        session.print(now, out -> WorkspaceTexts.summary(out, now, session.uri()));
        return now.state() == Workspace.State.FAILED ? HeddleCli.FAILED : 0;
    }

    /** Waits until something holds. */
    Workspace until(String name, Optional<String> owner, Predicate<Workspace> wanted)
            throws InterruptedException {
        long began = System.nanoTime();
        Workspace now = heddle.workspaces().workspace(name, owner);
        boolean drawn = false;
        while (!wanted.test(now)) {
            if (session.terminal().isPresent()) {
                drawn = true;
                System.err.printf(
                        "%sWorkspace %s is %s, %d s%s",
                        CLEAR,
                        now.name(),
                        WorkspaceTexts.state(now),
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began),
                        now.reason().map(reason -> ": " + reason).orElse(""));
                System.err.flush();
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            now = heddle.workspaces().workspace(name, owner);
        }
        if (drawn) {
            System.err.print(CLEAR);
            System.err.flush();
        }
        return now;
    }
}
