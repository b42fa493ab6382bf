package dev.heddle.streams;

/** What the thread that polls is to do. Safe for use by many threads. */
final class StreamControl {
    private volatile StreamProgram program;
    private StreamProgram next;
    private volatile boolean paused;
    private volatile boolean stopped;

    StreamControl(StreamProgram program) {
        this.program = program;
    }

    /** The version that runs. */
    StreamProgram program() {
        return program;
    }

    /** Lets a version follow, in place of one that was to follow and has not yet. */
    synchronized void next(StreamProgram version) {
        if (next != null) {
            next.close();
        }
        next = version;
    }

    synchronized boolean hasNext() {
        return next != null;
    }

    /** The next version runs from now on; no call may be running. */
    synchronized String takeOver() {
        StreamProgram before = program;
        program = next;
        next = null;
        before.close();
        return "%s takes over from %s".formatted(program.identity(), before.identity());
    }

    boolean isPaused() {
        return paused;
    }

    void paused(boolean wanted) {
        paused = wanted;
    }

    boolean isStopped() {
        return stopped;
    }

    void stop() {
        stopped = true;
    }

    /** Closes the versions; no call may be running. */
    synchronized void close() {
        program.close();
        if (next != null) {
            next.close();
            next = null;
        }
    }
}
