package dev.heddle.workspaces;

import dev.heddle.compute.Engines;
import dev.heddle.containers.Container;
import dev.heddle.containers.Image;
import dev.heddle.workspaces.Application.Kind;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The applications of the workspaces that run: where they are, and whether they answer. */
@Singleton
class WorkspaceApplications {
    private final Engines engines;
    private final WorkspaceRows rows;
    private final WorkspaceNames names;
    private final Probe probe = new Probe();
    private final Map<String, Application> ofImages = new ConcurrentHashMap<>();
    private final Map<String, Place> ready = new ConcurrentHashMap<>();

    WorkspaceApplications(Engines engines, WorkspaceRows rows, WorkspaceNames names) {
        this.engines = engines;
        this.rows = rows;
        this.names = names;
    }

    /**
     * Where an application is.
     *
     * @param application which one
     * @param address where the platform reaches it
     * @param secret the token that it asks for
     */
    record Place(Application application, InetSocketAddress address, String secret) {}

    /** Whether a container's application has answered. */
    boolean isReady(String container) {
        return ready.containsKey(container);
    }

    /** Where a workspace's application is; empty unless it answers. */
    Optional<Place> find(WorkspaceRow workspace) {
        return Optional.ofNullable(ready.get(names.container(workspace)));
    }

    /** What a container shows. */
    Application of(Container container) {
        // An image that is not found stays unknown, so that it is looked for again.
        Application known =
                ofImages.computeIfAbsent(
                        container.imageId(),
                        id ->
                                engines.engine()
                                        .image(id)
                                        .map(Image::labels)
                                        .map(Application::of)
                                        .orElse(null));
        return known == null ? Application.of(Map.of()) : known;
    }

    /** Asks a workspace's application; whether it can be used. */
    boolean probe(WorkspaceRow workspace, Container container) {
        Application application = of(container);
        String secret = names.secret(workspace);
        if (application.kind() == Kind.NONE) {
            ready.put(
                    container.name(),
                    new Place(application, InetSocketAddress.createUnresolved("", 0), secret));
            return true;
        }
        if (container.address().isEmpty()) {
            return false;
        }
        InetSocketAddress address = container.address().get();
        Probe.Answer answer = probe.ask(application, address, workspace.path(), secret);
        answer.activeAt().ifPresent(at -> rows.active(workspace.id(), at));
        if (answer.isReady()) {
            ready.put(container.name(), new Place(application, address, secret));
        }
        return answer.isReady();
    }

    /** A container is gone. */
    void forget(String container) {
        ready.remove(container);
    }
}
