package dev.heddle.compute;

import dev.heddle.containers.ContainerEngine;
import dev.heddle.containers.docker.DockerEngine;
import dev.heddle.containers.docker.DockerSettings;
import dev.heddle.containers.ecs.EcsEngine;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/** The engine that the configuration chooses. */
@Singleton
public final class Engines {
    private static final String USUAL_SOCKET = "unix:///var/run/docker.sock";

    /** A Docker Engine lists its containers in a few milliseconds. */
    private static final Pace DOCKER_PACE = new Pace(Duration.ofMillis(500), Duration.ofMillis(50));

    /** AWS slows down who asks more often, and a task takes half a minute to start anyway. */
    private static final Pace ECS_PACE = new Pace(Duration.ofSeconds(3), Duration.ofSeconds(1));

    private final ContainersConfig config;
    private final Installation installation;
    private ContainerEngine engine;

    Engines(ContainersConfig config, Installation installation) {
        this.config = config;
        this.installation = installation;
    }

    /**
     * It; nothing is connected to before something is asked of it.
     *
     * @throws dev.heddle.model.HeddleException with {@code INVALID_REQUEST} if the settings of
     *     Amazon ECS are not complete
     */
    public synchronized ContainerEngine engine() {
        if (engine == null) {
            engine =
                    switch (config.engine()) {
                        case DOCKER -> docker();
                        case ECS ->
                                new EcsEngine(EcsChoice.settings(config.ecs()), installation.id());
                    };
        }
        return engine;
    }

    /** What kind it is, as answers call it. */
    public String kind() {
        return config.engine().name().toLowerCase(Locale.ROOT);
    }

    /** Where it is. */
    public String address() {
        return switch (config.engine()) {
            case DOCKER -> dockerHost();
            case ECS -> EcsChoice.address(config.ecs());
        };
    }

    /** How often it is looked at. */
    public Pace pace() {
        return switch (config.engine()) {
            case DOCKER -> DOCKER_PACE;
            case ECS -> ECS_PACE;
        };
    }

    /**
     * How often an engine is looked at.
     *
     * @param all the pause between two looks at all of its containers
     * @param one the pause between two looks at one that is expected to change
     */
    public record Pace(Duration all, Duration one) {}

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
