package dev.heddle.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells at the end of a build which tests it left out, and how to run them. */
public final class LeftOutTests {
    private static final String NONE = "none";
    private static final Pattern TAG = Pattern.compile("^(\\s*)@Tag\\(\"([^\"]+)\"\\)");
    private static final Pattern TEST =
            Pattern.compile("^\\s+@(Test|ParameterizedTest|RepeatedTest|TestFactory|Property)\\b");

    private LeftOutTests() {}

    /**
     * Prints the line.
     *
     * @param arguments the repository's root, and the tags that were left out, with commas; {@code
     *     none} for a build that leaves out nothing
     */
    public static void main(String... arguments) throws IOException {
        Set<String> tags =
                Stream.of(arguments[1].split(","))
                        .filter(tag -> !tag.equals(NONE))
                        .collect(Collectors.toSet());
        System.out.println(report(Path.of(arguments[0]), tags));
    }

    static String report(Path root, Set<String> tags) throws IOException {
        if (tags.isEmpty()) {
            return "Left out: nothing.";
        }
        Map<String, Integer> counts = new TreeMap<>();
        for (Path file : testSources(root)) {
            count(Files.readAllLines(file), tags, counts);
        }
        int total = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (total == 0) {
            return "Left out: nothing; no test needs more than a JDK.";
        }
        String parts =
                counts.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
        return ("Left out: %d tests that need more than a JDK (%s). To run them too: .ci/run, or"
                        + " ./mvnw verify -Pcomplete where what they need is installed.")
                .formatted(total, parts);
    }

    private static List<Path> testSources(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root, 14)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> root.relativize(file).toString().contains("src/test/"))
                    .toList();
        }
    }

    /** A tag of a class counts for all of its tests, one of a method for that one. */
    private static void count(List<String> lines, Set<String> tags, Map<String, Integer> counts) {
        int tests = (int) lines.stream().filter(line -> TEST.matcher(line).find()).count();
        for (String line : lines) {
            Matcher tag = TAG.matcher(line);
            if (tag.find() && tags.contains(tag.group(2))) {
                counts.merge(tag.group(2), tag.group(1).isEmpty() ? tests : 1, Integer::sum);
            }
        }
    }
}
