package dev.heddle.workspaces;

import dev.heddle.client.DaemonThreads;
import dev.heddle.compute.ComputeLoop;
import dev.heddle.workspaces.WorkspaceRow.Wanted;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks applications now and then when somebody worked in them last, and stops the workspaces in
 * which nobody has for long. Its start, a terminal that is used, and a wish to keep it count as
 * work, too; where an application says nothing, they alone do.
 */
@Singleton
class IdleWatch {
    private static final Logger LOG = LoggerFactory.getLogger(IdleWatch.class);

    private final WorkspaceRows rows;
    private final WorkspaceKeeper keeper;
    private final WorkspaceApplications applications;
    private final WorkspacesConfig config;
    private final ComputeLoop loop;
    private final List<String> roles;
    private final long everySeconds;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("heddle-workspaces-idle"));

    IdleWatch(
            WorkspaceRows rows,
            WorkspaceKeeper keeper,
            WorkspaceApplications applications,
            WorkspacesConfig config,
            ComputeLoop loop,
            @ConfigProperty(name = "heddle.roles", defaultValue = "registry,serving")
                    List<String> roles) {
        this.rows = rows;
        this.keeper = keeper;
        this.applications = applications;
        this.config = config;
        this.loop = loop;
        this.roles = roles.stream().map(String::strip).toList();
        this.everySeconds = Math.max(1, Math.min(30, config.idleAfter().toSeconds() / 4));
    }

    void start(@Observes StartupEvent event) {
        if (roles.contains("registry") && !config.idleAfter().isZero()) {
            clock.scheduleWithFixedDelay(this::look, everySeconds, everySeconds, TimeUnit.SECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }

    /** When a workspace is stopped unless somebody works in it; empty if that is not near. */
    Optional<Instant> stopsAt(WorkspaceRow workspace) {
        if (config.idleAfter().isZero() || workspace.wanted() != Wanted.RUNNING) {
            return Optional.empty();
        }
        return workspace
                .activeAt()
                .map(at -> at.plus(config.idleAfter()))
                .filter(at -> at.minus(config.idleWarning()).isBefore(Instant.now()));
    }

    private void look() {
        try {
            for (WorkspaceRow workspace : rows.all()) {
                if (workspace.wanted() == Wanted.RUNNING
                        && applications.find(workspace).isPresent()) {
                    keeper.container(workspace)
                            .ifPresent(container -> applications.probe(workspace, container));
                    rows.find(workspace.id()).ifPresent(this::stopIfIdle);
                }
            }
        } catch (RuntimeException e) {
            LOG.debug("Workspaces could not be asked for work in them.", e);
        }
    }

    private void stopIfIdle(WorkspaceRow workspace) {
        boolean isIdle =
                workspace
                        .activeAt()
                        .filter(at -> at.plus(config.idleAfter()).isBefore(Instant.now()))
                        .isPresent();
        if (isIdle) {
            LOG.info(
                    "A workspace is stopped: nobody works in it. workspace={}/{} active={}",
                    workspace.owner().name(),
                    workspace.name(),
                    workspace.activeAt().orElseThrow());
            rows.stopIdle(workspace, "nobody worked in it for " + words(config.idleAfter()));
            loop.wake();
        }
    }

    static String words(Duration span) {
        long minutes = span.toMinutes();
        if (minutes >= 60 && minutes % 60 == 0) {
            return minutes == 60 ? "an hour" : minutes / 60 + " hours";
        }
        return minutes >= 1 ? minutes + " minutes" : span.toSeconds() + " seconds";
    }
}
