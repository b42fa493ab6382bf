package dev.heddle.benchmarks.tracking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The runs that are searched, made from their numbers, so that what a search must find is known
 * without asking any server: five metrics, five parameters and three tags each, of twenty teams. No
 * two have the same accuracy.
 */
final class SampleRuns {
    static final int TEAMS = 20;
    static final long START_MILLIS = 1_700_000_000_000L;

    private static final int STRIDE = 61_813;
    private static final List<String> OPTIMIZERS = List.of("adam", "sgd", "adamw", "lion");

    private final int count;

    /**
     * @param count how many, a number whose only prime factors are 2 and 5
     */
    SampleRuns(int count) {
        this.count = count;
    }

    int count() {
        return count;
    }

    String name(int run) {
        return String.format(Locale.ROOT, "run-%06d", run);
    }

    String team(int run) {
        return "team-" + random(run).nextInt(TEAMS);
    }

    /** Between 0 and 1, evenly spread, each value once. */
    double accuracy(int run) {
        return ((long) run * STRIDE % count + 0.5) / count;
    }

    Map<String, Double> metrics(int run) {
        double accuracy = accuracy(run);
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("accuracy", accuracy);
        metrics.put("loss", 1 - accuracy);
        metrics.put("f1", accuracy * accuracy);
        metrics.put("auc", 0.5 + accuracy / 2);
        metrics.put("seconds", 10.0 + run % 600);
        return metrics;
    }

    Map<String, String> params(int run) {
        Map<String, String> params = new TreeMap<>();
        params.put("learning_rate", "0.00" + (1 + run % 9));
        params.put("batch_size", Integer.toString(16 << run % 5));
        params.put("depth", Integer.toString(2 + run % 11));
        params.put("optimizer", OPTIMIZERS.get(run % OPTIMIZERS.size()));
        params.put("seed", Integer.toString(run));
        return params;
    }

    /** Without the tag with the run's name, which servers write themselves. */
    Map<String, String> tags(int run) {
        Map<String, String> tags = new TreeMap<>();
        tags.put("team", team(run));
        tags.put("dataset", "dataset-" + run % 50);
        tags.put("stage", run % 3 == 0 ? "nightly" : "notebook");
        return tags;
    }

    /** The names of a team's runs above an accuracy, the best first. */
    List<String> best(String team, double above) {
        List<Integer> found = new ArrayList<>();
        for (int run = 0; run < count; run++) {
            if (accuracy(run) > above && team(run).equals(team)) {
                found.add(run);
            }
        }
        found.sort(Comparator.comparingDouble(this::accuracy).reversed());
        return found.stream().map(this::name).toList();
    }

    private static SplittableRandom random(int run) {
        return new SplittableRandom(run);
    }
}
