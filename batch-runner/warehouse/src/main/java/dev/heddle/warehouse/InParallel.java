package dev.heddle.warehouse;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Many small requests to a store, which answers each slowly and all of them at once. */
final class InParallel {
    private static final int AT_ONCE = 16;

    private InParallel() {}

    /** The results by what they are of; the first failure is thrown when nothing runs any more. */
    static <T, R> Map<T, R> of(Collection<T> all, Function<T, R> work) {
        Map<T, R> results = new LinkedHashMap<>();
        if (all.size() < 2) {
            all.forEach(one -> results.put(one, work.apply(one)));
            return results;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_ONCE, all.size()));
        try {
            Map<T, CompletableFuture<R>> running = new LinkedHashMap<>();
            for (T one : all) {
                running.put(one, CompletableFuture.supplyAsync(() -> work.apply(one), threads));
            }
            CompletableFuture<Void> whole =
                    CompletableFuture.allOf(running.values().toArray(CompletableFuture[]::new));
            whole.join();
            running.forEach((one, result) -> results.put(one, result.join()));
            return results;
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        } finally {
            threads.shutdownNow();
        }
    }
}
