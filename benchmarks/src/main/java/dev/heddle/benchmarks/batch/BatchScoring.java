package dev.heddle.benchmarks.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.heddle.batch.scoring.Features;
import dev.heddle.batch.scoring.InferenceLog;
import dev.heddle.batch.scoring.Scoring;
import dev.heddle.batch.scoring.ScoringModel;
import dev.heddle.batch.scoring.Watching;
import dev.heddle.benchmarks.PackedFunction;
import dev.heddle.client.batch.OnError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Scores tables of Parquet on {@code local[2]} and drops the results, beside what bounds it: the
 * same arithmetic as a Spark SQL expression, and a bare loop over a graph's session with its rows
 * in memory. Rounds alternate. Arguments: a folder to work in, which keeps the tables and holds the
 * graphs; rows in millions for the function, in thousands for the small and the large graph; zero
 * leaves one out.
 */
public final class BatchScoring {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int THREADS = 2;
    private static final int[] BATCHES = {64, 256, 1024, 4096, 16_384};

    private final SparkSession spark;
    private final Path folder;

    private BatchScoring(SparkSession spark, Path folder) {
        this.spark = spark;
        this.folder = folder;
    }

    /** Prints rows per second and ratios, the medians of the rounds. */
    public static void main(String[] arguments) throws Exception {
        SparkSession spark = RandomTable.spark(THREADS);
        BatchScoring scoring = new BatchScoring(spark, Path.of(arguments[0]));
        scoring.function(Long.parseLong(arguments[1]) * 1_000_000);
        scoring.graph("small", 10, Long.parseLong(arguments[2]) * 1_000);
        scoring.graph("mlp", 128, Long.parseLong(arguments[3]) * 1_000);
        spark.stop();
    }

    private void function(long rows) throws Exception {
        if (rows == 0) {
            return;
        }
        Dataset<Row> table = RandomTable.doubles(spark, folder.resolve("doubles-" + rows), rows);
        ScoringModel model = packed("doubles", Optional.of(TenDoubles.class));
        Dataset<Row> expression = table.select(col("id"), expr(TenDoubles.SQL).as("y"));
        compare(
                "Java function",
                rows,
                () -> drop(scored(table, model)),
                "Spark SQL",
                () -> drop(expression));
        compare(
                "Java function",
                rows,
                () -> drop(scored(table, model)),
                "without a profile",
                () -> drop(scored(table, model, Watching.NONE)));
    }

    private void graph(String name, int width, long rows) throws Exception {
        if (rows == 0) {
            return;
        }
        Dataset<Row> table =
                RandomTable.vectors(spark, folder.resolve(name + "-" + rows), rows, width);
        Path model = folder.resolve("package-" + name);
        Files.createDirectories(model);
        Files.copy(folder.resolve(name + ".onnx"), model.resolve("model.onnx"));
        ScoringModel packed = packed(name, Optional.empty());
        int best = bestBatch(name, width);
        compare(
                "Spark reads",
                rows,
                () -> drop(table),
                "bare loop by " + best,
                () -> bare(name, width, best, rows));
        compare(
                name + " graph",
                rows,
                () -> drop(scored(table, packed)),
                "bare loop by " + best,
                () -> bare(name, width, best, rows));
        compare(
                name + " graph",
                rows,
                () -> drop(scored(table, packed)),
                "without a profile",
                () -> drop(scored(table, packed, Watching.NONE)));
    }

    private ScoringModel packed(String name, Optional<Class<?>> function) throws IOException {
        Path path = Files.createDirectories(folder.resolve("package-" + name));
        PackedFunction.pack(path, function);
        return new ScoringModel(
                new ScoringModel.Identity(name, 1, name), Map.of(), path.toString(), "none");
    }

    private Dataset<Row> scored(Dataset<Row> table, ScoringModel model) {
        return scored(table, model, new Watching(InferenceLog.NONE, true));
    }

    private Dataset<Row> scored(Dataset<Row> table, ScoringModel model, Watching watching) {
        return Scoring.of(
                        spark,
                        table,
                        model,
                        Map.of(),
                        Features.none(),
                        List.of("id"),
                        OnError.FAIL,
                        watching)
                .results();
    }

    private static void drop(Dataset<Row> rows) {
        rows.write().format("noop").mode("overwrite").save();
    }

    private int bestBatch(String name, int width) throws Exception {
        int best = 0;
        double bestRate = 0;
        for (int batch : BATCHES) {
            long rows = width > 100 ? 40_000 : 2_000_000;
            bare(name, width, batch, rows);
            long start = System.nanoTime();
            bare(name, width, batch, rows);
            double rate = rows * 1e9 / (System.nanoTime() - start);
            if (rate > bestRate) {
                bestRate = rate;
                best = batch;
            }
        }
        return best;
    }

    /** Two threads, each with a session of one thread, over a batch that lies in its buffer. */
    private void bare(String name, int width, int batch, long rows) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Void>> loops = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                loops.add(threads.submit(() -> loop(name, width, batch, rows / THREADS)));
            }
            for (Future<Void> loop : loops) {
                loop.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Void loop(String name, int width, int batch, long rows) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Random random = new Random(1);
        FloatBuffer values =
                ByteBuffer.allocateDirect(batch * width * Float.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
        for (int i = 0; i < batch * width; i++) {
            values.put(i, random.nextFloat());
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session =
                            environment.createSession(
                                    folder.resolve(name + ".onnx").toString(), options);
                    OnnxTensor tensor =
                            OnnxTensor.createTensor(
                                    environment, values, new long[] {batch, width})) {
                for (long done = 0; done < rows; done += batch) {
                    session.run(Map.of("x", tensor)).close();
                }
            }
        }
        return null;
    }

    private interface Task {
        void run() throws Exception;
    }

    private static void compare(String name, long rows, Task task, String limit, Task bound)
            throws Exception {
        task.run();
        bound.run();
        double[] rates = new double[ROUNDS];
        double[] limits = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rates[i] = rate(rows, task);
            limits[i] = rate(rows, bound);
            ratios[i] = rates[i] / limits[i];
        }
        System.out.printf(
                Locale.ROOT,
                "%-16s %,12.0f rows/s   %-20s %,12.0f rows/s   ratio %.2f   (%,d rows)%n",
                name,
                median(rates),
                limit,
                median(limits),
                median(ratios),
                rows);
    }

    private static double rate(long rows, Task task) throws Exception {
        long start = System.nanoTime();
        task.run();
        return rows * 1e9 / (System.nanoTime() - start);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
