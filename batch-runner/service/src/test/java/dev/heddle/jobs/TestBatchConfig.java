package dev.heddle.jobs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** As it is when nothing is set, in a folder. */
record TestBatchConfig(Path folder) implements BatchConfig {
    @Override
    public int maxRunning() {
        return 2;
    }

    @Override
    public int maxQueued() {
        return 1_000;
    }

    @Override
    public String engine() {
        return "local[*]";
    }

    @Override
    public String memory() {
        return "2g";
    }

    @Override
    public Optional<Path> sparkHome() {
        return Optional.empty();
    }

    @Override
    public Duration cancelGrace() {
        return Duration.ofSeconds(20);
    }

    @Override
    public Duration retention() {
        return Duration.ofDays(30);
    }
}
