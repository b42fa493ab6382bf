package dev.heddle.serving.log;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** What can be set about the inference log. */
@ConfigMapping(prefix = "heddle.serving.log")
public interface InferenceLogConfig {
    /** The folder of the files, with a folder for each endpoint and day. */
    @WithDefault("${heddle.data-dir:.heddle}/inference-log")
    Path dir();

    /** How many bytes of calls wait to be written at most; further ones are dropped and counted. */
    @WithDefault("67108864")
    long queueBytes();

    /** The size in bytes past which a file is finished and another one begun. */
    @WithDefault("134217728")
    long fileBytes();

    /** The age at which a file is finished, so that readers see it. */
    @WithDefault("PT5M")
    Duration fileAge();
}
