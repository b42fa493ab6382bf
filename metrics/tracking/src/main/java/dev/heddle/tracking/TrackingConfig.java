package dev.heddle.tracking;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long tracking keeps what was deleted. */
@ConfigMapping(prefix = "heddle.tracking")
public interface TrackingConfig {
    /**
     * How long a run, an experiment or a logged model can be restored after it was deleted; then it
     * is removed for good, with its points and artifacts.
     */
    @WithDefault("P30D")
    Duration keepDeleted();

    /** How often what was deleted long ago is removed for good. */
    @WithDefault("PT1H")
    Duration purgeInterval();
}
