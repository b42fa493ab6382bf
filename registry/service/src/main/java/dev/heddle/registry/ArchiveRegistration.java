package dev.heddle.registry;

import dev.heddle.client.Origin;
import dev.heddle.client.PackageFile;
import dev.heddle.client.RegistrationRequest;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.archive.ModelArchive;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * Registers a zip of an MLflow model directory, for those who have no Heddle client at hand. The
 * archive is spooled to the disk, checked, unpacked, and its files are uploaded as a client would.
 */
@Singleton
final class ArchiveRegistration {
    private final Registration registration;
    private final Blobs blobs;
    private final RegistryConfig config;
    private final ModelArchive archives;
    private final Semaphore running;

    ArchiveRegistration(Registration registration, Blobs blobs, RegistryConfig config) {
        this.registration = registration;
        this.blobs = blobs;
        this.config = config;
        this.archives = new ModelArchive(RegistryConfig.archiveLimits(config));
        this.running = new Semaphore(config.concurrentRegistrations());
    }

    VersionCommit.Outcome register(String model, InputStream zip, String actor) {
        Names.requireModel("model", model);
        if (!running.tryAcquire()) {
            throw new HeddleException(
                    ErrorCode.OVERLOADED,
                    "%d archives are being registered; try again"
                            .formatted(config.concurrentRegistrations()));
        }
        Path folder = null;
        try {
            Files.createDirectories(config.workDir());
            folder = Files.createTempDirectory(config.workDir(), "archive-");
            Path spooled = folder.resolve("archive.zip");
            spool(zip, spooled);
            Path unpacked = Files.createDirectory(folder.resolve("files"));
            List<PackageFile> files = upload(archives.unpack(spooled, unpacked));
            return registration.register(
                    model,
                    new RegistrationRequest(
                            Optional.empty(),
                            files,
                            Map.of(),
                            Map.of(),
                            Map.of(),
                            Optional.empty(),
                            Origin.unknown()),
                    actor);
        } catch (IOException e) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE, "cannot write below " + config.workDir(), e);
        } finally {
            running.release();
            Registration.delete(folder);
        }
    }

    private void spool(InputStream zip, Path target) throws IOException {
        long limit = config.maxFileBytes();
        long size = 0;
        byte[] buffer = new byte[64 << 10];
        try (OutputStream out = Files.newOutputStream(target)) {
            for (int read = zip.read(buffer); read >= 0; read = zip.read(buffer)) {
                size += read;
                if (size > limit) {
                    throw new HeddleException(
                            ErrorCode.TOO_LARGE,
                            "the archive is longer than the limit of %d bytes".formatted(limit));
                }
                out.write(buffer, 0, read);
            }
        }
    }

    private List<PackageFile> upload(Path directory) throws IOException {
        List<PackageFile> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                String path = directory.relativize(file).toString().replace('\\', '/');
                PackageFile described = PackageFile.of(path, file);
                try (InputStream content = Files.newInputStream(file)) {
                    blobs.put(described.sha256(), content);
                }
                files.add(described);
            }
        }
        return files;
    }
}
