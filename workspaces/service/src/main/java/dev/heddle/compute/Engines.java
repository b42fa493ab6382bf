package dev.heddle.compute;

import dev.heddle.containers.ContainerEngine;
import dev.heddle.containers.docker.DockerEngine;
import dev.heddle.containers.docker.DockerSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;

/** The engine that the configuration chooses. */
@Singleton
public final class Engines {
    private static final String USUAL_SOCKET = "unix:///var/run/docker.sock";

    private final ContainersConfig config;
    private final Installation installation;
    private ContainerEngine engine;

    Engines(ContainersConfig config, Installation installation) {
        this.config = config;
        this.installation = installation;
    }

    /** It; nothing is connected to before something is asked of it. */
    public synchronized ContainerEngine engine() {
        if (engine == null) {
            engine = docker();
        }
        return engine;
    }

    /** What kind it is, as answers call it. */
    public String kind() {
        return config.engine().name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Where it is. */
    public String address() {
        return dockerHost();
    }

    private ContainerEngine docker() {
        return new DockerEngine(
                new DockerSettings(
                        URI.create(dockerHost()),
                        installation.id(),
                        config.folder().resolve("secrets")));
    }

    private String dockerHost() {
        String variable = System.getenv("DOCKER_HOST");
        return config.docker()
                .host()
                .orElse(variable == null || variable.isBlank() ? USUAL_SOCKET : variable);
    }

    @PreDestroy
    synchronized void close() {
        if (engine != null) {
            engine.close();
        }
    }
}
