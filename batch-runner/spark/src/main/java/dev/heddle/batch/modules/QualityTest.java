package dev.heddle.batch.modules;

import dev.heddle.client.batch.QualityProfile.ColumnProfile;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A test of one figure of a profile: against bounds, against the mean of the last writes, or both.
 *
 * @param column the column; empty for the number of rows
 * @param metric the figure
 * @param share which quantile
 * @param atLeast the least that is expected
 * @param atMost the most that is expected
 * @param change by what share of it the figure may differ from the mean of the last writes
 * @param deviations by how many of their standard deviations it may; from three writes on
 * @param versions how many of the last writes count
 * @param severity what a failure does
 */
record QualityTest(
        Optional<String> column,
        Metric metric,
        Optional<Double> share,
        Optional<Double> atLeast,
        Optional<Double> atMost,
        Optional<Double> change,
        Optional<Double> deviations,
        int versions,
        Severity severity) {
    private static final int LEAST_HISTORY = 3;

    boolean hasBound() {
        return atLeast.isPresent() || atMost.isPresent() || comparesHistory();
    }

    private boolean comparesHistory() {
        return change.isPresent() || deviations.isPresent();
    }

    String name() {
        String figure = metric.word() + share.map(number -> " " + number).orElse("");
        return column.map(name -> name + ": " + figure).orElse(figure);
    }

    void check(WriteContext context, Profiler.Profile profile, Dataset<Row> written) {
        OptionalDouble figure = figure(profile.rows(), profile.columns());
        if (figure.isEmpty()) {
            context.pass(name(), "no values");
            return;
        }
        double value = figure.getAsDouble();
        List<String> broken = new ArrayList<>();
        List<String> held = new ArrayList<>();
        compare(!(atLeast.isPresent() && value < atLeast.get()), "at least", atLeast, broken, held);
        compare(!(atMost.isPresent() && value > atMost.get()), "at most", atMost, broken, held);
        if (comparesHistory()) {
            compareHistory(context.history(versions), value, broken, held);
        }
        if (broken.isEmpty()) {
            context.pass(name(), "%s, %s".formatted(text(value), String.join(", ", held)));
        } else {
            severity.report(
                    context,
                    name(),
                    "%s, expected %s".formatted(text(value), String.join(", ", broken)),
                    -1,
                    written);
        }
    }

    private static void compare(
            boolean holds,
            String words,
            Optional<Double> bound,
            List<String> broken,
            List<String> held) {
        bound.ifPresent(number -> (holds ? held : broken).add(words + " " + text(number)));
    }

    private void compareHistory(
            List<PastWrite> history, double value, List<String> broken, List<String> held) {
        double[] past =
                history.stream()
                        .map(this::figure)
                        .flatMapToDouble(OptionalDouble::stream)
                        .toArray();
        if (past.length == 0) {
            held.add("no earlier write to compare");
            return;
        }
        double mean = DoubleStream.of(past).average().orElseThrow();
        String of = "the mean of the last %d writes, %s".formatted(past.length, text(mean));
        change.ifPresent(
                part -> {
                    boolean holds = Math.abs(value - mean) <= part * Math.abs(mean);
                    (holds ? held : broken)
                            .add("within %s %% of %s".formatted(text(part * 100), of));
                });
        deviations.ifPresent(
                times -> {
                    if (past.length < LEAST_HISTORY) {
                        held.add("too few earlier writes to compare");
                        return;
                    }
                    double squares =
                            DoubleStream.of(past).map(each -> (each - mean) * (each - mean)).sum();
                    double deviation = Math.sqrt(squares / (past.length - 1));
                    boolean holds = Math.abs(value - mean) <= times * deviation;
                    (holds ? held : broken)
                            .add(
                                    "within %s standard deviations, %s each, of %s"
                                            .formatted(text(times), text(deviation), of));
                });
    }

    private OptionalDouble figure(PastWrite write) {
        if (metric == Metric.ROWS) {
            return OptionalDouble.of(write.rows());
        }
        return write.profile()
                .map(profile -> figure(profile.rows(), profile.columns()))
                .orElse(OptionalDouble.empty());
    }

    private OptionalDouble figure(long rows, List<ColumnProfile> columns) {
        if (metric == Metric.ROWS) {
            return OptionalDouble.of(rows);
        }
        return columns.stream()
                .filter(profile -> profile.name().equalsIgnoreCase(column.orElse("")))
                .map(profile -> metric.of(rows, profile, share))
                .findFirst()
                .orElse(OptionalDouble.empty());
    }

    private static String text(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        boolean isWhole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return isWhole
                ? Long.toString((long) value)
                : new BigDecimal(value, new MathContext(6)).stripTrailingZeros().toString();
    }
}
