package dev.heddle.batch.scoring;

import dev.heddle.model.Figure;
import dev.heddle.model.Metrics;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.util.AccumulatorV2;
import org.apache.spark.util.TaskCompletionListener;

/**
 * What a function reports of itself in the tasks of one job. A process loads a version once, for
 * all of its tasks: the thread that a task runs in says whose a report is. What a function reports
 * from threads of its own belongs to no task, and is dropped.
 */
final class TaskFigures extends AccumulatorV2<Map<String, Figure>, Map<String, Figure>> {
    private static final long serialVersionUID = 1L;
    private static final int MOST_NAMES = 100;
    private static final String NAME = "[A-Za-z][A-Za-z0-9_.]{0,99}";
    private static final ThreadLocal<TaskFigures> OF_TASK = new ThreadLocal<>();

    /** Takes reports wherever they come from. */
    static final Metrics METRICS =
            (name, value) -> {
                TaskFigures figures = OF_TASK.get();
                if (figures != null && name != null && Double.isFinite(value)) {
                    figures.observe(name, value);
                }
            };

    private final Map<String, double[]> sums = new HashMap<>();

    /** From now on, what is reported in this thread is this task's; until the task ends. */
    void begin() {
        OF_TASK.set(this);
        TaskContext.get()
                .addTaskCompletionListener((TaskCompletionListener) task -> OF_TASK.remove());
    }

    /** Executors tell of their counts now and then while tasks go on. */
    private synchronized void observe(String name, double value) {
        double[] sum = sums.get(name);
        if (sum == null) {
            if (sums.size() >= MOST_NAMES || !name.matches(NAME)) {
                return;
            }
            sums.put(name, new double[] {1, value, value, value});
            return;
        }
        sum[0]++;
        sum[1] += value;
        sum[2] = Math.min(sum[2], value);
        sum[3] = Math.max(sum[3], value);
    }

    @Override
    public synchronized boolean isZero() {
        return sums.isEmpty();
    }

    @Override
    public synchronized TaskFigures copy() {
        TaskFigures copy = new TaskFigures();
        sums.forEach((name, sum) -> copy.sums.put(name, sum.clone()));
        return copy;
    }

    @Override
    public synchronized void reset() {
        sums.clear();
    }

    @Override
    public void add(Map<String, Figure> more) {
        more.forEach(
                (name, figure) ->
                        add(
                                name,
                                new double[] {
                                    figure.count(), figure.sum(), figure.least(), figure.greatest()
                                }));
    }

    @Override
    public void merge(AccumulatorV2<Map<String, Figure>, Map<String, Figure>> other) {
        add(other.value());
    }

    private synchronized void add(String name, double[] more) {
        double[] sum = sums.get(name);
        if (sum == null) {
            if (sums.size() < MOST_NAMES) {
                sums.put(name, more);
            }
            return;
        }
        sum[0] += more[0];
        sum[1] += more[1];
        sum[2] = Math.min(sum[2], more[2]);
        sum[3] = Math.max(sum[3], more[3]);
    }

    @Override
    public synchronized Map<String, Figure> value() {
        Map<String, Figure> figures = new HashMap<>();
        sums.forEach(
                (name, sum) ->
                        figures.put(name, new Figure((long) sum[0], sum[1], sum[2], sum[3])));
        return figures;
    }
}
