package dev.heddle.compute;

import dev.heddle.containers.TestEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** As it is when nothing is set, in a folder. */
public record TestContainersConfig(Path folder, String maxMemory, Duration stopGrace, String host)
        implements ContainersConfig {
    /** With the engine of tests. */
    public TestContainersConfig(Path folder, String maxMemory, Duration stopGrace) {
        this(folder, maxMemory, stopGrace, TestEngine.host().toString());
    }

    @Override
    public Kind engine() {
        return Kind.DOCKER;
    }

    @Override
    public Docker docker() {
        return () -> Optional.of(host);
    }

    @Override
    public Ecs ecs() {
        throw new UnsupportedOperationException("these tests have a Docker Engine");
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
