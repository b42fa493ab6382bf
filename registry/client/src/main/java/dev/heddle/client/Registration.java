package dev.heddle.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What becomes a version: begun with {@link #function}, {@link #graph} or {@link #mlflow}, and made
 * complete by the methods that return a new one.
 *
 * <pre>{@code
 * Registration.function("churn", "com.acme.Churn", Path.of("target/churn.jar"))
 *         .artifact("weights", Path.of("model.onnx"))
 *         .parameter("threshold", "0.4")
 *         .tag("team", "growth")
 *         .sample(Path.of("sample.json"))
 * }</pre>
 *
 * @param name the model's name
 * @param source where the version's files are
 * @param artifacts a file or folder by artifact name
 * @param parameters texts by name
 * @param tags texts by key
 * @param sample one input record, or an array of them
 * @param baseline a training sample, which monitors compare the version with
 */
public record Registration(
        String name,
        Source source,
        Map<String, Path> artifacts,
        Map<String, String> parameters,
        Map<String, String> tags,
        Optional<JsonNode> sample,
        Optional<Path> baseline) {
    public Registration {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(source, "source");
        artifacts = Map.copyOf(artifacts);
        parameters = Map.copyOf(parameters);
        tags = Map.copyOf(tags);
        Objects.requireNonNull(sample, "sample");
        Objects.requireNonNull(baseline, "baseline");
    }

    /** Where the files of a version are. */
    public sealed interface Source {
        /** A Java function in a jar, and the libraries that it needs beside it. */
        record Function(String className, List<Path> jars) implements Source {
            public Function {
                Objects.requireNonNull(className, "className");
                jars = List.copyOf(jars);
                if (jars.isEmpty()) {
                    throw new IllegalArgumentException("a function needs a jar");
                }
            }
        }

        /** An ONNX graph. Files that its weights lie in are found beside it. */
        record Graph(Path file) implements Source {
            public Graph {
                Objects.requireNonNull(file, "file");
            }
        }

        /** An MLflow model directory. */
        record Directory(Path path) implements Source {
            public Directory {
                Objects.requireNonNull(path, "path");
            }
        }
    }

    /** A version of a Java function. */
    public static Registration function(String name, String className, Path jar) {
        return of(name, new Source.Function(className, List.of(jar)));
    }

    /** A version of an ONNX graph. */
    public static Registration graph(String name, Path file) {
        return of(name, new Source.Graph(file));
    }

    /** A version of an MLflow model directory, taken as it is. */
    public static Registration mlflow(String name, Path directory) {
        return of(name, new Source.Directory(directory));
    }

    private static Registration of(String name, Source source) {
        return new Registration(
                name, source, Map.of(), Map.of(), Map.of(), Optional.empty(), Optional.empty());
    }

    /** The class of the function; empty unless the source is one. */
    public Optional<String> functionClass() {
        return source instanceof Source.Function function
                ? Optional.of(function.className())
                : Optional.empty();
    }

    /** Also a jar that the function needs. */
    public Registration library(Path jar) {
        if (!(source instanceof Source.Function function)) {
            throw new IllegalArgumentException("only a function takes libraries, got " + jar);
        }
        List<Path> jars = new ArrayList<>(function.jars());
        jars.add(jar);
        return new Registration(
                name,
                new Source.Function(function.className(), jars),
                artifacts,
                parameters,
                tags,
                sample,
                baseline);
    }

    /** Also a file or folder that the function opens under a name. */
    public Registration artifact(String artifact, Path path) {
        return new Registration(
                name, source, with(artifacts, artifact, path), parameters, tags, sample, baseline);
    }

    /** Also a parameter. */
    public Registration parameter(String parameter, String value) {
        return new Registration(
                name,
                source,
                artifacts,
                with(parameters, parameter, value),
                tags,
                sample,
                baseline);
    }

    /** Also a tag. */
    public Registration tag(String key, String value) {
        return new Registration(
                name, source, artifacts, parameters, with(tags, key, value), sample, baseline);
    }

    /** With a sample, one input record or an array of them. */
    public Registration sample(JsonNode json) {
        return new Registration(
                name, source, artifacts, parameters, tags, Optional.of(json), baseline);
    }

    /**
     * With the sample of a JSON file.
     *
     * @throws HeddleException with {@code INVALID_PACKAGE} if it cannot be read or is no JSON
     */
    public Registration sample(Path file) {
        try {
            return sample(HeddleJson.mapper().readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_PACKAGE,
                    "sample '%s' is no JSON: %s".formatted(file, e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw PackageLayout.unreadable("sample", file, e);
        }
    }

    /**
     * With a training sample: records of what the version takes, as a {@code .csv} file whose first
     * line names the columns, or as {@code .jsonl}, one record a line. Other columns are passed
     * over. Monitors compare what the version is given later with it. Of a long file the first
     * {@value Baseline#MAX_RECORDS} records count, and no more than 64 MiB.
     */
    public Registration baseline(Path file) {
        return new Registration(
                name, source, artifacts, parameters, tags, sample, Optional.of(file));
    }

    private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
        Map<String, V> more = new LinkedHashMap<>(map);
        if (more.put(key, value) != null) {
            throw new IllegalArgumentException("'%s' was given twice".formatted(key));
        }
        return more;
    }
}
