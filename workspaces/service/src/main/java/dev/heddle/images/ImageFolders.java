package dev.heddle.images;

import dev.heddle.compute.ContainersConfig;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folders that images are built from: the platform's own, and those of a team. The folder's
 * name is the image's; a team's own of the same name comes first.
 */
@Singleton
public final class ImageFolders {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final String DOCKERFILE = "Dockerfile";

    private final List<Path> places;
    private final ContainersConfig.Kind engine;

    ImageFolders(ContainersConfig config) {
        List<Path> all = new ArrayList<>();
        String home = System.getenv("HEDDLE_HOME");
        if (home != null) {
            all.add(Path.of(home, "workspaces", "images"));
        }
        config.images().ifPresent(all::addAll);
        this.places = List.copyOf(all);
        this.engine = config.engine();
    }

    /** Every image's folder, by its name. */
    Map<String, Path> all() {
        Map<String, Path> found = new TreeMap<>();
        for (Path place : places) {
            if (!Files.isDirectory(place)) {
                continue;
            }
            try (Stream<Path> folders = Files.list(place)) {
                folders.filter(folder -> Files.isRegularFile(folder.resolve(DOCKERFILE)))
                        .filter(folder -> NAME.matcher(name(folder)).matches())
                        .forEach(folder -> found.put(name(folder), folder));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    /** An image's folder. */
    Path require(String name) {
        return Optional.ofNullable(all().get(name))
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        "there is no image '%s'; there are %s"
                                                .formatted(name, all().keySet())));
    }

    /**
     * What the engine knows an image by: that of a folder by a name of its own, any other as it is.
     * On Amazon ECS, which builds none, every image is known by the name in its settings.
     */
    public String reference(String image) {
        return engine == ContainersConfig.Kind.DOCKER
                        && NAME.matcher(image).matches()
                        && all().containsKey(image)
                ? "heddle/workspace-" + image + ":latest"
                : image;
    }

    private static String name(Path folder) {
        return folder.getFileName().toString();
    }
}
