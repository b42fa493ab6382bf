package dev.heddle.tasks;

import dev.heddle.client.tasks.TaskRun;
import dev.heddle.compute.ContainersConfig;
import dev.heddle.compute.Engines;
import dev.heddle.compute.Installation;
import dev.heddle.compute.PersonTokens;
import dev.heddle.compute.PlatformAddress;
import dev.heddle.containers.Container;
import dev.heddle.containers.ContainerSpec;
import dev.heddle.containers.ContainerSpec.Mount;
import dev.heddle.images.ImageFolders;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** The containers of runs: what they are called, and what they are given. */
@Singleton
class TaskContainers {
    static final String RUN_LABEL = "dev.heddle.task-run";

    private static final String OWNER_LABEL = "dev.heddle.owner";
    private static final String TOKEN = "heddle-token";
    private static final String HOME = "/home/heddle";

    private final Engines engines;
    private final ContainersConfig config;
    private final Installation installation;
    private final ImageFolders images;
    private final Supplier<PersonTokens> tokens;
    private final Supplier<PlatformAddress> address;
    private final Supplier<WorkspaceHomes> homes;

    /** Who gives tokens, addresses and homes is asked for at the first use. */
    @Inject
    TaskContainers(
            Engines engines,
            ContainersConfig config,
            Installation installation,
            ImageFolders images,
            Instance<PersonTokens> tokens,
            Instance<PlatformAddress> address,
            Instance<WorkspaceHomes> homes) {
        this(engines, config, installation, images, tokens::get, address::get, homes::get);
    }

    TaskContainers(
            Engines engines,
            ContainersConfig config,
            Installation installation,
            ImageFolders images,
            Supplier<PersonTokens> tokens,
            Supplier<PlatformAddress> address,
            Supplier<WorkspaceHomes> homes) {
        this.engines = engines;
        this.config = config;
        this.installation = installation;
        this.images = images;
        this.tokens = tokens;
        this.address = address;
        this.homes = homes;
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

    /**
     * Makes the container of a run's attempt and starts it. One that was begun before is left as it
     * is, whatever has become of it: an attempt runs once.
     *
     * @return whether it began now
     */
    boolean launch(StoredRun run) {
        String name = name(run);
        Optional<Container> there = engines.engine().find(name);
        if (there.filter(one -> one.state() != Container.State.PENDING).isPresent()) {
            return false;
        }
        engines.engine().launch(spec(name, run));
        return true;
    }

    private ContainerSpec spec(String name, StoredRun run) {
        TaskRun task = run.run();
        Map<String, String> environment = new HashMap<>(task.environment());
        environment.put("HEDDLE_URL", address.get().url());
        environment.put("HEDDLE_TASK", task.task());
        environment.put("HEDDLE_TASK_RUN", task.id());
        return new ContainerSpec(
                name,
                images.reference(run.image()),
                task.command(),
                environment,
                Map.of(OWNER_LABEL, task.owner(), RUN_LABEL, task.id()),
                task.size(),
                mounts(run),
                Map.of(TOKEN, tokens.get().issue(name, run.person())),
                OptionalInt.empty(),
                true);
    }

    private List<Mount> mounts(StoredRun run) {
        List<Mount> mounts = new ArrayList<>();
        run.home()
                .ifPresent(
                        home ->
                                mounts.add(new Mount.OfVolume(volume(run.run().owner(), home), HOME)));
        return mounts;
    }

    /** Asked again with each attempt: an engine makes a volume that is gone anew, and empty. */
    private String volume(String owner, String home) {
        return homes.get()
                .find(owner, home)
                .map(WorkspaceHomes.Home::volume)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        "%s has no workspace '%s' any more, whose home the task works in"
                                                .formatted(owner, home)));
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

    /** Removes a container, which is killed if it runs. */
    void remove(String name) {
        engines.engine().remove(name);
    }

    /** Makes the token of an attempt worthless. */
    void revoke(String name) {
        tokens.get().revoke(name);
    }
}
