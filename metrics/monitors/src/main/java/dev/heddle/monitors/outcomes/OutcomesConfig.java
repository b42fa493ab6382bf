package dev.heddle.monitors.outcomes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What can be set about outcomes and the predictions that they are joined to. */
@ConfigMapping(prefix = "heddle.monitors")
public interface OutcomesConfig {
    /** The folders of the inference log that predictions are read from. */
    @WithDefault("${heddle.serving.log.dir:${heddle.data-dir:.heddle}/inference-log}")
    List<Path> logDirs();

    /** How often the log is looked through for finished files. */
    @WithDefault("PT10S")
    Duration logInterval();

    /** How long a logged prediction waits for its outcome, and an outcome for its prediction. */
    @WithDefault("P30D")
    Duration predictionsKept();

    /** How many logged predictions are kept at most; the oldest days go first. */
    @WithDefault("20000000")
    long predictionsMost();

    /** How long figures of quality are kept, by the day. */
    @WithDefault("P400D")
    Duration qualityKept();

    /** The share of logged records whose feature may differ from what its table says. */
    @WithDefault("0.01")
    double skew();
}
