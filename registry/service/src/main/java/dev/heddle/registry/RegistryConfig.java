package dev.heddle.registry;

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

    /** How long an uploaded file is kept that no version holds. */
    @WithDefault("PT24H")
    Duration orphanGrace();

    /** How often files are looked for that no version holds. */
    @WithDefault("PT1H")
    Duration orphanCollection();
}
