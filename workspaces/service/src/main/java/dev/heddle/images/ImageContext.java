package dev.heddle.images;

import dev.heddle.compute.ContainersConfig;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What an image is built from: its folder, and beside its own files the folder {@code heddle/},
 * which the platform adds where the Dockerfile copies from it: the heddle command, the jars that
 * notebooks work with, and the certificates that this machine trusts beside the public ones.
 */
@Singleton
class ImageContext {
    private static final String DOCKERFILE = "Dockerfile";
    private static final String ADDED = "heddle";
    private static final String SCRIPT = "workspaces/images/context.sh";
    private static final Path LOCAL_CERTIFICATES = Path.of("/usr/local/share/ca-certificates");
    private static final long PATIENCE_SECONDS = 60;

    private final ContainersConfig config;

    ImageContext(ContainersConfig config) {
        this.config = config;
    }

    /** The files of an image's build, by their path in it; a folder stands for all it holds. */
    Map<String, Path> of(Path folder) {
        Map<String, Path> content = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> content.put(file.getFileName().toString(), file));
            if (usesHeddle(folder)) {
                content.put(ADDED, assemble());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return content;
    }

    private static boolean usesHeddle(Path folder) throws IOException {
        return Files.readString(folder.resolve(DOCKERFILE)).contains("COPY " + ADDED);
    }

    /** Puts together what is added; the folder. */
    private synchronized Path assemble() throws IOException {
        String home =
                Optional.ofNullable(System.getenv("HEDDLE_HOME"))
                        .orElseThrow(
                                () ->
                                        new HeddleException(
                                                ErrorCode.PRECONDITION_FAILED,
                                                "this image gets the heddle command, which is known only where ./heddle starts the platform"));
        Path target = config.folder().toAbsolutePath().resolve("image");
        Files.createDirectories(target.getParent());
        Path certificates = target.resolveSibling("certificates.pem");
        Files.writeString(certificates, certificates());
        Path output = target.resolveSibling("image.log");
        Process process =
                new ProcessBuilder(
                                "sh",
                                Path.of(home, SCRIPT).toString(),
                                home,
                                target.toString(),
                                certificates.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new HeddleException(
                        ErrorCode.INTERNAL,
                        "what images get of Heddle could not be put together: "
                                + Files.readString(output).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HeddleException(ErrorCode.UNAVAILABLE, "interrupted", e);
        }
        return target;
    }

    private String certificates() throws IOException {
        StringBuilder all = new StringBuilder();
        Optional<Path> named =
                config.certificates()
                        .or(() -> Optional.ofNullable(System.getenv("SSL_CERT_FILE")).map(Path::of))
                        .filter(Files::isRegularFile);
        if (named.isPresent()) {
            all.append(Files.readString(named.get()));
        } else if (Files.isDirectory(LOCAL_CERTIFICATES)) {
            try (Stream<Path> files = Files.walk(LOCAL_CERTIFICATES)) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".crt")).sorted().toList()) {
                    all.append(Files.readString(file)).append('\n');
                }
            }
        }
        return all.toString();
    }

    /** A digest of an image's own folder: when it changes, what was built is outdated. */
    static String digest(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            List<Path> all =
                    files.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList();
            for (Path file : all) {
                digest.update(folder.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
