package dev.heddle.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A small chart without axes, drawn as the points of an SVG of {@value #WIDTH} by {@value #HEIGHT}.
 *
 * @param lines pieces of line, each the {@code points} of a polyline; several where values are
 *     missing
 * @param area the outline of what is below the line; empty if there is no line
 * @param label what it shows, in words, for those who cannot see it
 * @param isBad whether what it shows is not as it should be
 */
public record Spark(List<String> lines, String area, String label, boolean isBad) {
    static final int WIDTH = 96;
    static final int HEIGHT = 24;
    private static final double INSET = 1.5;

    public Spark {
        lines = List.copyOf(lines);
    }

    /**
     * A chart of values from 0 up.
     *
     * @param values oldest first; empty where there is none
     * @param ceiling the least value that the top stands for
     */
    static Spark of(List<Optional<Double>> values, double ceiling, String label, boolean isBad) {
        double top =
                values.stream()
                        .flatMap(Optional::stream)
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(0);
        double scale = Math.max(top, ceiling) == 0 ? 1 : Math.max(top, ceiling);
        double step = values.size() < 2 ? 0 : (WIDTH - 2 * INSET) / (values.size() - 1);
        List<String> lines = new ArrayList<>();
        StringBuilder area = new StringBuilder();
        StringBuilder line = new StringBuilder();
        double first = -1;
        double last = -1;
        for (int i = 0; i <= values.size(); i++) {
            if (i < values.size() && values.get(i).isPresent()) {
                double x = INSET + i * step;
                double y = HEIGHT - INSET - values.get(i).get() / scale * (HEIGHT - 2 * INSET);
                line.append(line.length() == 0 ? "" : " ").append(point(x, y));
                first = first < 0 ? x : first;
                last = x;
            } else if (line.length() > 0) {
                if (first == last) {
                    // One value alone would be no line.
                    String[] only = line.toString().split(",");
                    line.append(" ").append(point(last + 2 * INSET, Double.parseDouble(only[1])));
                    last += 2 * INSET;
                }
                lines.add(line.toString());
                area.append(area.length() == 0 ? "" : " ")
                        .append(
                                "M%s L%s L%s Z"
                                        .formatted(
                                                point(first, HEIGHT),
                                                line.toString().replace(" ", " L"),
                                                point(last, HEIGHT)));
                line.setLength(0);
                first = -1;
            }
        }
        return new Spark(lines, area.toString(), label, isBad);
    }

    private static String point(double x, double y) {
        return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
    }
}
