package dev.heddle.client.runs;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A way to look at runs that somebody has given a name: everybody finds it by that.
 *
 * @param name its name
 * @param look what is looked at, and how
 * @param user who has set it
 * @param updatedAt when it was set
 */
public record RunView(String name, Look look, String user, Instant updatedAt) {
    public RunView {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(look, "look");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(updatedAt, "updatedAt");
    }

    /** What is shown of the runs. */
    public enum Layout {
        TABLE,
        CHARTS
    }

    /** What curves are drawn over. */
    public enum Over {
        STEP,
        TIME,
        ELAPSED
    }

    /**
     * What is looked at, and how. Columns and axes are {@code metrics.auc}, {@code params.depth} or
     * {@code tags.team}.
     *
     * @param layout what is shown
     * @param experiments names of experiments
     * @param filter a condition in the language of {@link RunQuery}; all runs for an empty one
     * @param order what runs are sorted by, {@code metrics.auc DESC}; newest first for an empty
     *     list
     * @param columns the table's columns; the platform chooses for an empty list
     * @param charts how the charts are drawn; as they are at first for none
     */
    public record Look(
            Layout layout,
            List<String> experiments,
            String filter,
            List<String> order,
            List<String> columns,
            Charts charts) {
        public Look {
            layout = layout == null ? Layout.TABLE : layout;
            experiments = experiments == null ? List.of() : List.copyOf(experiments);
            filter = filter == null ? "" : filter;
            order = order == null ? List.of() : List.copyOf(order);
            columns = columns == null ? List.of() : List.copyOf(columns);
            charts = charts == null ? Charts.DEFAULT : charts;
        }
    }

    /**
     * How charts of runs are drawn.
     *
     * @param axes the axes of parallel coordinates, the last of which colours the lines; the
     *     platform chooses for an empty list
     * @param x what is to the right in the scatter; the platform chooses for none
     * @param y what is up in the scatter; the platform chooses for none
     * @param curves the metrics that are drawn as curves; the platform chooses for an empty list
     * @param over what curves are drawn over
     * @param smoothing how much of what came before is in each value of a curve, from 0 up to less
     *     than 1
     * @param logarithmic whether values of curves are on a logarithmic scale
     */
    public record Charts(
            List<String> axes,
            Optional<String> x,
            Optional<String> y,
            List<String> curves,
            Over over,
            double smoothing,
            boolean logarithmic) {
        /** Charts as the platform draws them by itself. */
        public static final Charts DEFAULT =
                new Charts(
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Over.STEP,
                        0,
                        false);

        public Charts {
            axes = axes == null ? List.of() : List.copyOf(axes);
            x = x == null ? Optional.empty() : x;
            y = y == null ? Optional.empty() : y;
            curves = curves == null ? List.of() : List.copyOf(curves);
            over = over == null ? Over.STEP : over;
            if (!(smoothing >= 0 && smoothing < 1)) {
                throw new IllegalArgumentException(
                        "smoothing is %s, expected 0 up to less than 1".formatted(smoothing));
            }
        }
    }
}
