package dev.heddle.benchmarks.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that work at once, a thread each. */
final class Clients {
    private Clients() {}

    /** Runs all, waits for all, and answers what each answered; fails if one failed. */
    static <T> List<T> run(List<Callable<T>> clients)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(clients.size());
        try {
            List<T> answers = new ArrayList<>();
            for (Future<T> client : threads.invokeAll(clients)) {
                answers.add(client.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
