package dev.heddle.batch.modules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.error.Mark;

/** What is wrong with a YAML file, by line. */
final class Problems {
    private record Problem(int line, String message) {}

    private final List<Problem> found = new ArrayList<>();

    /** Notes that something at a place is wrong. */
    void add(Mark mark, String message) {
        Problem problem = new Problem(mark == null ? 1 : mark.getLine() + 1, message);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    boolean any() {
        return !found.isEmpty();
    }

    int count() {
        return found.size();
    }

    /** All of them by line: {@code line 3: …; line 7: …}. */
    @Override
    public String toString() {
        return found.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .map(problem -> "line " + problem.line() + ": " + problem.message())
                .collect(Collectors.joining("; "));
    }
}
