package dev.heddle.serving.log;

import dev.heddle.serving.LoggedCall;

/**
 * A call that waits to be written.
 *
 * @param call the call
 * @param bytes a guess of what it holds in memory
 */
record LogEntry(LoggedCall call, long bytes) {}
