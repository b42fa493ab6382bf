package dev.heddle.registry;

import dev.heddle.client.Manifest;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import dev.heddle.client.PackageFile;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.Envelope;
import dev.heddle.runtime.Envelopes;
import dev.heddle.runtime.ModelRuntime;
import dev.heddle.runtime.PackageContents;
import dev.heddle.runtime.Packager;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes versions of files that MLflow's clients have logged, without copying them. What Heddle runs
 * is prepared as a native registration is; anything else, and what cannot be prepared, becomes a
 * version all the same, with the reason why no endpoint serves it.
 */
@Singleton
public final class LoggedRegistration {
    private final Registration registration;
    private final Blobs blobs;
    private final VersionCommit commit;
    private final Packager packager;

    LoggedRegistration(
            Registration registration, Blobs blobs, VersionCommit commit, ModelRuntime runtime) {
        this.registration = registration;
        this.blobs = blobs;
        this.commit = commit;
        this.packager = runtime.packager();
    }

    /**
     * What a version is made of.
     *
     * @param model a model that is there
     * @param source the address of its files, as the client gave it
     * @param files its files; empty if the platform has none
     * @param absence why it has no files; used if it has none
     * @param runId the run that it came from
     * @param runLink where that run is shown
     * @param modelId the logged model that it is
     * @param parameters what it was trained with
     * @param tags texts by key
     * @param description what it is for
     */
    public record Logged(
            String model,
            String source,
            List<PackageFile> files,
            String absence,
            Optional<String> runId,
            Optional<String> runLink,
            Optional<String> modelId,
            Map<String, String> parameters,
            Map<String, String> tags,
            String description) {
        public Logged {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(source, "source");
            files = List.copyOf(files);
            parameters = Map.copyOf(parameters);
            tags = Map.copyOf(tags);
        }
    }

    /** What is known of a version's files. */
    private record Prepared(
            Optional<Envelope> envelope, List<PackageFile> files, Optional<String> problem) {}

    /**
     * Makes a version, with a new number also for a content that is known.
     *
     * @throws HeddleException with {@code MODEL_NOT_FOUND}, or with {@code OVERLOADED} if too many
     *     registrations are running
     */
    public ModelVersion register(Logged logged, String actor) {
        return commit.anew(
                prepare(logged, actor), logged.runLink(), logged.modelId(), actor);
    }

    /** The version that would be made, without a number; its files are there for a while. */
    ModelVersion prepare(Logged logged, String actor) {
        Names.requireTags(logged.tags());
        Catalog.requireDescription(logged.description());
        Prepared prepared =
                logged.files().isEmpty()
                        ? new Prepared(Optional.empty(), List.of(), Optional.of(logged.absence()))
                        : registration.inFolder(folder -> prepare(folder, logged.files()));
        return describe(logged, prepared, actor);
    }

    private Prepared prepare(Path folder, List<PackageFile> files) throws IOException {
        Registration.requireNoFileInFile(files);
        Optional<PackageFile> description =
                files.stream().filter(file -> file.path().equals(Envelope.FILE)).findFirst();
        if (description.isEmpty()) {
            return kept(files, Optional.empty(), "it has no file MLmodel");
        }
        Envelope envelope;
        try {
            envelope =
                    read(Files.createDirectory(folder.resolve("description")), description.get());
        } catch (HeddleException e) {
            return kept(files, Optional.empty(), requireOwnFault(e).getMessage());
        }
        if (envelope.runnable().isEmpty()) {
            return kept(
                    files,
                    Optional.of(envelope),
                    ("it has the flavors %s; this platform serves heddle_java and onnx; a model of"
                                    + " other flavors needs a Python worker")
                            .formatted(String.join(", ", envelope.flavors())));
        }
        Path unpacked = Files.createDirectory(folder.resolve("files"));
        try {
            registration.layOut(unpacked, files);
            Envelope packed = packager.pack(unpacked, nothingBeside());
            return new Prepared(
                    Optional.of(packed), registration.store(unpacked, files), Optional.empty());
        } catch (HeddleException e) {
            // Where it was tried is nobody's business.
            String problem = requireOwnFault(e).getMessage().replace(unpacked + "/", "");
            return kept(files, Optional.of(envelope), problem);
        }
    }

    private Envelope read(Path folder, PackageFile description) throws IOException {
        blobs.touch(description.sha256())
                .orElseThrow(() -> Blobs.missing(description.path(), description.sha256()));
        try (InputStream content = blobs.open(description.sha256())) {
            Files.copy(content, folder.resolve(Envelope.FILE));
        }
        return Envelopes.read(folder);
    }

    private static PackageContents nothingBeside() {
        return new PackageContents(
                Optional.empty(), Map.of(), Map.of(), Optional.empty(), Map.of());
    }

    /** Files that become a version as they are. */
    private Prepared kept(List<PackageFile> files, Optional<Envelope> envelope, String problem) {
        for (PackageFile file : files) {
            blobs.touch(file.sha256()).orElseThrow(() -> Blobs.missing(file.path(), file.sha256()));
        }
        return new Prepared(envelope, files, Optional.of(problem));
    }

    /** What the package is to blame for; what the platform is to blame for goes on. */
    private static HeddleException requireOwnFault(HeddleException e) {
        boolean isOwn =
                e.code() != ErrorCode.ARTIFACT_NOT_FOUND
                        && (e.code().category() == Category.USER
                                || e.code().category() == Category.TOO_LARGE
                                || e.code() == ErrorCode.MODEL_FAILED);
        if (!isOwn) {
            throw e;
        }
        return e;
    }

    private static ModelVersion describe(Logged logged, Prepared prepared, String actor) {
        Optional<Envelope> envelope = prepared.envelope();
        Map<String, String> parameters = envelope.map(Envelope::parameters).orElse(Map.of());
        return new ModelVersion(
                logged.model(),
                VersionCommit.UNNUMBERED,
                new Manifest(prepared.files()).digest(),
                envelope.map(Envelope::flavors).orElse(List.of()),
                envelope.flatMap(Envelope::functionClass),
                envelope.flatMap(Envelope::signature),
                parameters.isEmpty() ? logged.parameters() : parameters,
                envelope.map(Envelope::artifacts).orElse(Map.of()),
                prepared.files(),
                Origin.unknown(),
                logged.tags(),
                List.of(),
                Database.now().toInstant(),
                actor,
                logged.description(),
                Optional.empty(),
                Optional.of(logged.source()),
                logged.runId(),
                prepared.problem());
    }
}
