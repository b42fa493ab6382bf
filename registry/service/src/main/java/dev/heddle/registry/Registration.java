package dev.heddle.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.Manifest;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.PackageFile;
import dev.heddle.client.RegistrationRequest;
import dev.heddle.client.monitors.MonitorRegistry;
import dev.heddle.client.runs.FigureRegistry;
import dev.heddle.client.runs.FigureReport;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Figure;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.archive.JarCheck;
import dev.heddle.runtime.Envelope;
import dev.heddle.runtime.Figures;
import dev.heddle.runtime.ModelRuntime;
import dev.heddle.runtime.PackageContents;
import dev.heddle.runtime.Packager;
import dev.heddle.sketches.Profile;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes versions. The model's code is loaded and its sample run before anything is written; what is
 * made appears in one transaction, so that a version is there whole or not at all.
 */
@Singleton
final class Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
    private static final ObjectMapper JSON = HeddleJson.mapper();

    private final Blobs blobs;
    private final VersionCommit commit;
    private final RegistryConfig config;
    private final Packager packager;
    private final JarCheck jarCheck;
    private final FigureRegistry figureRegistry;
    private final MonitorRegistry monitors;
    private final BaselineProfiles baselines;
    private final Semaphore running;

    Registration(
            Blobs blobs,
            VersionCommit commit,
            RegistryConfig config,
            ModelRuntime runtime,
            FigureRegistry figureRegistry,
            MonitorRegistry monitors) {
        this.figureRegistry = figureRegistry;
        this.monitors = monitors;
        this.baselines = new BaselineProfiles(runtime);
        this.blobs = blobs;
        this.commit = commit;
        this.config = config;
        this.packager = runtime.packager();
        this.jarCheck = new JarCheck(RegistryConfig.archiveLimits(config));
        this.running = new Semaphore(config.concurrentRegistrations());
    }

    /** Registers a version of files that were uploaded. */
    VersionCommit.Outcome register(String model, RegistrationRequest request, String actor) {
        Names.requireModel("model", model);
        Names.requireTags(request.tags());
        if (request.files().isEmpty() || request.files().size() > config.maxFiles()) {
            throw Names.invalid(
                    "the version has %d files, expected 1 to %d"
                            .formatted(request.files().size(), config.maxFiles()));
        }
        requireNoFileInFile(request.files());
        return inFolder(
                folder -> {
                    layOut(folder, request.files());
                    Figures figures = new Figures();
                    Envelope envelope = packager.pack(folder, contents(request), figures);
                    Optional<Profile> baseline = baselines.of(model, envelope, request.files());
                    List<PackageFile> files = store(folder, request.files());
                    VersionCommit.Outcome outcome =
                            commit.once(describe(model, request, envelope, files, actor), actor);
                    if (outcome.isNew()) {
                        report(outcome.version(), figures.take());
                    }
                    baseline.ifPresent(profile -> keep(outcome.version(), profile));
                    return outcome;
                });
    }

    /**
     * What the function said of itself while its sample ran. The version is there without it, too.
     */
    private void report(ModelVersion version, Map<String, Figure> figures) {
        if (figures.isEmpty()) {
            return;
        }
        try {
            figureRegistry.report(
                    List.of(
                            new FigureReport(
                                    version.model(),
                                    version.version(),
                                    FigureReport.Engine.SAMPLE,
                                    version.createdAt(),
                                    figures)));
        } catch (HeddleException e) {
            LOG.warn("The figures of a sample are lost. version={}", version.reference(), e);
        }
    }

    /** The version is there without it, too; who registers it again gives it again. */
    private void keep(ModelVersion version, Profile baseline) {
        try {
            monitors.baseline(version.model(), version.version(), baseline.write());
        } catch (HeddleException e) {
            LOG.warn("A baseline is lost. version={}", version.reference(), e);
        }
    }

    /** What is done in a folder. */
    interface FolderWork<T> {
        T in(Path folder) throws IOException;
    }

    /**
     * Works in a folder that is gone afterwards.
     *
     * @throws HeddleException with {@code OVERLOADED} if too many registrations are running
     */
    <T> T inFolder(FolderWork<T> work) {
        if (!running.tryAcquire()) {
            throw new HeddleException(
                    ErrorCode.OVERLOADED,
                    "%d registrations are running; try again"
                            .formatted(config.concurrentRegistrations()));
        }
        Path folder = null;
        try {
            Files.createDirectories(config.workDir());
            folder = Files.createTempDirectory(config.workDir(), "registration-");
            return work.in(folder);
        } catch (IOException e) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE, "cannot write below " + config.workDir(), e);
        } finally {
            running.release();
            delete(folder);
        }
    }

    /** {@code a} and {@code a/b} cannot both be files. */
    static void requireNoFileInFile(List<PackageFile> files) {
        Set<String> paths = files.stream().map(PackageFile::path).collect(Collectors.toSet());
        for (String path : paths) {
            for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                if (paths.contains(path.substring(0, slash))) {
                    throw Names.invalid(
                            "'%s' lies below '%s', which is a file"
                                    .formatted(path, path.substring(0, slash)));
                }
            }
        }
    }

    /** Writes files below a folder, and keeps their contents from being collected. */
    void layOut(Path folder, List<PackageFile> files) throws IOException {
        for (PackageFile file : files) {
            long size =
                    blobs.touch(file.sha256())
                            .orElseThrow(() -> Blobs.missing(file.path(), file.sha256()));
            if (size != file.size()) {
                throw Names.invalid(
                        "'%s' has %d bytes, the request says %d"
                                .formatted(file.path(), size, file.size()));
            }
            Path target = folder.resolve(file.path());
            Files.createDirectories(target.getParent());
            try (InputStream content = blobs.open(file.sha256())) {
                Files.copy(content, target);
            }
            if (file.path().startsWith("code/") && file.path().endsWith(".jar")) {
                jarCheck.check(target);
            }
        }
    }

    private static PackageContents contents(RegistrationRequest request) {
        try {
            byte[] sample =
                    request.sample().isPresent()
                            ? JSON.writeValueAsBytes(request.sample().get())
                            : null;
            Map<String, Object> origin =
                    JSON.convertValue(request.origin(), new TypeReference<>() {});
            return new PackageContents(
                    request.functionClass(),
                    request.artifacts(),
                    request.parameters(),
                    Optional.ofNullable(sample),
                    Map.of("heddle.origin", origin));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree becomes JSON", e);
        }
    }

    /** Stores what the packager made; the uploaded files are stored already. */
    List<PackageFile> store(Path folder, List<PackageFile> uploaded) throws IOException {
        List<PackageFile> files = new ArrayList<>(uploaded);
        for (String made : List.of(Envelope.FILE, Envelope.SAMPLE_INPUT, Envelope.SAMPLE_OUTPUT)) {
            Path file = folder.resolve(made);
            if (!Files.exists(file)) {
                continue;
            }
            files.removeIf(other -> other.path().equals(made));
            PackageFile described = PackageFile.of(made, file);
            try (InputStream content = Files.newInputStream(file)) {
                blobs.put(described.sha256(), content);
            }
            files.add(described);
        }
        return new Manifest(files).files();
    }

    private static ModelVersion describe(
            String model,
            RegistrationRequest request,
            Envelope envelope,
            List<PackageFile> files,
            String actor) {
        return new ModelVersion(
                model,
                VersionCommit.UNNUMBERED,
                new Manifest(files).digest(),
                envelope.flavors(),
                envelope.functionClass(),
                envelope.signature(),
                envelope.parameters(),
                envelope.artifacts(),
                files,
                request.origin(),
                request.tags(),
                List.of(),
                Database.now().toInstant(),
                actor);
    }

    /** Removes a folder of this class's own making. */
    static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.warn("A work folder could not be deleted. folder={}", folder, e);
        }
    }
}
