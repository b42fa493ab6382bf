package dev.heddle.containers;

import dev.heddle.containers.docker.DockerEngine;
import dev.heddle.containers.docker.DockerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The Docker Engine of tests: the one that {@code DOCKER_HOST} names, or that this machine has.
 * Where there is none, tests fail and say how to get one.
 */
public final class TestEngine {
    /** A small image: BusyBox, a home for user 1000, and nothing else. */
    public static final String IMAGE = "heddle-test/busybox:2";

    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final String DOCKERFILE =
            """
            FROM scratch
            COPY busybox /bin/busybox
            RUN ["/bin/busybox", "mkdir", "-p", "/etc", "/tmp", "/run", "/home/heddle"]
            RUN ["/bin/busybox", "--install", "/bin"]
            RUN ["/bin/busybox", "chown", "1000:1000", "/home/heddle"]
            RUN ["/bin/busybox", "chmod", "1777", "/tmp"]
            ENV HOME=/home/heddle
            WORKDIR /home/heddle
            CMD ["sleep", "1000000"]
            """;

    private TestEngine() {}

    /** Its address. */
    public static URI host() {
        String named = System.getenv("DOCKER_HOST");
        return URI.create(named == null || named.isBlank() ? "unix:///var/run/docker.sock" : named);
    }

    /**
     * An engine object for an installation of a test's own, and {@link #IMAGE} in the engine.
     *
     * @param folder a folder for its secrets
     */
    public static DockerEngine start(String installation, Path folder) {
        DockerEngine engine =
                new DockerEngine(
                        new DockerSettings(host(), installation, folder.resolve("secrets")));
        try {
            engine.facts();
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "this test needs a Docker engine: install and start one with .ci/engine start, and run with DOCKER_HOST=$(.ci/engine address)",
                    e);
        }
        if (engine.image(IMAGE).isEmpty()) {
            build(engine, folder);
        }
        return engine;
    }

    /** Removes whatever an installation has left. */
    public static void clear(ContainerEngine engine) {
        engine.containers().forEach(container -> engine.remove(container.name()));
        engine.volumes().forEach(volume -> engine.removeVolume(volume.name()));
    }

    private static void build(DockerEngine engine, Path folder) {
        if (!Files.isExecutable(BUSYBOX)) {
            throw new AssertionError(
                    "this test needs /bin/busybox: apt-get install busybox-static");
        }
        try {
            Path file = Files.writeString(folder.resolve("Dockerfile"), DOCKERFILE);
            Map<String, Path> content = new HashMap<>();
            content.put("Dockerfile", file);
            content.put("busybox", BUSYBOX);
            engine.build(new ImageBuild(IMAGE, content, Map.of(), Map.of()), text -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
