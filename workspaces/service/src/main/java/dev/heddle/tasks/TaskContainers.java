package dev.heddle.tasks;

import dev.heddle.compute.ContainersConfig;
import dev.heddle.compute.Engines;
import dev.heddle.compute.Installation;
import dev.heddle.compute.PersonTokens;
import dev.heddle.containers.Container;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The containers of runs: what they are called, and how they end. */
@Singleton
class TaskContainers {
    static final String RUN_LABEL = "dev.heddle.task-run";

    private final Engines engines;
    private final ContainersConfig config;
    private final Installation installation;
    private final PersonTokens tokens;

    TaskContainers(
            Engines engines,
            ContainersConfig config,
            Installation installation,
            PersonTokens tokens) {
        this.engines = engines;
        this.config = config;
        this.installation = installation;
        this.tokens = tokens;
    }

    /** The name of the container of an attempt. */
    String name(String run, int attempt) {
        return installation.name("run", run, Integer.toString(attempt));
    }

    /** The name of the container of a run's present attempt. */
    String name(StoredRun run) {
        return name(run.id(), run.attempt());
    }

    /** The run that a container belongs to; empty if it belongs to none. */
    static Optional<String> run(Container container) {
        return Optional.ofNullable(container.labels().get(RUN_LABEL));
    }

    /** A container by its name, as it is now. */
    Optional<Container> find(String name) {
        return engines.engine().find(name);
    }

    /** Asks a container to end, and kills it after a time; nothing happens if it is gone. */
    void stop(String name) {
        try {
            engines.engine().stop(name, config.stopGrace());
        } catch (HeddleException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Makes the token of an attempt worthless. */
    void revoke(String name) {
        tokens.revoke(name);
    }

    /** Removes a container, which is killed if it runs. */
    void remove(String name) {
        engines.engine().remove(name);
    }
}
