package dev.heddle.ingestion.features;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What can be set about features. */
@ConfigMapping(prefix = "heddle.features")
public interface FeaturesConfig {
    /**
     * A Redis or Valkey server that keeps the present features for all processes, {@code
     * redis://host:6379}; without one each process keeps them in a folder of its own.
     */
    Optional<URI> redis();

    /** The most connections to that server. */
    @WithDefault("16")
    int redisConnections();

    /** The folder that keeps the present features. */
    @WithDefault("${heddle.data-dir:.heddle}/features")
    Path folder();

    /** How many bytes of it are kept in memory beside what was written lately. */
    @WithDefault("67108864")
    long cacheBytes();

    /** How many partitions the topic of a view gets. */
    @WithDefault("8")
    int partitions();

    /** How often what was written of a view is brought to its table. */
    @WithDefault("PT10M")
    Duration archiveEvery();
}
