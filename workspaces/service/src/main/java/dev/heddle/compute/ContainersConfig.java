package dev.heddle.compute;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be set about containers, of workspaces and of tasks. */
@ConfigMapping(prefix = "heddle.containers")
public interface ContainersConfig {
    /** What runs them: {@code docker} or {@code ecs}. */
    @WithDefault("docker")
    Kind engine();

    /** The Docker Engine. */
    Docker docker();

    /** Amazon ECS. */
    Ecs ecs();

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

    /** Amazon ECS; what must be there is asked for once it is chosen. */
    interface Ecs {
        /** The region of everything, {@code eu-central-1}. */
        Optional<String> region();

        /** Where AWS' services are, if not at their own addresses. */
        Optional<URI> endpoint();

        /** The name or the ARN of the cluster. */
        Optional<String> cluster();

        /**
         * What gives tasks machines, {@code FARGATE_SPOT} or a provider of the cluster; AWS Fargate
         * without it.
         */
        Optional<String> capacityProvider();

        /** The subnets that tasks are in. */
        Optional<List<String>> subnets();

        /** What tasks may reach, and what may reach them. */
        Optional<List<String>> securityGroups();

        /** Whether tasks get a public address. */
        @WithDefault("false")
        boolean assignPublicIp();

        /** The ARN of the role with which ECS pulls images, writes logs and reads secrets. */
        Optional<String> executionRole();

        /** The ARN of the role that the programs in containers have. */
        Optional<String> taskRole();

        /** The group of CloudWatch Logs that gets what containers print. */
        Optional<String> logGroup();

        /** The file system of Amazon EFS that homes are in. */
        Optional<String> fileSystem();

        /** The images that may be used, by the name that people choose them by. */
        Map<String, PushedImage> images();
    }

    /** An image in a registry, of which ECS tells nothing. */
    interface PushedImage {
        /** Where it is pulled from. */
        String uri();

        /** What its labels say. */
        Map<String, String> labels();
    }
}
