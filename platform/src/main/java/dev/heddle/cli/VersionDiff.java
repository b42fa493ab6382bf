package dev.heddle.cli;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import dev.heddle.client.PackageFile;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** In what two versions differ, part by part. */
final class VersionDiff {
    private static final Set<String> DERIVED =
            Set.of("MLmodel", "sample_input.json", "sample_output.json");
    private static final int HASH_SHOWN = 12;

    private final List<Difference> differences = new ArrayList<>();

    private VersionDiff() {}

    static List<Difference> of(ModelVersion left, ModelVersion right) {
        VersionDiff diff = new VersionDiff();
        diff.value("function", "class", left.functionClass(), right.functionClass());
        diff.value("flavors", "", flavors(left), flavors(right));
        diff.fields("input", left.signature(), right.signature());
        diff.fields("output", left.signature(), right.signature());
        diff.maps("parameters", left.parameters(), right.parameters());
        diff.maps("tags", left.tags(), right.tags());
        diff.maps("artifacts", artifacts(left), artifacts(right));
        diff.maps("dependencies", dependencies(left), dependencies(right));
        diff.maps("files", files(left), files(right));
        diff.maps("origin", origin(left), origin(right));
        return List.copyOf(diff.differences);
    }

    private static Optional<String> flavors(ModelVersion version) {
        return Optional.of(version.flavors().stream().sorted().collect(Collectors.joining(" ")));
    }

    private void fields(String part, Optional<Signature> left, Optional<Signature> right) {
        maps(
                "signature " + part,
                left.map(known -> fields(side(part, known))).orElse(Map.of()),
                right.map(known -> fields(side(part, known))).orElse(Map.of()));
    }

    private static FieldType.Struct side(String part, Signature signature) {
        return part.equals("input") ? signature.input() : signature.output();
    }

    private static Map<String, String> fields(FieldType.Struct struct) {
        Map<String, String> fields = new TreeMap<>();
        collect("", struct, fields);
        return fields;
    }

    private static void collect(
            String prefix, FieldType.Struct struct, Map<String, String> fields) {
        for (Field field : struct.fields()) {
            String path = prefix + field.name();
            boolean isStruct = field.type() instanceof FieldType.Struct;
            fields.put(
                    path,
                    (isStruct ? "struct" : field.type().toString())
                            + (field.required() ? "" : ", optional")
                            + field.feature()
                                    .map(
                                            feature ->
                                                    ", feature %s.%s by %s"
                                                            .formatted(
                                                                    feature.view(),
                                                                    feature.name(),
                                                                    String.join(
                                                                            ", ", feature.keys())))
                                    .orElse("")
                            + field.doc().map(doc -> ", \"" + doc + "\"").orElse(""));
            if (field.type() instanceof FieldType.Struct inner) {
                collect(path + ".", inner, fields);
            }
        }
    }

    private static Map<String, String> artifacts(ModelVersion version) {
        Map<String, String> hashes = new TreeMap<>();
        version.artifacts()
                .forEach(
                        (name, path) ->
                                version.files().stream()
                                        .filter(file -> isBelow(file.path(), path))
                                        .forEach(
                                                file ->
                                                        hashes.put(
                                                                name + rest(file.path(), path),
                                                                shorten(file.sha256()))));
        return hashes;
    }

    private static boolean isBelow(String file, String path) {
        return file.equals(path) || file.startsWith(path + "/");
    }

    private static String rest(String file, String path) {
        return file.substring(path.length());
    }

    private static Map<String, String> dependencies(ModelVersion version) {
        Map<String, String> byName = new TreeMap<>();
        for (Origin.Dependency dependency : version.origin().dependencies()) {
            int end = dependency.name().lastIndexOf(':');
            boolean isMaven = end > 0;
            String name = isMaven ? dependency.name().substring(0, end) : dependency.name();
            String found =
                    (isMaven ? dependency.name().substring(end + 1) + " " : "")
                            + shorten(dependency.sha256());
            byName.merge(name, found, (one, other) -> one + ", " + other);
        }
        return byName;
    }

    /** Files that belong to no artifact and are not made from what is compared already. */
    private static Map<String, String> files(ModelVersion version) {
        Map<String, String> hashes = new TreeMap<>();
        for (PackageFile file : version.files()) {
            boolean isArtifact =
                    version.artifacts().values().stream()
                            .anyMatch(path -> isBelow(file.path(), path));
            if (!isArtifact && !DERIVED.contains(file.path())) {
                hashes.put(file.path(), shorten(file.sha256()));
            }
        }
        return hashes;
    }

    private static Map<String, String> origin(ModelVersion version) {
        Map<String, String> origin = new TreeMap<>();
        version.origin()
                .git()
                .ifPresent(
                        git ->
                                origin.put(
                                        "git",
                                        shorten(git.commit())
                                                + (git.dirty() ? " with changes" : "")));
        origin.put("jdk", version.origin().jdk());
        return origin;
    }

    private static String shorten(String hash) {
        return hash.substring(0, Math.min(HASH_SHOWN, hash.length()));
    }

    private void maps(String part, Map<String, String> left, Map<String, String> right) {
        Set<String> names = new TreeSet<>(left.keySet());
        names.addAll(right.keySet());
        for (String name : names) {
            value(
                    part,
                    name,
                    Optional.ofNullable(left.get(name)),
                    Optional.ofNullable(right.get(name)));
        }
    }

    private void value(String part, String name, Optional<String> left, Optional<String> right) {
        if (!left.equals(right)) {
            differences.add(new Difference(part, name, left.orElse(""), right.orElse("")));
        }
    }
}
