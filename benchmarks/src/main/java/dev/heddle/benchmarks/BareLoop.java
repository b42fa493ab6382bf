package dev.heddle.benchmarks;

import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import dev.heddle.runtime.Envelopes;
import dev.heddle.runtime.JsonRows;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.ModelRuntime;
import dev.heddle.runtime.Records;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Calls a version in a loop on one thread, without HTTP: rows alone, and JSON to JSON. The argument
 * is the folder of a version that holds a sample.
 */
public final class BareLoop {
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int ROUNDS = 3;

    private BareLoop() {}

    /** Prints the best of a few rounds. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        try (ModelRuntime runtime = new ModelRuntime();
                LoadedModel model =
                        runtime.load(
                                Envelopes.read(folder),
                                new ModelIdentity("bare", 1, ""),
                                Map.of(),
                                Mode.ONLINE,
                                (name, value) -> {})) {
            JsonRows.Input sample = model.readInputs(model.sampleInput().orElseThrow());
            Records record = model.records(List.of(sample.rows().get(0)));
            byte[] json = firstRecord(model.sampleInput().orElseThrow());
            double rows = best(() -> model.score(record, Optional.empty()));
            double calls = best(() -> model.predict(json, Optional.empty()));
            System.out.printf(
                    "%,.0f rows/s by row, %,.0f calls/s from JSON to JSON%n", rows, calls);
        }
    }

    /** The first object of an array of flat objects. */
    private static byte[] firstRecord(byte[] array) {
        String text = new String(array, StandardCharsets.UTF_8);
        return text.substring(1, text.indexOf('}') + 1).getBytes(StandardCharsets.UTF_8);
    }

    private static double best(Runnable call) {
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            long count = 0;
            while (System.nanoTime() - start < ROUND_NANOS) {
                call.run();
                count++;
            }
            best = Math.max(best, count * 1e9 / (System.nanoTime() - start));
        }
        return best;
    }
}
