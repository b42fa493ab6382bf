package dev.heddle.serving;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What can be set about serving. */
@ConfigMapping(prefix = "heddle.serving")
public interface ServingConfig {
    /** The folder where the files of loaded versions are kept. */
    @WithDefault("${heddle.data-dir:.heddle}/versions")
    Path versionsDir();

    /** The largest body or message of a call, in bytes; a larger one is answered with 413. */
    @WithDefault("16777216")
    int maxBodyBytes();

    /** How many calls of one version run at the same time when they are not run at once. */
    @WithDefault("16")
    int concurrency();

    /** How many calls of one version wait at most; further ones are answered with 429. */
    @WithDefault("256")
    int queue();

    /**
     * How many calls, and how many records, of one version run together at most, where its model
     * takes batches; a version's tag {@code heddle.max_batch} says otherwise for it.
     */
    @WithDefault("64")
    int maxBatch();

    /**
     * How long a call may wait for others to run with it; nothing waits by default. A version's tag
     * {@code heddle.max_delay} says otherwise for it.
     */
    @WithDefault("PT0S")
    Duration maxDelay();

    /**
     * How many bytes of long bodies (above 64 KiB) are kept at a time, of all calls; further ones
     * are answered with 429.
     */
    @WithDefault("134217728")
    long maxWaitingBytes();

    /** How long a call may take when it gives no deadline. */
    @WithDefault("PT60S")
    Duration timeout();

    /**
     * Calls whose model takes less time than this run at once on the thread that read them; others
     * go to threads of their version.
     */
    @WithDefault("PT0.001S")
    Duration directLimit();

    /** How many versions stay loaded that no endpoint serves and calls have asked for. */
    @WithDefault("8")
    int extraVersions();

    /** How many bytes the caches of all endpoints' answers hold at most. */
    @WithDefault("268435456")
    long maxCacheBytes();

    /**
     * The endpoint that answers {@code /invocations}, {@code /ping} and {@code /version} at the
     * root, too, where SageMaker looks for them.
     */
    Optional<String> invocationsEndpoint();

    /** For measurements: whether {@code POST /noop} reads a body and answers an empty object. */
    @WithDefault("false")
    boolean noop();
}
