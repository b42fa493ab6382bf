package dev.heddle.client;

import java.util.concurrent.ThreadFactory;

/**
 * Threads that do not keep a process from its end.
 *
 * @param name of each of them
 */
public record DaemonThreads(String name) implements ThreadFactory {
    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
