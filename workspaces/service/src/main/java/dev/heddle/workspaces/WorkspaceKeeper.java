package dev.heddle.workspaces;

import dev.heddle.client.DaemonThreads;
import dev.heddle.compute.ComputeLoop;
import dev.heddle.compute.ContainerKeeper;
import dev.heddle.compute.ContainersConfig;
import dev.heddle.compute.Engines;
import dev.heddle.compute.LogCopies;
import dev.heddle.compute.Patience;
import dev.heddle.compute.Snapshot;
import dev.heddle.compute.UsageSampler;
import dev.heddle.containers.Container;
import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.Ending;
import dev.heddle.containers.Container.State;
import dev.heddle.containers.ContainerEngine;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.workspaces.WorkspaceRow.Wanted;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the containers of workspaces be what their owners want. What it begins for a workspace it
 * ends before it begins something else for it.
 */
@Singleton
class WorkspaceKeeper implements ContainerKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(WorkspaceKeeper.class);
    private static final int AT_ONCE = 16;
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(3);

    /** Amazon ECS gives a program 30 s to end whatever it is asked for, and tells of it later. */
    private static final Duration LATE_END = Duration.ofSeconds(35);

    private final WorkspaceRows rows;
    private final WorkspaceNames names;
    private final WorkspaceLaunch launch;
    private final WorkspaceApplications applications;
    private final Engines engines;
    private final LogCopies logs;
    private final UsageSampler usage;
    private final WorkspacesConfig config;
    private final ContainersConfig containers;
    private final ComputeLoop loop;
    private final Set<Long> busy = ConcurrentHashMap.newKeySet();
    private final Map<Long, Instant> postponed = new ConcurrentHashMap<>();
    private volatile Snapshot last = new Snapshot(List.of());
    private final ExecutorService work =
            Executors.newFixedThreadPool(AT_ONCE, new DaemonThreads("heddle-workspaces"));

    WorkspaceKeeper(
            WorkspaceRows rows,
            WorkspaceNames names,
            WorkspaceLaunch launch,
            WorkspaceApplications applications,
            Engines engines,
            LogCopies logs,
            UsageSampler usage,
            WorkspacesConfig config,
            ContainersConfig containers,
            ComputeLoop loop) {
        this.rows = rows;
        this.names = names;
        this.launch = launch;
        this.applications = applications;
        this.engines = engines;
        this.logs = logs;
        this.usage = usage;
        this.config = config;
        this.containers = containers;
        this.loop = loop;
    }

    void stop(@Observes ShutdownEvent event) {
        work.shutdownNow();
    }

    @Override
    public boolean hasWork() {
        return rows.exist();
    }

    @Override
    public Set<String> containers() {
        Set<String> known = new HashSet<>();
        for (WorkspaceRow workspace : rows.all()) {
            last.all().stream()
                    .map(Container::name)
                    .filter(name -> name.startsWith(names.containers(workspace)))
                    .forEach(known::add);
        }
        return known;
    }

    @Override
    public Set<String> volumes() {
        Set<String> known = new HashSet<>();
        rows.all().forEach(workspace -> known.add(names.home(workspace)));
        return known;
    }

    /** The container of a workspace as it was seen last. */
    Optional<Container> container(WorkspaceRow workspace) {
        return last.find(names.container(workspace));
    }

    /** Whether something is being done for it. */
    boolean isBusy(WorkspaceRow workspace) {
        return busy.contains(workspace.id());
    }

    @Override
    public void look(Snapshot now) {
        last = now;
        for (WorkspaceRow workspace : rows.all()) {
            if (busy.contains(workspace.id()) || isPostponed(workspace.id())) {
                continue;
            }
            step(workspace, now).ifPresent(task -> begin(workspace.id(), task));
        }
    }

    private boolean isPostponed(long id) {
        Instant until = postponed.get(id);
        return until != null && Instant.now().isBefore(until);
    }

    private void begin(long id, Runnable task) {
        busy.add(id);
        work.execute(
                () -> {
                    try {
                        task.run();
                        postponed.remove(id);
                    } catch (RuntimeException e) {
                        postponed.put(id, Instant.now().plus(RETRY_PAUSE));
                        LOG.warn("A workspace could not be looked after. workspace={}", id, e);
                    } finally {
                        busy.remove(id);
                        loop.wake();
                    }
                });
    }

    /** What brings a workspace nearer to what is wanted. */
    private Optional<Runnable> step(WorkspaceRow workspace, Snapshot now) {
        String wanted = names.container(workspace);
        List<Container> leftover =
                now.all().stream()
                        .filter(one -> one.name().startsWith(names.containers(workspace)))
                        .filter(
                                one ->
                                        workspace.wanted() != Wanted.RUNNING
                                                || !one.name().equals(wanted))
                        .toList();
        if (!leftover.isEmpty()) {
            return Optional.of(() -> leftover.forEach(one -> end(workspace, one)));
        }
        return switch (workspace.wanted()) {
            case RUNNING -> run(workspace, now.find(wanted));
            case STOPPED -> settle(workspace);
            case DELETED -> Optional.of(() -> delete(workspace));
        };
    }

    private Optional<Runnable> run(WorkspaceRow workspace, Optional<Container> container) {
        if (container.isEmpty()) {
            // Its home is there, so it is made again.
            return Optional.of(
                    workspace.startedAt().isPresent()
                            ? () -> lost(workspace, Instant.now())
                            : () -> start(workspace));
        }
        Container one = container.get();
        if (one.state() == State.ENDED) {
            return Optional.of(() -> ended(workspace, one));
        }
        if (one.state() == State.RUNNING) {
            usage.watch(one.name(), workspace.subject());
            boolean isNoted = workspace.startedAt().equals(began(one));
            if (!isNoted || !applications.isReady(one.name())) {
                return Optional.of(() -> await(workspace, one));
            }
        }
        return Optional.empty();
    }

    /** When a container began, as exactly as the database keeps times. */
    private static Optional<Instant> began(Container container) {
        return container.startedAt().map(at -> at.truncatedTo(ChronoUnit.MICROS));
    }

    /** One that is stopped costs nothing. */
    private Optional<Runnable> settle(WorkspaceRow workspace) {
        return workspace.startedAt().isPresent()
                ? Optional.of(() -> rows.ended(workspace, Instant.now()))
                : Optional.empty();
    }

    private void start(WorkspaceRow workspace) {
        try {
            await(workspace, launch.launch(workspace));
        } catch (HeddleException e) {
            if (e.code() == ErrorCode.UNAVAILABLE) {
                throw e;
            }
            LOG.warn(
                    "A workspace could not be started. workspace={}/{} problem=\"{}\"",
                    workspace.owner().name(),
                    workspace.name(),
                    e.getMessage());
            rows.fail(workspace, e.getMessage());
        }
    }

    /** Waits until its application answers. */
    private void await(WorkspaceRow workspace, Container launched) {
        Container container = launched;
        began(container).ifPresent(at -> rows.started(workspace, at));
        Instant end = Instant.now().plus(config.startTimeout());
        while (container.state() != State.ENDED && isWanted(workspace)) {
            if (applications.probe(workspace, container)) {
                return;
            }
            if (Instant.now().isAfter(end)) {
                rows.fail(
                        workspace,
                        "its application did not answer within %d s (heddle.workspaces.start-timeout); its log says more"
                                .formatted(config.startTimeout().toSeconds()));
                return;
            }
            Patience.pause(engines.pace().one());
            container = engines.engine().find(container.name()).orElse(container);
        }
    }

    private boolean isWanted(WorkspaceRow workspace) {
        return rows.find(workspace.id())
                .filter(now -> now.wanted() == Wanted.RUNNING)
                .filter(now -> now.generation() == workspace.generation())
                .isPresent();
    }

    private void lost(WorkspaceRow workspace, Instant at) {
        if (engines.engine().find(names.container(workspace)).isPresent()) {
            // It was made after the look that did not see it.
            return;
        }
        LOG.warn(
                "A workspace's container is gone; another takes its place. workspace={}/{}",
                workspace.owner().name(),
                workspace.name());
        forget(workspace, names.container(workspace), at);
        rows.replace(workspace);
    }

    /** It has ended though nobody asked it to. */
    private void ended(WorkspaceRow workspace, Container container) {
        Ending ending = container.ending().orElseThrow();
        logs.copy(container.name());
        boolean isExit = ending.cause() == Cause.EXITED;
        if (ending.isFromOutside() || (isExit && last.wasUnseen(ending.at()))) {
            launch.remove(container.name());
            lost(workspace, ending.at());
            return;
        }
        if (isExit && ending.exitCode().orElse(-1) == 0) {
            LOG.info(
                    "A workspace has ended by itself. workspace={}/{}",
                    workspace.owner().name(),
                    workspace.name());
            rows.rest(workspace, "its program ended by itself");
            return;
        }
        if (rows.fail(workspace, sentence(workspace, ending))) {
            LOG.warn(
                    "A workspace has ended by itself. workspace={}/{} cause={} code={}",
                    workspace.owner().name(),
                    workspace.name(),
                    ending.cause(),
                    ending.exitCode());
        }
    }

    static String sentence(WorkspaceRow workspace, Ending ending) {
        String said = ending.message().isEmpty() ? "" : ": " + ending.message();
        return switch (ending.cause()) {
            case OUT_OF_MEMORY ->
                    "it wanted more than its %s of memory and was ended; resize it to more"
                            .formatted(workspace.size().memory());
            case NOT_STARTED -> "its program could not be started" + said;
            case EXITED ->
                    "its program ended with exit code %d%s; its log says more"
                            .formatted(ending.exitCode().orElse(-1), said);
            case STOPPED, HOST_FAILED -> "its machine failed" + said;
        };
    }

    /** Ends a container that is not wanted any more. */
    private void end(WorkspaceRow workspace, Container container) {
        ContainerEngine engine = engines.engine();
        if (container.state() != State.ENDED) {
            try {
                engine.stop(container.name(), containers.stopGrace());
            } catch (HeddleException e) {
                if (e.code() != ErrorCode.NOT_FOUND) {
                    throw e;
                }
            }
        }
        Optional<Container> last =
                Patience.untilEnded(
                        engine,
                        container.name(),
                        engines.pace().one(),
                        containers.stopGrace().plus(LATE_END));
        logs.copy(container.name());
        Instant at = last.flatMap(Container::ending).map(Ending::at).orElseGet(Instant::now);
        launch.remove(container.name());
        forget(workspace, container.name(), at);
    }

    private void forget(WorkspaceRow workspace, String container, Instant at) {
        usage.unwatch(container);
        applications.forget(container);
        rows.find(workspace.id()).ifPresent(now -> rows.ended(now, at));
        if (!container.equals(names.container(workspace))) {
            logs.remove(container);
        }
    }

    private void delete(WorkspaceRow workspace) {
        engines.engine().removeVolume(names.home(workspace));
        usage.forget(workspace.subject());
        logs.remove(names.container(workspace));
        rows.delete(workspace.id());
        LOG.info(
                "A workspace is deleted. workspace={}/{}",
                workspace.owner().name(),
                workspace.name());
    }
}
