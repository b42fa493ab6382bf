package dev.heddle.client.runs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.MlflowServer;
import dev.heddle.client.UploadContent;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a run or of a logged model. Contents go up and down as streams, never whole in
 * memory. Paths are relative, with {@code /} between their parts; the empty path is the whole. Safe
 * for use by many threads; errors are those of {@link MlflowServer}.
 */
public final class Artifacts {
    private static final String SCHEME = "mlflow-artifacts:/";
    private static final String FILES = "/api/2.0/mlflow-artifacts/artifacts";

    private final MlflowServer server;
    private final String root;

    private Artifacts(MlflowServer server, String root) {
        this.server = server;
        this.root = root;
    }

    /**
     * The files at an address.
     *
     * @param uri {@code mlflow-artifacts:/3/0123abcd/artifacts}
     * @throws HeddleException with {@code INVALID_REQUEST} if the server does not pass the files of
     *     that address on
     */
    public static Artifacts at(MlflowServer server, String uri) {
        if (!isServed(uri)) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "the files at '%s' do not go through the server; expected an address that begins with %s"
                            .formatted(uri, SCHEME));
        }
        String path = uri.substring(SCHEME.length());
        if (path.startsWith("/")) {
            // mlflow-artifacts://host:port/path
            int slash = path.indexOf('/', 1);
            path = slash < 0 ? "" : path.substring(slash + 1);
        }
        return new Artifacts(server, path.endsWith("/") ? path : path + "/");
    }

    /** Whether a server passes the files of an address on. */
    public static boolean isServed(String uri) {
        return uri.startsWith(SCHEME);
    }

    /**
     * A file or a folder.
     *
     * @param path its path
     * @param isFolder whether it is a folder
     * @param size the file's bytes; 0 for a folder
     */
    public record Entry(String path, boolean isFolder, long size) {
        public Entry {
            Objects.requireNonNull(path, "path");
        }
    }

    /** What is in a folder; nothing where there is no such folder. */
    public List<Entry> list(String folder) {
        String below = root + folder;
        JsonNode files =
                server.get(FILES, Map.of("path", below.replaceAll("/+$", ""))).path("files");
        List<Entry> entries = new ArrayList<>();
        for (JsonNode file : files) {
            String path = file.path("path").asText();
            String name = path.substring(path.lastIndexOf('/') + 1);
            entries.add(
                    new Entry(
                            folder.isEmpty() ? name : folder + "/" + name,
                            file.path("is_dir").asBoolean(),
                            file.path("file_size").asLong()));
        }
        return entries;
    }

    /** Every file below a folder, read folder by folder as the stream is. */
    public Stream<Entry> walk(String folder) {
        return list(folder).stream()
                .flatMap(entry -> entry.isFolder() ? walk(entry.path()) : Stream.of(entry));
    }

    /** The content of a file, to be closed by the caller. */
    public InputStream open(String path) {
        return server.open(address(path));
    }

    /**
     * Copies a file into a local folder, under its own path.
     *
     * @return where it is
     */
    public Path download(String path, Path folder) throws IOException {
        Path base = folder.toAbsolutePath().normalize();
        Path target = base.resolve(path).normalize();
        if (!target.startsWith(base) || target.equals(base)) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST, "'%s' does not stay below a folder".formatted(path));
        }
        Files.createDirectories(target.getParent());
        Path aside = Files.createTempFile(target.getParent(), ".download", "");
        try {
            try (InputStream content = open(path)) {
                Files.copy(content, aside, StandardCopyOption.REPLACE_EXISTING);
            }
            return Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /**
     * Stores content under a path; what was there is replaced.
     *
     * @return the SHA-256 of what is there now, in hexadecimal; empty where the server does not
     *     tell
     */
    public Optional<String> upload(String path, UploadContent content) {
        return server.upload(address(path), content).filter(Artifacts::isDigest);
    }

    /** The SHA-256 of a file, in hexadecimal; empty where the server does not tell. */
    public Optional<String> sha256(String path) {
        return server.etag(address(path)).filter(Artifacts::isDigest);
    }

    private static boolean isDigest(String etag) {
        return etag.matches("[0-9a-f]{64}");
    }

    /**
     * Stores a file, or all files of a folder with the folder's name before their paths.
     *
     * @param folder the folder that it goes into; empty for the topmost
     */
    public void upload(Path source, String folder) throws IOException {
        String into = folder.isEmpty() ? "" : folder + "/";
        Path named = source.toAbsolutePath().normalize();
        if (!Files.isDirectory(named)) {
            upload(into + named.getFileName(), UploadContent.of(named));
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(named)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            String below = named.getParent().relativize(file).toString().replace('\\', '/');
            upload(into + below, UploadContent.of(file));
        }
    }

    /** The path of a file from the server's root, encoded part by part. */
    private String address(String path) {
        if (path.isEmpty()) {
            throw new IllegalArgumentException("a file needs a path");
        }
        return Stream.of((root + path).split("/"))
                .map(part -> MlflowServer.encoded("/", part))
                .collect(Collectors.joining("", FILES, ""));
    }
}
