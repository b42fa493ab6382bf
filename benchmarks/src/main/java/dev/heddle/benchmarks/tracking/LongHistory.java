package dev.heddle.benchmarks.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The run whose one metric has a long history, and the chart of it. */
final class LongHistory {
    static final String RUN = "long";
    static final String METRIC = "loss";

    private static final int CHART_POINTS = 320;

    private final String run;
    private final int points;

    /**
     * @param run the run's id
     * @param points how long the history is
     */
    LongHistory(String run, int points) {
        this.run = run;
        this.points = points;
    }

    static double value(int step) {
        return 1 / (1 + step / 1_000.0);
    }

    /** Milliseconds of each of some calls for a chart, each answer checked. */
    double[] draw(TrackingClient client, int calls) throws IOException {
        double[] millis = new double[calls];
        for (int call = 0; call < calls; call++) {
            long begin = System.nanoTime();
            Answer answer = client.chart(run, METRIC, CHART_POINTS);
            millis[call] = (System.nanoTime() - begin) / 1e6;
            check(answer);
        }
        return millis;
    }

    private void check(Answer answer) throws IOException {
        JsonNode chart = answer.json().get("metrics");
        expect(chart.size() == CHART_POINTS, chart.size() + " points");
        int last = -1;
        int widest = 0;
        for (JsonNode point : chart) {
            int step = point.get("step").intValue();
            expect(step > last, "step " + step + " after " + last);
            expect(point.get("value").doubleValue() == value(step), point.toString());
            expect(
                    point.get("timestamp").longValue() == PointBatch.timestamp(step),
                    point.toString());
            expect(point.get("run_id").textValue().equals(run), point.toString());
            widest = Math.max(widest, step - last);
            last = step;
        }
        expect(chart.get(0).get("step").intValue() == 0, "the first point is missing");
        expect(last == points - 1, "the last point is missing");
        expect(widest <= 3 * points / CHART_POINTS, "a gap of " + widest + " steps");
    }

    private static void expect(boolean isMet, String found) {
        if (!isMet) {
            throw new IllegalStateException("the chart is wrong: " + found);
        }
    }
}
