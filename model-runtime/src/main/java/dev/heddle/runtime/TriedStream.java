package dev.heddle.runtime;

import dev.heddle.model.Event;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A function over events from a jar that is not registered, to be tried out on this machine. Laid
 * out as a version would be, in a temporary folder that goes with this.
 */
public final class TriedStream implements AutoCloseable {
    private final Path folder;
    private final OnnxSessions sessions = new OnnxSessions();
    private final GivenFeatures features = new GivenFeatures();
    private final LoadedStream stream;

    private TriedStream(Path folder, PackageContents contents, List<FeatureView> views) {
        this.folder = folder;
        views.forEach(features::define);
        Envelope envelope = new Packager(sessions).pack(folder, contents);
        this.stream =
                LoadedStream.load(
                        envelope,
                        new ModelIdentity("tried", 0, ""),
                        Map.of(),
                        (name, value) -> {},
                        sessions,
                        features);
    }

    /**
     * Loads a function.
     *
     * @param functionClass its class
     * @param jar its jar
     * @param libraries jars that it needs
     * @param artifacts files and folders by the name that it opens them under
     * @param parameters texts by name
     * @param views the feature views that it reads or writes
     * @throws HeddleException with {@code INVALID_PACKAGE} if it cannot be registered either
     */
    public static TriedStream open(
            String functionClass,
            Path jar,
            List<Path> libraries,
            Map<String, Path> artifacts,
            Map<String, String> parameters,
            List<FeatureView> views) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("heddle-try-");
            List<Path> jars = new ArrayList<>(libraries);
            jars.add(0, jar);
            Files.createDirectories(folder.resolve("code"));
            for (Path one : jars) {
                Files.copy(one, folder.resolve("code").resolve(one.getFileName()));
            }
            Map<String, String> paths = new LinkedHashMap<>();
            for (var artifact : artifacts.entrySet()) {
                String path = "artifacts/" + artifact.getKey();
                copy(artifact.getValue(), folder.resolve(path));
                paths.put(artifact.getKey(), path);
            }
            return new TriedStream(
                    folder,
                    new PackageContents(
                            Optional.of(functionClass),
                            paths,
                            new HashMap<>(parameters),
                            Optional.empty(),
                            Map.of()),
                    views);
        } catch (IOException e) {
            delete(folder);
            throw Envelopes.invalid("%s cannot be read".formatted(e.getMessage()));
        } catch (RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    /** See {@link LoadedStream#read}. */
    public Object read(byte[] value) {
        return stream.read(value);
    }

    /** See {@link LoadedStream#process}. */
    public List<Emission> process(List<? extends Event<?>> events) throws Exception {
        List<Emission> emissions = stream.process(events);
        features.take(emissions);
        return emissions;
    }

    @Override
    public void close() {
        stream.close();
        sessions.close();
        delete(folder);
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
