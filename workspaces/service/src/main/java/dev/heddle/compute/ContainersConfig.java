package dev.heddle.compute;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What can be set about containers, of workspaces and of tasks. */
@ConfigMapping(prefix = "heddle.containers")
public interface ContainersConfig {
    /** What runs them: {@code docker} or {@code ecs}. */
    @WithDefault("docker")
    Kind engine();

    /** The Docker Engine. */
    Docker docker();

    /** The folder for copies of logs, and for secrets of containers that run. */
    @WithDefault("${heddle.data-dir:.heddle}/containers")
    Path folder();

    /**
     * Where containers reach the platform, {@code https://heddle.acme.com}; without it, at the
     * address that the engine's machine has in their network.
     */
    Optional<String> url();

    /** Further folders with images, each a folder that holds a Dockerfile. */
    Optional<List<Path>> images();

    /** The image that those of the platform's own begin with; it has Debian 13 in it. */
    @WithDefault("debian:trixie-slim")
    String baseImage();

    /**
     * A file with certificates of authorities that images are to trust beside the public ones;
     * without it {@code SSL_CERT_FILE}, or those of {@code /usr/local/share/ca-certificates}.
     */
    Optional<Path> certificates();

    /** How much of what a container prints is kept; the beginning goes first. */
    @WithDefault("67108864")
    long logBytes();

    /** How long samples of what containers use are kept. */
    @WithDefault("P30D")
    Duration usageRetention();

    /** How long a container that is asked to end has before it is killed. */
    @WithDefault("PT10S")
    Duration stopGrace();

    /** The most processors of one container. */
    @WithDefault("64")
    double maxCpus();

    /** The most memory of one container. */
    @WithDefault("256g")
    String maxMemory();

    /** What runs containers. */
    enum Kind {
        /** A Docker Engine on this machine. */
        DOCKER,
        /** Amazon ECS. */
        ECS
    }

    /** The Docker Engine. */
    interface Docker {
        /** Its address; without it {@code DOCKER_HOST}, or the usual socket. */
        Optional<String> host();
    }
}
