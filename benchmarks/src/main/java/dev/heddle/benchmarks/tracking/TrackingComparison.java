package dev.heddle.benchmarks.tracking;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures servers of MLflow's protocol side by side: every round measures each in turn, while the
 * others wait. Every answer is checked. The ratios are those of the first server to the others.
 * Arguments: a folder to work in, then for each server its name, its address, {@code rest} or
 * {@code database} for the way in which it is filled, its database, and the processes that all of
 * its processes descend from, with commas between.
 */
public final class TrackingComparison {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final double SECONDS = Double.parseDouble(System.getProperty("seconds", "4"));
    private static final int SEARCHES = Integer.getInteger("searches", 10);
    private static final int WARM_SEARCHES = 30;
    private static final long AFTERWARDS_MILLIS = 60_000;
    private static final int ARGUMENTS_OF_A_SERVER = 5;

    private final List<TrackingServer> servers;
    private final Figures figures = new Figures();

    private TrackingComparison(List<TrackingServer> servers) {
        this.servers = servers;
    }

    /** Prints a table of medians and ratios. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        List<TrackingServer> servers = new ArrayList<>();
        for (int i = 1; i < arguments.length; i += ARGUMENTS_OF_A_SERVER) {
            servers.add(server(folder, arguments, i));
        }
        TrackingComparison comparison = new TrackingComparison(servers);
        // Whoever ends this must find nobody waiting.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> resume(servers)));
        comparison.run(
                new SampleRuns(Integer.getInteger("runs", 100_000)),
                Integer.getInteger("points", 1_000_000));
        comparison.figures.print();
    }

    private static void resume(List<TrackingServer> servers) {
        for (TrackingServer server : servers) {
            try {
                server.processes().resume();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static TrackingServer server(Path folder, String[] arguments, int at) {
        DatabaseScript script = new DatabaseScript(arguments[at + 3]);
        Filling filling =
                arguments[at + 2].equals("rest")
                        ? new RestFilling(script)
                        : new DatabaseFilling(script, folder.resolve("tables"));
        List<Long> processes =
                Arrays.stream(arguments[at + 4].split(",")).map(Long::valueOf).toList();
        return new TrackingServer(
                arguments[at], URI.create(arguments[at + 1]), new Processes(processes), filling);
    }

    private void run(SampleRuns runs, int points) throws Exception {
        for (TrackingServer server : servers) {
            server.processes().settle();
            memory(server, Figure.MEMORY_IDLE);
        }
        for (TrackingServer server : servers) {
            server.prepare(runs, points);
            server.processes().pause();
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (TrackingServer server : servers) {
                server.processes().resume();
                measure(server);
                memory(server, Figure.MEMORY_LOADED);
                server.processes().pause();
            }
        }
        for (TrackingServer server : servers) {
            server.processes().resume();
        }
        Thread.sleep(AFTERWARDS_MILLIS);
        for (TrackingServer server : servers) {
            memory(server, Figure.MEMORY_AFTER);
            if (server.log().failures() > 0) {
                System.out.printf(
                        "%s: %d calls of log-batch failed%n",
                        server.name(), server.log().failures());
            }
        }
    }

    private void measure(TrackingServer server) throws Exception {
        logs(server);
        Processes processes = server.processes();
        processes.rest();
        try (TrackingClient client = server.client()) {
            server.search().firstPages(client, WARM_SEARCHES);
            double before = processes.processorSeconds();
            double[] searches = server.search().firstPages(client, SEARCHES);
            add(server, Figure.SEARCH_COST, cost(processes, before, SEARCHES));
            add(server, Figure.SEARCH_P50, Figures.quantile(searches, 0.5));
            add(server, Figure.SEARCH_MOST, Figures.quantile(searches, 1));
            double[] deep = server.search().deepPages(client, 3);
            add(server, Figure.DEEP_P50, Figures.quantile(deep, 0.5));
            server.history().draw(client, 3);
            before = processes.processorSeconds();
            double[] charts = server.history().draw(client, SEARCHES);
            add(server, Figure.CHART_COST, cost(processes, before, SEARCHES));
            add(server, Figure.CHART_P50, Figures.quantile(charts, 0.5));
        }
    }

    private void logs(TrackingServer server) throws Exception {
        LogLoad log = server.log();
        Processes processes = server.processes();
        log.batches(1, SECONDS); // Warm.
        add(server, Figure.BATCH_1, batches(log, 1).pointsPerSecond());
        add(server, Figure.BATCH_4, batches(log, 4).pointsPerSecond());
        double before = processes.processorSeconds();
        LogLoad.Batches batches = log.batches(8, SECONDS);
        add(server, Figure.BATCH_COST, cost(processes, before, batches.calls()));
        add(server, Figure.BATCH_8, batches.pointsPerSecond());
        log.check(batches);
        processes.rest();
        log.singles(SECONDS);
        before = processes.processorSeconds();
        LogLoad.Singles singles = log.singles(SECONDS);
        add(server, Figure.METRIC_COST, cost(processes, before, singles.millis().length));
        add(server, Figure.METRIC_P50, Figures.quantile(singles.millis(), 0.5));
        add(server, Figure.METRIC_P99, Figures.quantile(singles.millis(), 0.99));
        log.check(singles);
    }

    private static LogLoad.Batches batches(LogLoad log, int clients) throws Exception {
        LogLoad.Batches batches = log.batches(clients, SECONDS);
        log.check(batches);
        return batches;
    }

    /** Milliseconds of processor time a call, since a time. */
    private static double cost(Processes processes, double before, int calls) {
        return (processes.processorSeconds() - before) * 1e3 / calls;
    }

    private void memory(TrackingServer server, Figure figure) {
        Processes processes = server.processes();
        System.err.printf(
                "%s: %d processes, RSS in all %,d MB%n",
                server.name(), processes.count(), processes.residentBytes() >> 20);
        add(server, figure, processes.proportionalBytes() / (double) (1 << 20));
    }

    private void add(TrackingServer server, Figure figure, double value) {
        figures.add(server.name(), figure, value);
    }
}
