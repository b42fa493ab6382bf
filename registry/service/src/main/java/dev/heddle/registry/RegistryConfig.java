package dev.heddle.registry;

import dev.heddle.registry.archive.ArchiveLimits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** What can be set about the registry. */
@ConfigMapping(prefix = "heddle.registry")
public interface RegistryConfig {
    /** The folder where packages are laid out while they are registered. */
    @WithDefault("${heddle.data-dir:.heddle}/work")
    Path workDir();

    /** The largest file that may be uploaded, in bytes. */
    @WithDefault("10737418240")
    long maxFileBytes();

    /** The most files that a version may have. */
    @WithDefault("10000")
    int maxFiles();

    /** How many registrations run at the same time; further ones are answered with 429. */
    @WithDefault("4")
    int concurrentRegistrations();

    /** How many uploads run at the same time; further ones are answered with 429. */
    @WithDefault("8")
    int concurrentUploads();

    /** How long an uploaded file is kept that no version holds. */
    @WithDefault("PT24H")
    Duration orphanGrace();

    /** How often files are looked for that no version holds. */
    @WithDefault("PT1H")
    Duration orphanCollection();

    /** The most entries that an uploaded jar or zip may have. */
    @WithDefault("50000")
    int maxArchiveEntries();

    /** The most bytes that an uploaded jar or zip may unpack to. */
    @WithDefault("10737418240")
    long maxUnpackedBytes();

    /** How many times its size an uploaded jar or zip of more than 16 MiB may unpack to. */
    @WithDefault("200")
    int maxUnpackedRatio();

    /** The limits of archives together. */
    static ArchiveLimits archiveLimits(RegistryConfig config) {
        return new ArchiveLimits(
                config.maxArchiveEntries(), config.maxUnpackedBytes(), config.maxUnpackedRatio());
    }
}
