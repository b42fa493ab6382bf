package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Signature;
import dev.heddle.runtime.Envelope.Flavor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;

/** Reads and writes the {@code MLmodel} file of an envelope. */
public final class Envelopes {
    private static final long MAX_BYTES = 4 << 20;

    private Envelopes() {}

    /**
     * Reads an envelope. The signature of a graph is in the graph, so that it is empty here; {@link
     * LoadedModel#signature} has it.
     *
     * @param directory the folder that holds {@code MLmodel}
     * @throws HeddleException with {@code INVALID_PACKAGE} if there is none, or it is not of
     *     MLflow's form
     */
    public static Envelope read(Path directory) {
        Map<String, Object> root = load(directory.resolve(Envelope.FILE));
        Map<String, Object> flavors = map(root, "flavors");
        Optional<Flavor> runnable =
                Stream.of(Flavor.values())
                        .filter(flavor -> !map(flavors, flavor.wireName()).isEmpty())
                        .findFirst();
        Map<String, Object> section =
                runnable.map(flavor -> map(flavors, flavor.wireName())).orElse(Map.of());
        boolean isFunction = section.containsKey("class");
        boolean isGraph = runnable.filter(Flavor.ONNX::equals).isPresent();
        return new Envelope(
                directory,
                List.copyOf(flavors.keySet()),
                runnable,
                isFunction ? Optional.of(signature(section)) : Optional.empty(),
                text(section, "class"),
                texts(section.get("code")),
                isGraph
                        ? Optional.of(text(section, "data").orElse("model.onnx"))
                        : Optional.empty(),
                textMap(map(section, "artifacts")),
                textMap(map(section, "parameters")),
                map(root, "metadata"));
    }

    /**
     * Whether the inputs of MLflow's own signature are tensors rather than columns; empty if there
     * is no such signature.
     */
    static Optional<Boolean> hasTensorSignature(Path directory) {
        return text(map(load(directory.resolve(Envelope.FILE)), "signature"), "inputs")
                .map(inputs -> inputs.contains("tensor-spec"));
    }

    /**
     * Writes the {@code MLmodel} file of an envelope that Heddle makes. Equal ones give equal
     * bytes.
     */
    static void write(Envelope envelope, Signature signature) {
        Map<String, Object> flavor = new LinkedHashMap<>();
        envelope.functionClass().ifPresent(name -> flavor.put("class", name));
        if (!envelope.code().isEmpty()) {
            flavor.put("code", envelope.code());
        }
        envelope.graph().ifPresent(graph -> flavor.put("data", graph));
        flavor.put("artifacts", new TreeMap<>(envelope.artifacts()));
        flavor.put("parameters", new TreeMap<>(envelope.parameters()));
        if (envelope.functionClass().isPresent()) {
            flavor.put("signature", signature.toMap());
        }
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("flavors", Map.of(envelope.runnable().orElseThrow().wireName(), flavor));
        root.put("signature", MlflowSignature.write(signature));
        if (!envelope.metadata().isEmpty()) {
            root.put("metadata", new TreeMap<>(envelope.metadata()));
        }
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setDereferenceAliases(true);
        Yaml yaml =
                new Yaml(
                        new SafeConstructor(new LoaderOptions()),
                        new Representer(options),
                        options);
        try {
            Files.writeString(envelope.directory().resolve(Envelope.FILE), yaml.dump(root));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + Envelope.FILE, e);
        }
    }

    private static Map<String, Object> load(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw invalid("MLmodel is larger than " + MAX_BYTES + " bytes");
            }
            LoaderOptions options = new LoaderOptions();
            options.setMaxAliasesForCollections(20);
            options.setCodePointLimit((int) MAX_BYTES);
            Object root = new Yaml(new SafeConstructor(options)).load(Files.readString(file));
            if (!(root instanceof Map<?, ?> map) || !(map.get("flavors") instanceof Map<?, ?>)) {
                throw invalid("MLmodel has no section 'flavors'");
            }
            return cast(map);
        } catch (NoSuchFileException e) {
            throw invalid("the package has no file MLmodel");
        } catch (YAMLException e) {
            throw invalid("MLmodel is no YAML: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static Signature signature(Map<String, Object> flavor) {
        try {
            return Signature.fromMap(map(flavor, "signature"));
        } catch (IllegalArgumentException e) {
            throw invalid("MLmodel: " + e.getMessage());
        }
    }

    private static Map<String, Object> map(Map<String, Object> parent, String key) {
        Object value = parent.get(key);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw invalid("MLmodel: '%s' is %s, expected a section".formatted(key, value));
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach(
                (name, entry) -> {
                    if (entry != null) {
                        copy.put(String.valueOf(name), entry);
                    }
                });
        return copy;
    }

    private static Optional<String> text(Map<String, Object> parent, String key) {
        return Optional.ofNullable(parent.get(key)).map(String::valueOf);
    }

    private static List<String> texts(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static Map<String, String> textMap(Map<String, Object> values) {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> texts.put(name, String.valueOf(value)));
        return texts;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_PACKAGE, message);
    }
}
