package dev.heddle.benchmarks.tracking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured of each server in each round, and the table of the medians. */
final class Figures {
    private final Map<String, Map<Figure, List<Double>>> measured = new LinkedHashMap<>();

    void add(String server, Figure figure, double value) {
        measured.computeIfAbsent(server, name -> new EnumMap<>(Figure.class))
                .computeIfAbsent(figure, name -> new ArrayList<>())
                .add(value);
        System.err.printf(Locale.ROOT, "%-24s %-48s %s%n", server, figure.label(), shown(value));
    }

    /** Prints a table with the ratio of the first server to each of the others. */
    void print() {
        List<String> servers = List.copyOf(measured.keySet());
        StringBuilder head = new StringBuilder("| | ").append(servers.get(0)).append(" |");
        StringBuilder line = new StringBuilder("|---|---|");
        for (String server : servers.subList(1, servers.size())) {
            head.append(' ').append(server).append(" | ").append(servers.get(0)).append(" is |");
            line.append("---|---|");
        }
        System.out.println(head + "\n" + line);
        for (Figure figure : Figure.values()) {
            if (measured.get(servers.get(0)).containsKey(figure)) {
                System.out.println(row(figure, servers));
            }
        }
    }

    private String row(Figure figure, List<String> servers) {
        double ours = median(servers.get(0), figure);
        StringBuilder row =
                new StringBuilder("| ").append(figure.label()).append(" | ").append(shown(ours));
        for (String server : servers.subList(1, servers.size())) {
            double theirs = median(server, figure);
            row.append(" | ").append(shown(theirs));
            row.append(String.format(Locale.ROOT, " | **%.1f times**", figure.ratio(ours, theirs)));
        }
        return row.append(" |").toString();
    }

    private double median(String server, Figure figure) {
        return quantile(
                measured.get(server).get(figure).stream().mapToDouble(d -> d).toArray(), 0.5);
    }

    static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
    }

    private static String shown(double value) {
        return String.format(
                Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }
}
