package dev.heddle.runtime;

import dev.heddle.model.Signature;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An envelope on the local disk: an MLflow model directory, as its {@code MLmodel} file describes
 * it.
 *
 * @param directory the folder that holds {@code MLmodel}
 * @param flavors the names of its flavors, in the file's order
 * @param runnable the flavor that Heddle runs; empty if it runs none of them
 * @param signature what it takes and gives; empty only if no flavor is runnable
 * @param functionClass the class of a Java function
 * @param code the jars of a Java function, relative to the folder
 * @param graph the ONNX graph of flavor {@code onnx}, relative to the folder
 * @param artifacts paths relative to the folder, by artifact name
 * @param parameters texts by name
 * @param metadata the free section of the file, where the origin is kept
 */
public record Envelope(
        Path directory,
        List<String> flavors,
        Optional<Flavor> runnable,
        Optional<Signature> signature,
        Optional<String> functionClass,
        List<String> code,
        Optional<String> graph,
        Map<String, String> artifacts,
        Map<String, String> parameters,
        Map<String, Object> metadata) {
    /** The file that makes a folder an envelope. */
    public static final String FILE = "MLmodel";

    /** The records that were run at registration, a JSON array of inputs. */
    public static final String SAMPLE_INPUT = "sample_input.json";

    /** What came out, a JSON array of outputs in the same order. */
    public static final String SAMPLE_OUTPUT = "sample_output.json";

    public Envelope {
        Objects.requireNonNull(directory, "directory");
        flavors = List.copyOf(flavors);
        Objects.requireNonNull(runnable, "runnable");
        Objects.requireNonNull(signature, "signature");
        Objects.requireNonNull(functionClass, "functionClass");
        code = List.copyOf(code);
        Objects.requireNonNull(graph, "graph");
        artifacts = Map.copyOf(artifacts);
        parameters = Map.copyOf(parameters);
        metadata = Map.copyOf(metadata);
    }

    /** The same with a signature. */
    Envelope with(Signature known) {
        return new Envelope(
                directory,
                flavors,
                runnable,
                Optional.of(known),
                functionClass,
                code,
                graph,
                artifacts,
                parameters,
                metadata);
    }

    /** The flavors that Heddle runs in process. */
    public enum Flavor {
        /** A Java function in jars. */
        HEDDLE_JAVA("heddle_java"),
        /** A Java function in jars that takes the events of a topic. */
        HEDDLE_STREAM("heddle_stream"),
        /** An ONNX graph. */
        ONNX("onnx");

        private final String wireName;

        Flavor(String wireName) {
            this.wireName = wireName;
        }

        /** The name in {@code MLmodel}. */
        public String wireName() {
            return wireName;
        }
    }
}
