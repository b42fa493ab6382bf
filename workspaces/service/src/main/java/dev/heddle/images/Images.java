package dev.heddle.images;

import dev.heddle.client.DaemonThreads;
import dev.heddle.client.LogPart;
import dev.heddle.client.workspaces.WorkspaceImage;
import dev.heddle.client.workspaces.WorkspaceImage.State;
import dev.heddle.compute.ContainersConfig;
import dev.heddle.compute.Engines;
import dev.heddle.containers.Image;
import dev.heddle.containers.ImageBuild;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds images, one after another, and says which there are. An image whose Dockerfile names
 * another of them is built after that.
 */
@Singleton
class Images {
    private static final Logger LOG = LoggerFactory.getLogger(Images.class);
    private static final String SOURCE = "dev.heddle.image.source";
    static final String HOLDS = "dev.heddle.workspace.holds";
    static final String APPLICATION = "dev.heddle.workspace.application";
    private static final Pattern PARENT = Pattern.compile("heddle/workspace-([a-z0-9-]+)");
    private static final int LONGEST_LOG = 16 << 20;

    private final ImageFolders folders;
    private final PushedImages pushed;
    private final ImageContext context;
    private final BaseImage base;
    private final Engines engines;
    private final Path logs;
    private final Map<String, State> pending = new ConcurrentHashMap<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();
    private final ExecutorService builder =
            Executors.newSingleThreadExecutor(new DaemonThreads("heddle-images"));

    Images(
            ImageFolders folders,
            PushedImages pushed,
            ImageContext context,
            BaseImage base,
            Engines engines,
            ContainersConfig config) {
        this.folders = folders;
        this.pushed = pushed;
        this.context = context;
        this.base = base;
        this.engines = engines;
        this.logs = config.folder().toAbsolutePath().resolve("builds");
    }

    void stop(@Observes ShutdownEvent event) {
        builder.shutdownNow();
    }

    List<WorkspaceImage> list() {
        return pushed.areUsed()
                ? pushed.list()
                : folders.all().keySet().stream().map(this::find).toList();
    }

    WorkspaceImage find(String name) {
        if (pushed.areUsed()) {
            return pushed.find(name);
        }
        Path folder = folders.require(name);
        String reference = folders.reference(name);
        Optional<Image> built = engines.engine().image(reference);
        return new WorkspaceImage(
                name,
                reference,
                state(name, folder, built),
                built.map(Image::id),
                label(built, APPLICATION).orElse("none"),
                label(built, HOLDS).orElse(""),
                built.map(Image::sizeBytes).orElse(0L),
                built.map(Image::createdAt),
                Optional.ofNullable(problems.get(name)));
    }

    private State state(String name, Path folder, Optional<Image> built) {
        State now = pending.get(name);
        if (now != null) {
            return now;
        }
        if (built.isEmpty()) {
            return State.MISSING;
        }
        String source = built.get().labels().get(SOURCE);
        return source(folder).equals(source) ? State.BUILT : State.OUTDATED;
    }

    /** What an image is built from, with what it begins with. */
    private String source(Path folder) {
        String own = ImageContext.digest(folder);
        return parent(folder).map(name -> own + "/" + source(folders.require(name))).orElse(own);
    }

    private static Optional<String> label(Optional<Image> image, String name) {
        return image.map(Image::labels).map(labels -> labels.get(name));
    }

    /** Asks for a build of an image, and of those it begins with that are missing or outdated. */
    WorkspaceImage build(String name) {
        if (pushed.areUsed()) {
            return pushed.build(name);
        }
        engines.engine().facts();
        for (String each : order(name)) {
            boolean isWanted = each.equals(name) || find(each).state() != State.BUILT;
            if (isWanted && pending.putIfAbsent(each, State.WAITING) == null) {
                problems.remove(each);
                start(each);
                builder.execute(() -> run(each));
            }
        }
        return find(name);
    }

    /** An image after those that it begins with. */
    private Set<String> order(String name) {
        Set<String> ordered = new LinkedHashSet<>();
        add(name, ordered, new ArrayList<>());
        return ordered;
    }

    private void add(String name, Set<String> ordered, List<String> way) {
        if (way.contains(name)) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "image '%s' begins with itself: %s".formatted(name, way));
        }
        way.add(name);
        parent(folders.require(name)).ifPresent(each -> add(each, ordered, way));
        ordered.add(name);
    }

    private static Optional<String> parent(Path folder) {
        Matcher matcher = PARENT.matcher(dockerfile(folder));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String dockerfile(Path folder) {
        try {
            return Files.readString(folder.resolve("Dockerfile"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String name) {
        pending.put(name, State.BUILDING);
        LOG.info("An image is built. image={}", name);
        try {
            Path folder = folders.require(name);
            Optional<String> parent = parent(folder);
            if (parent.isPresent()) {
                requireBuilt(parent.get());
            } else if (dockerfile(folder).contains(BaseImage.REFERENCE)) {
                base.ensure(text -> print(name, text));
            }
            engines.engine()
                    .build(
                            new ImageBuild(
                                    folders.reference(name),
                                    context.of(folder),
                                    Map.of(),
                                    Map.of(SOURCE, source(folder))),
                            text -> print(name, text));
            LOG.info("An image is built. image={} state=built", name);
        } catch (RuntimeException e) {
            problems.put(name, String.valueOf(e.getMessage()));
            print(name, e.getMessage() + "\n");
            LOG.warn("An image was not built. image={} problem=\"{}\"", name, e.getMessage());
        } finally {
            pending.remove(name);
        }
    }

    private void requireBuilt(String parent) {
        if (engines.engine().image(folders.reference(parent)).isEmpty()) {
            throw new HeddleException(
                    ErrorCode.PRECONDITION_FAILED,
                    "image '%s', which it begins with, was not built: %s"
                            .formatted(parent, problems.getOrDefault(parent, "it is missing")));
        }
    }

    private Path log(String name) {
        return logs.resolve(name + ".log");
    }

    private void start(String name) {
        try {
            Files.createDirectories(logs);
            Files.writeString(log(name), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void print(String name, String text) {
        try {
            if (Files.size(log(name)) < LONGEST_LOG) {
                Files.writeString(
                        log(name), text, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the last build of an image has printed, from an offset in bytes on. */
    LogPart log(String name, long offset) {
        if (pushed.areUsed()) {
            pushed.find(name);
        } else {
            folders.require(name);
        }
        boolean isOver = !pending.containsKey(name);
        try {
            return Files.exists(log(name))
                    ? LogPart.ofFile(log(name), offset, isOver)
                    : new LogPart("", offset, isOver);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
