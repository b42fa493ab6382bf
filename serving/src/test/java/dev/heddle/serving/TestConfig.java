package dev.heddle.serving;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The defaults, with files in a folder of the test. */
record TestConfig(Path folder) implements ServingConfig {
    @Override
    public Path versionsDir() {
        return folder.resolve("versions");
    }

    @Override
    public int maxBodyBytes() {
        return 1 << 20;
    }

    @Override
    public int concurrency() {
        return 16;
    }

    @Override
    public int queue() {
        return 100;
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Duration directLimit() {
        return Duration.ofMillis(1);
    }

    @Override
    public int extraVersions() {
        return 2;
    }

    @Override
    public long maxCacheBytes() {
        return 1 << 20;
    }

    @Override
    public Optional<String> invocationsEndpoint() {
        return Optional.empty();
    }

    @Override
    public boolean noop() {
        return false;
    }

    @Override
    public int maxBatch() {
        return 64;
    }

    @Override
    public Duration maxDelay() {
        return Duration.ZERO;
    }

    @Override
    public long maxWaitingBytes() {
        return 1 << 20;
    }
}
