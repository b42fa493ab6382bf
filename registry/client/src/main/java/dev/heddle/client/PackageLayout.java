package dev.heddle.client;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the files of a registration lie here, and where they will lie in the envelope: jars below
 * {@code code/}, artifacts below {@code artifacts/<name>/}, a graph as {@code model.onnx}, an
 * MLflow directory as it is; a baseline at the top.
 *
 * @param files every file, sorted by its path in the envelope
 * @param artifacts paths in the envelope by artifact name
 */
record PackageLayout(List<LocalFile> files, Map<String, String> artifacts) {
    private static final int MAX_FILES = 10_000;

    PackageLayout {
        files = List.copyOf(files);
        artifacts = Map.copyOf(artifacts);
    }

    /**
     * A file of the envelope and where its content is now.
     *
     * @param source the file here
     * @param described the file there; of a baseline, the beginning that counts
     */
    record LocalFile(Path source, PackageFile described) {
        /** What is to be sent. */
        UploadContent content() {
            return Baseline.is(described)
                    ? UploadContent.of(source, described.size())
                    : UploadContent.of(source);
        }

        /** Whether the file here goes on after what is sent of it. */
        boolean isCut() {
            try {
                return Baseline.is(described) && Files.size(source) > described.size();
            } catch (IOException e) {
                throw unreadable("file", source, e);
            }
        }
    }

    /** The files as the platform is told of them. */
    List<PackageFile> described() {
        return files.stream().map(LocalFile::described).toList();
    }

    /**
     * Finds and hashes the files of a registration.
     *
     * @throws HeddleException with {@code INVALID_PACKAGE} if one is missing, cannot be read, is
     *     neither file nor folder, or is a link out of its folder
     */
    static PackageLayout of(Registration registration) {
        Collector collector = new Collector();
        Registration.Source source = registration.source();
        if (source instanceof Registration.Source.Function function) {
            for (Path jar : function.jars()) {
                collector.add("code/" + jar.getFileName(), requireFile("jar", jar));
            }
        } else if (source instanceof Registration.Source.Graph graph) {
            collector.add("model.onnx", requireFile("graph", graph.file()));
            for (String beside : OnnxExternalData.of(graph.file())) {
                collector.add(beside, beside(graph.file(), beside));
            }
        } else if (source instanceof Registration.Source.Directory directory) {
            if (!Files.isRegularFile(directory.path().resolve("MLmodel"))) {
                throw invalid(
                        "'%s' is no MLflow model directory: it has no file MLmodel"
                                .formatted(directory.path()));
            }
            collector.addTree("", directory.path());
        }
        Map<String, String> artifacts = new TreeMap<>();
        registration
                .artifacts()
                .forEach((name, path) -> artifacts.put(name, collector.artifact(name, path)));
        List<LocalFile> files = new ArrayList<>(collector.hashed());
        registration.baseline().ifPresent(file -> addBaseline(file, files));
        return new PackageLayout(files, artifacts);
    }

    /** A baseline takes the place of one that an MLflow directory brings. */
    private static void addBaseline(Path file, List<LocalFile> files) {
        String path = Baseline.pathOf(requireFile("baseline", file));
        files.removeIf(other -> Baseline.is(other.described()));
        try {
            long length = Baseline.length(file, path.equals(Baseline.CSV));
            files.add(new LocalFile(file, PackageFile.of(path, file, length)));
            files.sort(Comparator.comparing(one -> one.described().path()));
        } catch (IOException e) {
            throw unreadable("baseline", file, e);
        }
    }

    private static Path requireFile(String what, Path file) {
        if (!Files.isRegularFile(file)) {
            throw invalid(
                    Files.exists(file)
                            ? "%s '%s' is no file".formatted(what, file)
                            : "%s '%s' does not exist".formatted(what, file));
        }
        return file;
    }

    private static Path beside(Path graph, String name) {
        if (!PackageFile.isSafe(name)) {
            throw invalid(
                    "graph '%s' keeps weights at '%s', which is not beside it"
                            .formatted(graph, name));
        }
        return requireFile("the graph's file of weights", graph.resolveSibling(name));
    }

    static HeddleException unreadable(String what, Path file, IOException e) {
        String reason =
                e instanceof NoSuchFileException
                        ? "does not exist"
                        : e instanceof AccessDeniedException
                                ? "may not be read"
                                : "cannot be read: " + e.getMessage();
        return new HeddleException(
                ErrorCode.INVALID_PACKAGE, "%s '%s' %s".formatted(what, file, reason), e);
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_PACKAGE, message);
    }

    /** Gathers files by their path in the envelope. */
    private static final class Collector {
        private final Map<String, Path> sources = new TreeMap<>();

        String artifact(String name, Path path) {
            String target = "artifacts/" + name;
            if (!PackageFile.isSafe(target) || name.contains("/")) {
                throw invalid("artifact name '%s' is no plain name".formatted(name));
            }
            if (Files.isDirectory(path)) {
                addTree(target + "/", path);
                return target;
            }
            String file = target + "/" + path.getFileName();
            add(file, requireFile("artifact '" + name + "':", path));
            return file;
        }

        void add(String path, Path source) {
            if (!PackageFile.isSafe(path)) {
                throw invalid(
                        "file '%s' would have the path '%s', which not every system can hold"
                                .formatted(source, path));
            }
            Path other = sources.put(path, source);
            if (other != null) {
                throw invalid(
                        "'%s' and '%s' would both become '%s'".formatted(other, source, path));
            }
            if (sources.size() > MAX_FILES) {
                throw invalid(
                        "there are more than %,d files at '%s'; pack them into fewer"
                                .formatted(MAX_FILES, source.getParent()));
            }
        }

        /** Adds every file of a folder, at the places below {@code prefix} that it has there. */
        void addTree(String prefix, Path folder) {
            try {
                Path root = folder.toRealPath();
                int before = sources.size();
                Files.walkFileTree(
                        root,
                        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                        Integer.MAX_VALUE,
                        new TreeVisitor(this, prefix, root));
                if (sources.size() == before) {
                    throw invalid("folder '%s' holds no file".formatted(folder));
                }
            } catch (IOException e) {
                throw unreadable("folder", folder, e);
            }
        }

        List<LocalFile> hashed() {
            return sources.entrySet().stream()
                    .map(entry -> hashed(entry.getKey(), entry.getValue()))
                    .toList();
        }

        private static LocalFile hashed(String path, Path source) {
            try {
                return new LocalFile(source, PackageFile.of(path, source));
            } catch (IOException e) {
                throw unreadable("file", source, e);
            }
        }
    }

    /** Follows links, but not out of the folder. */
    private static final class TreeVisitor extends SimpleFileVisitor<Path> {
        private final Collector collector;
        private final String prefix;
        private final Path root;

        TreeVisitor(Collector collector, String prefix, Path root) {
            this.collector = collector;
            this.prefix = prefix;
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                throws IOException {
            requireInside(directory);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            if (attributes.isSymbolicLink()) {
                throw invalid("'%s' is a link to nothing".formatted(file));
            }
            requireInside(file);
            if (!attributes.isRegularFile()) {
                throw invalid("'%s' is neither a file nor a folder".formatted(file));
            }
            String below = root.relativize(file).toString().replace('\\', '/');
            collector.add(prefix + below, file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (e instanceof FileSystemLoopException) {
                throw invalid("'%s' is a link to a folder that holds it".formatted(file));
            }
            throw unreadable("file", file, e);
        }

        private void requireInside(Path file) throws IOException {
            Path real = file.toRealPath();
            if (!real.startsWith(root)) {
                throw invalid(
                        "'%s' is a link to '%s', which is outside '%s'"
                                .formatted(file, real, root));
            }
        }
    }
}
