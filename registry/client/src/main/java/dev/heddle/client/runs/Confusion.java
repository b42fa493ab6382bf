package dev.heddle.client.runs;

import dev.heddle.client.UploadContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How often each class was taken for each: a confusion matrix. The dashboard draws it.
 *
 * @param labels the classes
 * @param matrix a line for each class that a case is, with a count for each class that it was taken
 *     for; both in the order of the labels
 */
public record Confusion(List<String> labels, List<List<Long>> matrix) {
    /** The most classes of a matrix. */
    public static final int MOST = 1_000;

    public Confusion {
        labels = List.copyOf(labels);
        matrix = matrix.stream().map(List::copyOf).toList();
        int size = labels.size();
        if (size == 0 || size > MOST) {
            throw new IllegalArgumentException(
                    "there are %d labels, expected 1 to %d".formatted(size, MOST));
        }
        if (matrix.size() != size || matrix.stream().anyMatch(line -> line.size() != size)) {
            throw new IllegalArgumentException(
                    "the matrix is not of %d lines of %d counts, as there are labels"
                            .formatted(size, size));
        }
        if (matrix.stream().flatMap(List::stream).anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("a count is negative");
        }
    }

    /**
     * Counts cases. The labels are all that are there, sorted.
     *
     * @param actual what each case is
     * @param predicted what each was taken for; as many
     */
    public static Confusion of(List<String> actual, List<String> predicted) {
        if (actual.size() != predicted.size()) {
            throw new IllegalArgumentException(
                    "there are %d classes and %d predictions, expected as many"
                            .formatted(actual.size(), predicted.size()));
        }
        TreeSet<String> all = new TreeSet<>(actual);
        all.addAll(predicted);
        List<String> labels = List.copyOf(all);
        long[][] counts = new long[labels.size()][labels.size()];
        Map<String, Integer> places = new LinkedHashMap<>();
        labels.forEach(label -> places.put(label, places.size()));
        for (int i = 0; i < actual.size(); i++) {
            counts[places.get(actual.get(i))][places.get(predicted.get(i))]++;
        }
        List<List<Long>> matrix = new ArrayList<>();
        for (long[] line : counts) {
            List<Long> values = new ArrayList<>();
            for (long count : line) {
                values.add(count);
            }
            matrix.add(values);
        }
        return new Confusion(labels, matrix);
    }

    /** The matrix as a file of a run has it: {@code {"labels": [...], "matrix": [[...]]}}. */
    UploadContent content() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("labels", labels);
        json.put("matrix", matrix);
        return JsonFile.of(json);
    }
}
