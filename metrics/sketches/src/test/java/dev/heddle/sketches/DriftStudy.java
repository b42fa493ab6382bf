package dev.heddle.sketches;

import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.sketches.Drift.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * How often chance alone gives drift, and how often what moved is found. As a program it does so
 * with a thousand windows of each kind, which takes a minute.
 */
final class DriftStudy {
    static final Map<String, Population> POPULATIONS =
            new TreeMap<>(
                    Map.of(
                            "made", Population.made(),
                            "diabetes", Population.of("diabetes.csv"),
                            "flights", Population.of("flights.csv")));

    private DriftStudy() {}

    public static void main(String[] arguments) {
        int windows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        POPULATIONS.forEach(
                (name, population) -> {
                    List<String> alarms = falseAlarms(population, windows, 100, 100_000, 11);
                    System.out.printf(
                            "%s: %d of %d windows without drift alarm %s%n",
                            name, alarms.size(), windows, alarms);
                });
        for (int rows : new int[] {100, 300, 1_000}) {
            POPULATIONS.forEach(
                    (name, population) -> {
                        List<String> alarms = falseAlarms(population, windows, rows, rows, 12);
                        System.out.printf(
                                "%s: %d of %d windows of %d rows without drift alarm %s%n",
                                name, alarms.size(), windows, rows, alarms);
                    });
        }
        for (int rows : new int[] {442, 1_000, 2_000, 10_000}) {
            List<String> missed = missed(POPULATIONS.get("diabetes"), rows, 2_000, 20, 13);
            missed.addAll(missed(POPULATIONS.get("flights"), rows, 2_000, 20, 13));
            System.out.printf(
                    "baselines of %d rows: of 20 shifts of half a standard deviation each, missed %s%n",
                    rows, missed);
        }
    }

    /** Windows that alarm although they are of the baseline's population; sizes at random. */
    static List<String> falseAlarms(
            Population population, int windows, int least, int most, long seed) {
        List<String> alarms = new ArrayList<>();
        Random random = new Random(seed);
        for (int i = 0; i < windows; i++) {
            int before = size(random, least, most);
            int now = size(random, least, most);
            List<String> far =
                    Drift.between(
                                    population.sample(before, random),
                                    population.sample(now, random),
                                    DriftOptions.DEFAULT)
                            .stream()
                            .filter(drift -> drift.state() == State.FAR)
                            .map(Drift::message)
                            .toList();
            if (!far.isEmpty()) {
                alarms.add("%d before, %d now: %s".formatted(before, now, far));
            }
        }
        return alarms;
    }

    private static int size(Random random, int least, int most) {
        return (int) Math.round(least * Math.pow((double) most / least, random.nextDouble()));
    }

    /** Fields whose numbers moved by half a standard deviation, up or down, and were not found. */
    static List<String> missed(
            Population population, int baselineRows, int rows, int times, long seed) {
        List<String> missed = new ArrayList<>();
        Random random = new Random(seed);
        for (int time = 0; time < times; time++) {
            Profile baseline = population.sample(baselineRows, random);
            for (int i = 0; i < population.fields().size(); i++) {
                Field field = population.fields().get(i);
                if (field.type() != Scalar.DOUBLE) {
                    continue;
                }
                String name = "input." + field.name();
                double half =
                        Math.sqrt(baseline.field(name).orElseThrow().variance().orElseThrow()) / 2;
                for (double by : new double[] {half, -half}) {
                    Profile window = population.sample(rows, random, i, by);
                    boolean isFound =
                            Drift.between(baseline, window, DriftOptions.DEFAULT).stream()
                                    .anyMatch(
                                            drift ->
                                                    drift.field().equals(name)
                                                            && drift.state() == State.FAR);
                    if (!isFound) {
                        missed.add(name + (by > 0 ? " up" : " down"));
                    }
                }
            }
        }
        return missed;
    }
}
