package dev.heddle.benchmarks.tracking;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Fills the database of MLflow's server in its own schema, since a hundred thousand runs by its
 * calls take hours: writes a file for each table, which a script then copies.
 */
final class DatabaseFilling implements Filling {
    private final DatabaseScript database;
    private final Path folder;

    /**
     * @param folder where the files are written to
     */
    DatabaseFilling(DatabaseScript database, Path folder) {
        this.database = database;
        this.folder = folder;
    }

    @Override
    public void fill(URI server, String experiment, String history, SampleRuns runs, int points)
            throws Exception {
        Files.createDirectories(folder);
        try (Tables tables = new Tables(folder)) {
            for (int run = 0; run < runs.count(); run++) {
                String id = String.format(Locale.ROOT, "%032x", 0x5DEECE66DL * (run + 1));
                tables.run(id, runs.name(run), experiment, runs.tags(run));
                for (Map.Entry<String, String> param : runs.params(run).entrySet()) {
                    tables.params.println(param.getKey() + "\t" + param.getValue() + "\t" + id);
                }
                for (Map.Entry<String, Double> metric : runs.metrics(run).entrySet()) {
                    String point =
                            point(
                                    metric.getKey(),
                                    metric.getValue(),
                                    0,
                                    SampleRuns.START_MILLIS,
                                    id);
                    tables.metrics.println(point);
                    tables.latest.println(point);
                }
            }
            tables.history(history, points);
        }
        database.run(Optional.of(folder));
    }

    private static String point(String key, double value, long step, long timestamp, String run) {
        return key + "\t" + value + "\t" + timestamp + "\t" + step + "\t0\t" + run;
    }

    /** A file for each table; its first line names the columns. */
    private static final class Tables implements AutoCloseable {
        private static final String POINT = "key\tvalue\ttimestamp\tstep\tis_nan\trun_uuid";
        private static final String PAIR = "key\tvalue\trun_uuid";

        private final PrintWriter runs;
        private final PrintWriter tags;
        private final PrintWriter params;
        private final PrintWriter metrics;
        private final PrintWriter latest;

        Tables(Path folder) throws IOException {
            this.runs =
                    table(
                            folder.resolve("runs.tsv"),
                            "run_uuid\tname\tsource_type\tsource_name\tentry_point_name\tuser_id"
                                    + "\tstatus\tstart_time\tsource_version\tlifecycle_stage"
                                    + "\tartifact_uri\texperiment_id");
            this.tags = table(folder.resolve("tags.tsv"), PAIR);
            this.params = table(folder.resolve("params.tsv"), PAIR);
            this.metrics = table(folder.resolve("metrics.tsv"), POINT);
            this.latest = table(folder.resolve("latest_metrics.tsv"), POINT);
        }

        void run(String id, String name, String experiment, Map<String, String> tagged) {
            runs.println(
                    String.join(
                            "\t",
                            id,
                            name,
                            "UNKNOWN\t\t\t\tRUNNING",
                            Long.toString(SampleRuns.START_MILLIS),
                            "",
                            "active",
                            "mlflow-artifacts:/" + experiment + "/" + id + "/artifacts",
                            experiment));
            tags.println("mlflow.runName\t" + name + "\t" + id);
            tagged.forEach((key, value) -> tags.println(key + "\t" + value + "\t" + id));
        }

        void history(String experiment, int points) {
            String id = "f".repeat(32);
            run(id, LongHistory.RUN, experiment, Map.of());
            String line = "";
            for (int step = 0; step < points; step++) {
                line =
                        point(
                                LongHistory.METRIC,
                                LongHistory.value(step),
                                step,
                                PointBatch.timestamp(step),
                                id);
                metrics.println(line);
            }
            latest.println(line);
        }

        private static PrintWriter table(Path file, String columns) throws IOException {
            PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file));
            writer.println(columns);
            return writer;
        }

        @Override
        public void close() throws IOException {
            for (PrintWriter writer : new PrintWriter[] {runs, tags, params, metrics, latest}) {
                writer.close();
                if (writer.checkError()) {
                    throw new IOException("a table cannot be written");
                }
            }
        }
    }
}
