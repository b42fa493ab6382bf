package dev.heddle.images;

import dev.heddle.compute.ContainersConfig;
import dev.heddle.compute.Engines;
import dev.heddle.containers.BuildListener;
import dev.heddle.containers.ImageBuild;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The image that the platform's own begin with: a plain Debian, from a registry where one can be
 * reached, else made of Debian's packages.
 */
@Singleton
class BaseImage {
    static final String REFERENCE = "heddle/debian:trixie";

    private static final String PROGRAM = "mmdebstrap";
    private static final long PATIENCE_MINUTES = 15;

    private final ContainersConfig config;
    private final Engines engines;

    BaseImage(ContainersConfig config, Engines engines) {
        this.config = config;
        this.engines = engines;
    }

    /** Makes sure that it is there. */
    void ensure(BuildListener listener) {
        if (engines.engine().image(REFERENCE).isPresent()) {
            return;
        }
        Path folder = config.folder().toAbsolutePath().resolve("base");
        try {
            remove(folder);
            Files.createDirectories(folder);
            try {
                listener.printed("Getting %s\n".formatted(config.baseImage()));
                Path file =
                        Files.writeString(
                                folder.resolve("Dockerfile"),
                                "FROM %s\n".formatted(config.baseImage()));
                build(Map.of("Dockerfile", file), listener);
            } catch (HeddleException e) {
                bootstrap(folder, listener, e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            remove(folder);
        }
    }

    private void build(Map<String, Path> content, BuildListener listener) {
        engines.engine().build(new ImageBuild(REFERENCE, content, Map.of(), Map.of()), listener);
    }

    private void bootstrap(Path folder, BuildListener listener, HeddleException unreached)
            throws IOException {
        Path root = folder.resolve("root.tar");
        listener.printed(
                "It cannot be had (%s); making Debian of its packages with %s\n"
                        .formatted(unreached.getMessage(), PROGRAM));
        Path output = folder.resolve("log");
        try {
            Process process =
                    new ProcessBuilder(
                                    PROGRAM,
                                    "--quiet",
                                    "--variant=minbase",
                                    "trixie",
                                    root.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw failed(unreached, Files.readString(output).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HeddleException(ErrorCode.UNAVAILABLE, "interrupted", e);
        } catch (IOException e) {
            throw failed(unreached, e.getMessage());
        }
        Path file =
                Files.writeString(
                        folder.resolve("Dockerfile"),
                        "FROM scratch\nADD root.tar /\nCMD [\"bash\"]\n");
        build(Map.of("Dockerfile", file, "root.tar", root), listener);
    }

    private HeddleException failed(HeddleException unreached, String problem) {
        return new HeddleException(
                ErrorCode.PRECONDITION_FAILED,
                "there is no Debian to begin with: %s (heddle.containers.base-image) cannot be had, %s; and %s does not make one, %s: install it with apt-get install mmdebstrap, or name an image that this engine can get"
                        .formatted(config.baseImage(), unreached.getMessage(), PROGRAM, problem),
                unreached);
    }

    private static void remove(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
