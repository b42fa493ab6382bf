package dev.heddle.compute;

import dev.heddle.containers.ContainerSpec.Mount;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The tables' files, for containers to read: a folder of this machine, where the warehouse is one.
 * Writing goes through the platform, which publishes whole versions.
 */
@Singleton
public final class WarehouseMount {
    /** Where containers find it. */
    public static final String TARGET = "/warehouse";

    private final String root;

    WarehouseMount(
            @ConfigProperty(
                            name = "heddle.warehouse.root",
                            defaultValue = "${heddle.data-dir:.heddle}/warehouse")
                    String root) {
        this.root = root;
    }

    /** The mount; empty if the warehouse is no folder, or if containers run elsewhere. */
    public List<Mount> mounts() {
        if (root.contains("://")) {
            return List.of();
        }
        Path folder = Path.of(root).toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(new Mount.OfHost(folder.toString(), TARGET));
    }
}
