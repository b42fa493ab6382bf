package dev.heddle.tasks;

import dev.heddle.client.tasks.TaskRun;
import dev.heddle.compute.Engines;
import dev.heddle.compute.PersonTokens;
import dev.heddle.compute.PlatformAddress;
import dev.heddle.compute.WarehouseMount;
import dev.heddle.containers.Container;
import dev.heddle.containers.ContainerSpec;
import dev.heddle.containers.ContainerSpec.Mount;
import dev.heddle.containers.Image;
import dev.heddle.images.ImageFolders;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes the containers of runs. */
@Singleton
class TaskLaunch {
    private static final String OWNER_LABEL = "dev.heddle.owner";
    private static final String TOKEN = "heddle-token";
    private static final String HOME = "/home/heddle";

    private final Engines engines;
    private final ImageFolders images;
    private final TaskContainers containers;
    private final PersonTokens tokens;
    private final PlatformAddress address;
    private final WarehouseMount warehouse;
    private final WorkspaceHomes homes;

    TaskLaunch(
            Engines engines,
            ImageFolders images,
            TaskContainers containers,
            PersonTokens tokens,
            PlatformAddress address,
            WarehouseMount warehouse,
            WorkspaceHomes homes) {
        this.engines = engines;
        this.images = images;
        this.containers = containers;
        this.tokens = tokens;
        this.address = address;
        this.warehouse = warehouse;
        this.homes = homes;
    }

    /**
     * Makes the container of a run's attempt and starts it. One that was begun before is left as it
     * is, whatever has become of it: an attempt runs once.
     *
     * @throws HeddleException with {@code NOT_FOUND} if there is no such image or home, and as the
     *     engine says
     */
    void launch(StoredRun run) {
        String name = containers.name(run);
        Optional<Container> there = containers.find(name);
        if (there.filter(one -> one.state() != Container.State.PENDING).isPresent()) {
            return;
        }
        // One that was made and not started has the token that was issued for it.
        Map<String, String> secrets =
                there.isPresent() ? Map.of() : Map.of(TOKEN, tokens.issue(name, run.person()));
        engines.engine().launch(spec(name, run, secrets));
    }

    private ContainerSpec spec(String name, StoredRun run, Map<String, String> secrets) {
        TaskRun task = run.run();
        String image = image(run.image());
        List<Mount> mounts = new ArrayList<>(warehouse.mounts());
        Map<String, String> environment = new HashMap<>(task.environment());
        environment.put("HEDDLE_URL", address.url());
        environment.put("HEDDLE_TASK", task.task());
        environment.put("HEDDLE_TASK_RUN", task.id());
        if (!mounts.isEmpty()) {
            environment.put("HEDDLE_WAREHOUSE", WarehouseMount.TARGET);
        }
        // Asked again with each attempt: an engine makes a volume that is gone anew, and empty.
        run.home()
                .map(home -> homes.require(task.owner(), home).volume())
                .ifPresent(volume -> mounts.add(new Mount.OfVolume(volume, HOME)));
        return new ContainerSpec(
                name,
                image,
                task.command(),
                environment,
                Map.of(OWNER_LABEL, task.owner(), TaskContainers.RUN_LABEL, task.id()),
                task.size(),
                mounts,
                secrets,
                OptionalInt.empty(),
                true);
    }

    /** What the engine knows an image by; one of a folder must have been built. */
    private String image(String image) {
        String reference = images.reference(image);
        if (reference.equals(image)) {
            return image;
        }
        return engines.engine()
                .image(reference)
                .map(Image::id)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        "image '%s' was not built yet: heddle workspace images build %s"
                                                .formatted(image, image)));
    }
}
