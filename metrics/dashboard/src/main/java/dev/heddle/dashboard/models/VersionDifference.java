package dev.heddle.dashboard.models;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What differs between two versions, part by part. */
final class VersionDifference {
    private VersionDifference() {}

    /** A part of a version; without lines, nothing in it differs. */
    record Part(String title, List<Line> lines) {}

    /** One thing that differs; a side on which it is not there is empty. */
    record Line(String name, String from, String to) {
        public boolean isAdded() {
            return from.isEmpty();
        }

        public boolean isRemoved() {
            return to.isEmpty();
        }
    }

    static List<Part> of(ModelVersion from, ModelVersion to) {
        List<Part> parts = new ArrayList<>();
        parts.add(part("Inputs", fields(from, true), fields(to, true)));
        parts.add(part("Outputs", fields(from, false), fields(to, false)));
        parts.add(part("Parameters", from.parameters(), to.parameters()));
        parts.add(part("Tags", from.tags(), to.tags()));
        parts.add(part("Files", files(from), files(to)));
        parts.add(part("Dependencies", dependencies(from), dependencies(to)));
        parts.add(part("Origin", origin(from), origin(to)));
        return parts;
    }

    private static Part part(String title, Map<String, String> from, Map<String, String> to) {
        TreeSet<String> names = new TreeSet<>(from.keySet());
        names.addAll(to.keySet());
        List<Line> lines = new ArrayList<>();
        for (String name : names) {
            String before = from.getOrDefault(name, "");
            String after = to.getOrDefault(name, "");
            if (!before.equals(after)) {
                lines.add(new Line(name, before, after));
            }
        }
        return new Part(title, lines);
    }

    private static Map<String, String> fields(ModelVersion version, boolean isInput) {
        Map<String, String> fields = new TreeMap<>();
        version.signature()
                .ifPresent(
                        signature ->
                                SignatureLines.of(isInput ? signature.input() : signature.output())
                                        .forEach(
                                                line ->
                                                        fields.put(
                                                                line.path(),
                                                                line.type() + ", " + line.need())));
        return fields;
    }

    private static Map<String, String> files(ModelVersion version) {
        return version.files().stream()
                .collect(
                        Collectors.toMap(
                                file -> file.path(),
                                file ->
                                        "%,d bytes, %s"
                                                .formatted(
                                                        file.size(),
                                                        file.sha256().substring(0, 10))));
    }

    /** Libraries by name, so that another version of one is a change of it. */
    private static Map<String, String> dependencies(ModelVersion version) {
        Map<String, String> libraries = new TreeMap<>();
        for (Origin.Dependency dependency : version.origin().dependencies()) {
            int colon = dependency.name().lastIndexOf(':');
            String name = colon < 0 ? dependency.name() : dependency.name().substring(0, colon);
            String release = colon < 0 ? "there" : dependency.name().substring(colon + 1);
            libraries.merge(name, release, (a, b) -> a.equals(b) ? a : a + ", " + b);
        }
        return libraries;
    }

    private static Map<String, String> origin(ModelVersion version) {
        Map<String, String> facts = new LinkedHashMap<>();
        version.origin()
                .git()
                .ifPresent(
                        git -> {
                            facts.put(
                                    "commit", git.commit() + (git.dirty() ? " with changes" : ""));
                            facts.put("branch", git.branch());
                        });
        facts.put("JDK", version.origin().jdk());
        facts.put("registered with", version.origin().tool());
        version.functionClass().ifPresent(name -> facts.put("class", name));
        facts.put("flavors", String.join(", ", version.flavors()));
        return facts;
    }
}
