package dev.heddle.ingestion;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** What can be set about Kafka. */
@ConfigMapping(prefix = "heddle.kafka")
public interface KafkaConfig {
    /** The brokers, {@code host:port,…}; without them {@code heddle dev} brings its own. */
    Optional<String> bootstrapServers();

    /** A file of further client properties: {@code security.protocol}, {@code sasl.…}. */
    Optional<Path> properties();

    /** The schema registry's URL; without one events are JSON or bytes. */
    Optional<String> schemaRegistry();

    /** Who asks the schema registry, by basic authentication. */
    Optional<String> schemaRegistryUser();

    /** That one's password. */
    Optional<String> schemaRegistryPassword();

    /** Where the broker of {@code heddle dev} listens, on loopback; 0 for any port that is free. */
    @WithDefault("0")
    int brokerPort();

    /** The folder of that broker's topics. */
    @WithDefault("${heddle.data-dir:.heddle}/kafka")
    Path brokerFolder();
}
