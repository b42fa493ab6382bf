package dev.heddle.tracking;

import dev.heddle.mlflow.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Points of metrics on their way into the database: in columns, since that is how a statement takes
 * them. Not safe for use by many threads.
 */
final class Points {
    private final Map<String, Integer> indexes = new LinkedHashMap<>();
    private final List<Metric> ofModels = new ArrayList<>();
    private int[] keys = new int[16];
    private long[] steps = new long[16];
    private long[] timestamps = new long[16];
    private double[] values = new double[16];
    private int size;

    /**
     * Adds a point.
     *
     * @param place its place in the request's list; negative for one that is in none
     */
    void add(int place, Metric point) {
        Integer key = indexes.get(point.key());
        if (key == null) {
            Checks.key(path(place, "name"), point.key());
            Checks.length("Metric name", Checks.MAX_KEY, point.key());
            key = indexes.size();
            indexes.put(point.key(), key);
        }
        if (point.timestamp() < 0) {
            throw Checks.invalid(
                    ("Invalid value %d for parameter '%s' supplied: metric '%s' (value=%s)."
                                    + " Timestamp must be a nonnegative long (64-bit integer) ")
                            .formatted(
                                    point.timestamp(),
                                    path(place, "timestamp"),
                                    point.key(),
                                    point.value()));
        }
        if (size == keys.length) {
            grow();
        }
        keys[size] = key;
        steps[size] = point.step();
        timestamps[size] = point.timestamp();
        values[size] = point.value();
        size++;
        if (point.modelId().isPresent()) {
            ofModels.add(point);
        }
    }

    private static String path(int place, String field) {
        return place < 0 ? field : "metrics[%d].%s".formatted(place, field);
    }

    /** One point, checked. */
    static Points of(Metric point) {
        Points points = new Points();
        points.add(-1, point);
        return points;
    }

    private void grow() {
        int capacity = 2 * size;
        keys = Arrays.copyOf(keys, capacity);
        steps = Arrays.copyOf(steps, capacity);
        timestamps = Arrays.copyOf(timestamps, capacity);
        values = Arrays.copyOf(values, capacity);
    }

    int size() {
        return size;
    }

    /** The points that say something about a logged model. */
    List<Metric> ofModels() {
        return ofModels;
    }

    /** Names of metrics, each once; {@link #keyIndexes} counts them from 1, as SQL does. */
    String[] keys() {
        return indexes.keySet().toArray(String[]::new);
    }

    int[] keyIndexes() {
        return Arrays.stream(keys, 0, size).map(key -> key + 1).toArray();
    }

    long[] steps() {
        return Arrays.copyOf(steps, size);
    }

    long[] timestamps() {
        return Arrays.copyOf(timestamps, size);
    }

    double[] values() {
        return Arrays.copyOf(values, size);
    }

    /**
     * Of each metric the place of its latest point: the one of the highest step, then time, then
     * value. In the order of {@link #keys}.
     */
    int[] latest() {
        int[] latest = new int[indexes.size()];
        Arrays.fill(latest, -1);
        for (int i = 0; i < size; i++) {
            int best = latest[keys[i]];
            if (best < 0 || isLater(i, best)) {
                latest[keys[i]] = i;
            }
        }
        return latest;
    }

    long[] steps(int[] places) {
        return Arrays.stream(places).mapToLong(i -> steps[i]).toArray();
    }

    long[] timestamps(int[] places) {
        return Arrays.stream(places).mapToLong(i -> timestamps[i]).toArray();
    }

    double[] values(int[] places) {
        return Arrays.stream(places).mapToDouble(i -> values[i]).toArray();
    }

    private boolean isLater(int a, int b) {
        int order = Long.compare(steps[a], steps[b]);
        order = order == 0 ? Long.compare(timestamps[a], timestamps[b]) : order;
        return (order == 0 ? Double.compare(values[a], values[b]) : order) > 0;
    }
}
