package dev.heddle.containers.docker;

import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.model.BuildResponseItem;
import dev.heddle.containers.BuildListener;
import dev.heddle.containers.ImageBuild;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Builds images by the engine's own builder. */
final class DockerBuild {
    private final DockerCalls calls;

    DockerBuild(DockerCalls calls) {
        this.calls = calls;
    }

    /** Builds, and waits for the end; the image's id. */
    String run(ImageBuild build, BuildListener listener) {
        try {
            Path archive = Files.createTempFile("heddle-image", ".tar");
            try {
                pack(build.content(), archive);
                return send(build, archive, listener);
            } finally {
                Files.deleteIfExists(archive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String send(ImageBuild build, Path archive, BuildListener listener) throws IOException {
        try (InputStream content = Files.newInputStream(archive)) {
            return calls.stream(
                    docker -> {
                        BuildImageCmd command =
                                docker.buildImageCmd(content)
                                        .withTags(Set.of(build.reference()))
                                        .withLabels(build.labels())
                                        .withRemove(true)
                                        .withForcerm(true);
                        build.arguments().forEach(command::withBuildArg);
                        try {
                            return command.exec(new Output(listener)).awaitImageId();
                        } catch (DockerClientException e) {
                            throw new HeddleException(
                                    ErrorCode.INVALID_REQUEST,
                                    "image %s was not built: %s"
                                            .formatted(build.reference(), reason(e)),
                                    e);
                        }
                    });
        }
    }

    private static String reason(DockerClientException e) {
        return e.getMessage().replaceFirst("^Could not build image: ", "");
    }

    private static void pack(Map<String, Path> content, Path archive) throws IOException {
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(archive));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(file)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Map.Entry<String, Path> each : new TreeMap<>(content).entrySet()) {
                try (Stream<Path> below = Files.walk(each.getValue())) {
                    for (Path path : below.filter(Files::isRegularFile).sorted().toList()) {
                        String rest = each.getValue().relativize(path).toString();
                        add(tar, path, rest.isEmpty() ? each.getKey() : each.getKey() + "/" + rest);
                    }
                }
            }
        }
    }

    private static void add(TarArchiveOutputStream tar, Path file, String name) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(file, name);
        // The engine takes a layer from its cache if owner, mode, time aside, and content agree.
        entry.setIds(0, 0);
        entry.setNames("root", "root");
        entry.setMode(Files.isExecutable(file) ? 0100755 : 0100644);
        tar.putArchiveEntry(entry);
        Files.copy(file, tar);
        tar.closeArchiveEntry();
    }

    /** Hands on what the build prints. */
    private static final class Output extends BuildImageResultCallback {
        private final BuildListener listener;

        Output(BuildListener listener) {
            this.listener = listener;
        }

        @Override
        public void onNext(BuildResponseItem item) {
            super.onNext(item);
            if (item.getStream() != null) {
                listener.printed(item.getStream());
            } else if (item.getStatus() != null && item.getProgressDetail() == null) {
                listener.printed(item.getStatus() + "\n");
            }
            if (item.getErrorDetail() != null) {
                listener.printed(item.getErrorDetail().getMessage() + "\n");
            }
        }
    }
}
