package dev.heddle.registry.artifacts;

import dev.heddle.client.PackageFile;
import dev.heddle.mlflow.ArtifactFiles;
import dev.heddle.registry.RegistryFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The tree of artifacts of a registry under test. */
public final class Trees {
    private Trees() {}

    /** The tree. */
    public static ArtifactFiles of(RegistryFixture registry) {
        return new ArtifactTree(registry.database, registry.config());
    }

    /** Puts a content at a path, as a client does. */
    public static void put(RegistryFixture registry, String path, byte[] content) {
        new ArtifactTree(registry.database, registry.config())
                .put(path, registry.blobs.upload(new ByteArrayInputStream(content)));
    }

    /** Puts the files of a version below a folder, as a client does that logs a model. */
    public static void put(RegistryFixture registry, String folder, Iterable<PackageFile> files) {
        for (PackageFile file : files) {
            try (InputStream content = registry.blobs.open(file.sha256())) {
                put(registry, folder + "/" + file.path(), content.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
