package dev.heddle.workspaces;

import dev.heddle.client.Identity;
import dev.heddle.compute.Engines;
import dev.heddle.compute.PersonTokens;
import dev.heddle.compute.PlatformAddress;
import dev.heddle.compute.WarehouseMount;
import dev.heddle.containers.Container;
import dev.heddle.containers.ContainerEngine;
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

/** Makes the containers of workspaces. */
@Singleton
final class WorkspaceLaunch {
    /** Where a home is, in every image. */
    static final String HOME = "/home/heddle";

    private static final String OWNER_LABEL = "dev.heddle.owner";
    private static final String WORKSPACE_LABEL = "dev.heddle.workspace";

    private final Engines engines;
    private final ImageFolders images;
    private final WorkspaceNames names;
    private final PersonTokens tokens;
    private final PlatformAddress address;
    private final WarehouseMount warehouse;

    WorkspaceLaunch(
            Engines engines,
            ImageFolders images,
            WorkspaceNames names,
            PersonTokens tokens,
            PlatformAddress address,
            WarehouseMount warehouse) {
        this.engines = engines;
        this.images = images;
        this.names = names;
        this.tokens = tokens;
        this.address = address;
        this.warehouse = warehouse;
    }

    /**
     * The image that a workspace runs.
     *
     * @throws HeddleException with {@code NOT_FOUND} if the engine does not have it
     */
    Image image(String name) {
        String reference = images.reference(name);
        return engines.engine()
                .image(reference)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        reference.equals(name)
                                                ? "the engine has no image '%s'; heddle workspace images lists those that there are"
                                                        .formatted(name)
                                                : "image '%s' was not built yet: heddle workspace images build %s"
                                                        .formatted(name, name)));
    }

    /** Makes a workspace's container and its home, if they are not there. */
    Container launch(WorkspaceRow workspace) {
        ContainerEngine engine = engines.engine();
        Map<String, String> labels =
                Map.of(
                        OWNER_LABEL,
                        workspace.owner().name(),
                        WORKSPACE_LABEL,
                        workspace.owner().name() + "/" + workspace.name());
        Image image = image(workspace.image());
        engine.createVolume(names.home(workspace), labels);
        String container = names.container(workspace);
        Optional<Container> there = engine.find(container);
        if (there.isPresent() && there.get().state() != Container.State.PENDING) {
            return there.get();
        }
        // One that was made and not started has a token that nobody knows any more.
        engine.remove(container);
        return engine.launch(spec(workspace, image, labels));
    }

    private ContainerSpec spec(WorkspaceRow workspace, Image image, Map<String, String> labels) {
        Application application = Application.of(image.labels());
        String container = names.container(workspace);
        Map<String, String> environment = new HashMap<>();
        environment.put("HEDDLE_URL", address.url());
        environment.put("HEDDLE_WORKSPACE", workspace.name());
        environment.put("HEDDLE_WORKSPACE_PATH", workspace.path());
        List<Mount> mounts = new ArrayList<>(warehouse.mounts());
        if (!mounts.isEmpty()) {
            environment.put("HEDDLE_WAREHOUSE", WarehouseMount.TARGET);
        }
        mounts.add(new Mount.OfVolume(names.home(workspace), HOME));
        Identity owner = workspace.owner();
        return new ContainerSpec(
                container,
                image.id(),
                List.of(),
                environment,
                labels,
                workspace.size(),
                mounts,
                Map.of(
                        "heddle-token", tokens.issue(container, owner),
                        "heddle-app", names.secret(workspace)),
                application.port(),
                false);
    }

    /** Removes a container, and makes its token worthless. */
    void remove(String container) {
        engines.engine().remove(container);
        tokens.revoke(container);
    }
}
