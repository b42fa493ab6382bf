package dev.heddle.compute;

import dev.heddle.containers.TestEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** As it is when nothing is set, with the engine of tests, in a folder. */
public record TestContainersConfig(Path folder, String maxMemory, Duration stopGrace)
        implements ContainersConfig {
    /** In a folder. */
    public TestContainersConfig(Path folder) {
        this(folder, "256g", Duration.ofSeconds(2));
    }

    @Override
    public Kind engine() {
        return Kind.DOCKER;
    }

    @Override
    public Docker docker() {
        return () -> Optional.of(TestEngine.host().toString());
    }

    @Override
    public Optional<String> url() {
        return Optional.empty();
    }

    @Override
    public Optional<List<Path>> images() {
        return Optional.empty();
    }

    @Override
    public String baseImage() {
        return "debian:trixie-slim";
    }

    @Override
    public Optional<Path> certificates() {
        return Optional.empty();
    }

    @Override
    public long logBytes() {
        return 64 << 20;
    }

    @Override
    public Duration usageRetention() {
        return Duration.ofDays(30);
    }

    @Override
    public double maxCpus() {
        return 64;
    }
}
