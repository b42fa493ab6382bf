package dev.heddle.workspaces;

import dev.heddle.client.Identity;
import dev.heddle.client.LogPart;
import dev.heddle.client.Token.Role;
import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.client.workspaces.ResourceSample;
import dev.heddle.client.workspaces.Workspace;
import dev.heddle.client.workspaces.WorkspaceRequest;
import dev.heddle.compute.ComputeLoop;
import dev.heddle.compute.ContainersConfig;
import dev.heddle.compute.Engines;
import dev.heddle.compute.LogCopies;
import dev.heddle.compute.UsageRows;
import dev.heddle.containers.Container.State;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.workspaces.Application.Kind;
import dev.heddle.workspaces.WorkspaceRow.Wanted;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Workspaces, as their owners use them. */
@Singleton
public class Workspaces {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

    private final WorkspaceRows rows;
    private final WorkspaceKeeper keeper;
    private final WorkspaceNames names;
    private final WorkspaceLaunch launch;
    private final WorkspaceApplications applications;
    private final IdleWatch idle;
    private final Engines engines;
    private final LogCopies logs;
    private final UsageRows usage;
    private final ComputeLoop loop;
    private final WorkspacesConfig config;
    private final ContainersConfig containers;

    Workspaces(
            WorkspaceRows rows,
            WorkspaceKeeper keeper,
            WorkspaceNames names,
            WorkspaceLaunch launch,
            WorkspaceApplications applications,
            IdleWatch idle,
            Engines engines,
            LogCopies logs,
            UsageRows usage,
            ComputeLoop loop,
            WorkspacesConfig config,
            ContainersConfig containers) {
        this.rows = rows;
        this.keeper = keeper;
        this.names = names;
        this.launch = launch;
        this.applications = applications;
        this.idle = idle;
        this.engines = engines;
        this.logs = logs;
        this.usage = usage;
        this.loop = loop;
        this.config = config;
        this.containers = containers;
    }

    /** Makes a workspace, which starts at once. */
    Workspace create(Identity caller, WorkspaceRequest request) {
        String name = request.name();
        if (name == null || !NAME.matcher(name).matches()) {
            throw invalid(
                    "workspace name '%s': expected at most 40 lower-case letters, digits or '-', with none of these at its ends"
                            .formatted(name));
        }
        String image = request.image().filter(text -> !text.isBlank()).orElse(config.image());
        ComputeSize size =
                size(request, new ComputeSize(config.cpus(), ComputeSize.bytes(config.memory())));
        // Whoever asks is told at once what is missing.
        launch.image(image);
        WorkspaceRow made = rows.insert(caller, name, image, size, limits());
        loop.wake();
        return view(made);
    }

    private WorkspaceRows.Limits limits() {
        return new WorkspaceRows.Limits(
                config.maxPerOwner(), config.maxRunningPerOwner(), config.maxRunning());
    }

    private ComputeSize size(WorkspaceRequest request, ComputeSize usual) {
        try {
            ComputeSize size =
                    new ComputeSize(
                            request.cpus().orElse(usual.cpus()),
                            request.memory().map(ComputeSize::bytes).orElse(usual.memoryBytes()));
            requireWithin(size);
            return size;
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
    }

    private void requireWithin(ComputeSize size) {
        if (size.cpus() > containers.maxCpus()) {
            throw invalid(
                    "cpus is %s, expected at most %s (heddle.containers.max-cpus)"
                            .formatted(size.cpus(), containers.maxCpus()));
        }
        if (size.memoryBytes() > ComputeSize.bytes(containers.maxMemory())) {
            throw invalid(
                    "memory is %s, expected at most %s (heddle.containers.max-memory)"
                            .formatted(size.memory(), containers.maxMemory()));
        }
    }

    Workspace find(Identity caller, Optional<String> owner, String name) {
        return view(row(caller, owner, name));
    }

    /**
     * A page by owner and name.
     *
     * @param everybody whether those of others are meant, too; for administrators
     */
    List<Workspace> page(Identity caller, boolean everybody, String after, int limit) {
        if (everybody && !caller.role().covers(Role.ADMIN)) {
            throw new HeddleException(
                    ErrorCode.FORBIDDEN, "only administrators see the workspaces of others");
        }
        Optional<String> owner = everybody ? Optional.empty() : Optional.of(caller.name());
        return rows.page(owner, after, limit).stream().map(this::view).toList();
    }

    Workspace start(Identity caller, Optional<String> owner, String name) {
        WorkspaceRow workspace = row(caller, owner, name);
        requireKept(workspace);
        if (workspace.wanted() == Wanted.RUNNING) {
            return view(workspace);
        }
        launch.image(workspace.image());
        WorkspaceRow started = rows.start(workspace, limits());
        loop.wake();
        return view(started);
    }

    Workspace stop(Identity caller, Optional<String> owner, String name) {
        WorkspaceRow workspace = row(caller, owner, name);
        rows.want(workspace.id(), Wanted.STOPPED);
        loop.wake();
        return find(caller, owner, name);
    }

    Workspace keep(Identity caller, Optional<String> owner, String name) {
        WorkspaceRow workspace = row(caller, owner, name);
        rows.active(workspace.id(), Instant.now());
        return find(caller, owner, name);
    }

    void delete(Identity caller, Optional<String> owner, String name) {
        rows.want(row(caller, owner, name).id(), Wanted.DELETED);
        loop.wake();
    }

    /** Gives it another image or size; one that runs goes on if only its size changes. */
    Workspace change(
            Identity caller, Optional<String> owner, String name, WorkspaceRequest request) {
        WorkspaceRow workspace = row(caller, owner, name);
        requireKept(workspace);
        String image = request.image().filter(text -> !text.isBlank()).orElse(workspace.image());
        ComputeSize size = size(request, workspace.size());
        boolean isRunning = workspace.wanted() == Wanted.RUNNING;
        if (!image.equals(workspace.image())) {
            launch.image(image);
        } else if (size.equals(workspace.size())) {
            return view(workspace);
        }
        boolean isLive =
                isRunning
                        && image.equals(workspace.image())
                        && engines.engine().resize(names.container(workspace), size);
        if (isLive) {
            rows.charge(workspace, Instant.now());
        }
        WorkspaceRow changed = rows.change(workspace, image, size, isRunning && !isLive);
        loop.wake();
        return view(changed);
    }

    /** What it has printed since it was started last. */
    LogPart log(Identity caller, Optional<String> owner, String name, long offset) {
        WorkspaceRow workspace = row(caller, owner, name);
        String container = names.container(workspace);
        boolean hasContainer = keeper.container(workspace).isPresent();
        if (hasContainer) {
            logs.copy(container);
        }
        boolean isOver =
                workspace.wanted() != Wanted.RUNNING && !hasContainer && !keeper.isBusy(workspace);
        return logs.read(container, offset, isOver);
    }

    List<ResourceSample> usage(
            Identity caller, Optional<String> owner, String name, Instant since) {
        return usage.since(row(caller, owner, name).subject(), since);
    }

    /**
     * A workspace that the caller may look after.
     *
     * @throws HeddleException with {@code NOT_FOUND}, also if it is somebody else's and the caller
     *     is no administrator
     */
    WorkspaceRow row(Identity caller, Optional<String> owner, String name) {
        String whose = owner.filter(text -> !text.isBlank()).orElse(caller.name());
        if (!whose.equals(caller.name()) && !caller.role().covers(Role.ADMIN)) {
            throw missing(whose, name);
        }
        return rows.find(whose, name).orElseThrow(() -> missing(whose, name));
    }

    /**
     * The container of a workspace of the caller's own that runs; nobody else gets into it.
     *
     * @throws HeddleException with {@code NOT_FOUND} if it is somebody else's, and with {@code
     *     PRECONDITION_FAILED} if it does not run
     */
    String container(Identity caller, String owner, String name) {
        if (!owner.equals(caller.name())) {
            throw missing(owner, name);
        }
        WorkspaceRow workspace = rows.find(owner, name).orElseThrow(() -> missing(owner, name));
        Workspace.State state = state(workspace);
        if (state != Workspace.State.RUNNING) {
            throw new HeddleException(
                    ErrorCode.PRECONDITION_FAILED,
                    "workspace %s is %s, so nothing can be run in it; heddle workspace start %s"
                            .formatted(name, state, name));
        }
        return names.container(workspace);
    }

    /** Somebody works in one of the caller's own. */
    void active(String owner, String name) {
        rows.find(owner, name).ifPresent(row -> rows.active(row.id(), Instant.now()));
    }

    private static HeddleException missing(String owner, String name) {
        return new HeddleException(
                ErrorCode.NOT_FOUND, "%s has no workspace '%s'".formatted(owner, name));
    }

    private static void requireKept(WorkspaceRow workspace) {
        if (workspace.wanted() == Wanted.DELETED) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "workspace '%s' is being deleted".formatted(workspace.name()));
        }
    }

    Workspace view(WorkspaceRow workspace) {
        Workspace.State state = state(workspace);
        boolean isShown =
                applications
                        .find(workspace)
                        .filter(place -> place.application().kind() == Kind.NONE)
                        .isEmpty();
        return new Workspace(
                workspace.name(),
                workspace.owner().name(),
                workspace.image(),
                workspace.size(),
                state,
                reason(workspace, state),
                Optional.of(workspace.path()).filter(path -> isShown),
                workspace.createdAt(),
                workspace.startedAt(),
                workspace.activeAt(),
                idle.stopsAt(workspace),
                cost(workspace));
    }

    private Optional<String> reason(WorkspaceRow workspace, Workspace.State state) {
        if (state == Workspace.State.STARTING && loop.outage().isPresent()) {
            return loop.outage().map(HeddleException::getMessage);
        }
        return workspace.failure().or(workspace::note);
    }

    private Workspace.State state(WorkspaceRow workspace) {
        return switch (workspace.wanted()) {
            case RUNNING ->
                    applications.find(workspace).isPresent() && runs(workspace)
                            ? Workspace.State.RUNNING
                            : Workspace.State.STARTING;
            case STOPPED -> {
                if (keeper.container(workspace).isPresent()) {
                    yield Workspace.State.STOPPING;
                }
                yield workspace.failure().isPresent()
                        ? Workspace.State.FAILED
                        : Workspace.State.STOPPED;
            }
            case DELETED -> Workspace.State.DELETING;
        };
    }

    /** One that was made since the last look is not seen yet. */
    private boolean runs(WorkspaceRow workspace) {
        return keeper.container(workspace)
                .map(container -> container.state() == State.RUNNING)
                .orElse(true);
    }

    private static ComputeCost cost(WorkspaceRow workspace) {
        ComputeCost now =
                workspace
                        .chargedAt()
                        .map(at -> ComputeCost.between(workspace.size(), at, Instant.now()))
                        .orElse(ComputeCost.NONE);
        return workspace.cost().plus(now);
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }
}
