package dev.heddle.tasks;

import dev.heddle.client.tasks.TaskRun;
import dev.heddle.compute.ContainerKeeper;
import dev.heddle.compute.Snapshot;
import dev.heddle.compute.UsageSampler;
import dev.heddle.containers.Container;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets runs begin as their turn comes, and follows their containers. All that it knows lies in the
 * database and in the engine: whichever process looks next goes on.
 */
@Singleton
class TaskKeeper implements ContainerKeeper {
    private static final int MOST_WAITING = 10_000;

    /** What is wrong with what a run was given stays wrong. */
    private static final Set<Category> LASTING =
            EnumSet.of(
                    Category.USER,
                    Category.UNAUTHENTICATED,
                    Category.FORBIDDEN,
                    Category.NOT_FOUND,
                    Category.PRECONDITION,
                    Category.TOO_LARGE);

    private final RunQueue queue;
    private final TaskContainers containers;
    private final TaskLaunch launch;
    private final TaskSettlement settlement;
    private final UsageSampler sampler;
    private final TasksConfig config;
    private final KeeperThreads threads;

    /** Containers that carry the label of a run that nobody knows; told, and left alone. */
    private Set<String> strangers = Set.of();

    private volatile boolean isSwept;

    TaskKeeper(
            RunQueue queue,
            TaskContainers containers,
            TaskLaunch launch,
            TaskSettlement settlement,
            UsageSampler sampler,
            TasksConfig config,
            KeeperThreads threads) {
        this.queue = queue;
        this.containers = containers;
        this.launch = launch;
        this.settlement = settlement;
        this.sampler = sampler;
        this.config = config;
        this.threads = threads;
    }

    @Override
    public boolean hasWork() {
        if (queue.hasOpen()) {
            return true;
        }
        // What has ended may have left a container to the process before.
        return !isSwept && queue.hasAny();
    }

    @Override
    public void look(Snapshot snapshot) {
        List<StoredRun> active = queue.active();
        Set<String> expected = new HashSet<>();
        for (StoredRun run : active) {
            String name = containers.name(run);
            expected.add(name);
            follow(run, name, snapshot.find(name));
        }
        isSwept = !sweep(snapshot, expected) && active.isEmpty() && threads.areIdle();
        begin(active);
    }

    private void follow(StoredRun run, String name, Optional<Container> container) {
        if (threads.isBusy(name)) {
            return;
        }
        if (container.isEmpty()) {
            missing(run, name);
            return;
        }
        Container found = container.get();
        switch (found.state()) {
            case ENDED -> threads.end(name, () -> settlement.settle(run, container));
            case PENDING -> pending(run, name);
            case RUNNING -> running(run, name, found);
        }
    }

    private void missing(StoredRun run, String name) {
        if (run.launched()) {
            threads.end(name, () -> vanished(run, name));
        } else if (run.stop().isPresent()) {
            threads.end(name, () -> settlement.settle(run, Optional.empty()));
        } else {
            threads.launch(name, () -> launch(run, name));
        }
    }

    /** The look may be older than the container: it is asked for once more. */
    private void vanished(StoredRun run, String name) {
        if (containers.find(name).isEmpty()) {
            settlement.settle(run, Optional.empty());
        }
    }

    private void pending(StoredRun run, String name) {
        if (run.stop().isPresent()) {
            threads.stop(
                    name,
                    () -> {
                        containers.stop(name);
                        if (!run.launched()) {
                            // It was made and not started: it does not end, since it never began.
                            settlement.settle(run, Optional.empty());
                        }
                    });
        } else if (!run.launched()) {
            threads.launch(name, () -> launch(run, name));
        }
    }

    private void running(StoredRun run, String name, Container container) {
        if (run.run().state() == TaskRun.State.PENDING) {
            Instant started = container.startedAt().orElseGet(Instant::now);
            queue.running(run, started.truncatedTo(ChronoUnit.MICROS));
        }
        sampler.watch(name, run.subject());
        if (run.stop().isPresent()) {
            threads.stop(name, () -> stop(name));
        } else if (run.isOverdue(Instant.now())) {
            queue.timedOut(run, Instant.now().truncatedTo(ChronoUnit.MICROS));
            threads.stop(name, () -> stop(name));
        }
    }

    private void stop(String name) {
        sampler.measure(name);
        containers.stop(name);
    }

    private void launch(StoredRun run, String name) {
        try {
            launch.launch(run);
        } catch (HeddleException e) {
            if (!LASTING.contains(e.code().category())) {
                queue.delayed(run, e.getMessage());
                throw e;
            }
            settlement.notStarted(run, e.getMessage());
            return;
        }
        queue.launched(run);
        // At once, so that those are seen, too, that end soon.
        sampler.watch(name, run.subject());
        sampler.measure(name);
    }

    /**
     * Removes containers of attempts that were settled, whose process died before it removed them.
     *
     * @return whether there were any
     */
    private boolean sweep(Snapshot snapshot, Set<String> expected) {
        Map<String, String> others = new HashMap<>();
        Set<String> unknown = new HashSet<>();
        for (Container each : snapshot.all()) {
            Optional<String> run = TaskContainers.run(each);
            if (run.isEmpty() || expected.contains(each.name())) {
                continue;
            }
            if (strangers.contains(each.name())) {
                unknown.add(each.name());
            } else {
                others.put(each.name(), run.get());
            }
        }
        Set<String> known = queue.known(List.copyOf(new HashSet<>(others.values())));
        boolean found = false;
        for (Map.Entry<String, String> each : others.entrySet()) {
            String name = each.getKey();
            if (!known.contains(each.getValue())) {
                unknown.add(name);
            } else {
                found = true;
                if (!threads.isBusy(name)) {
                    threads.end(name, () -> containers.remove(name));
                }
            }
        }
        strangers = Set.copyOf(unknown);
        return found;
    }

    private void begin(List<StoredRun> active) {
        int places = config.maxRunning() - active.size();
        if (places <= 0) {
            return;
        }
        List<Turns.Waiting> waiting = queue.waiting(Instant.now(), MOST_WAITING);
        if (waiting.isEmpty()) {
            return;
        }
        Map<String, Integer> running = new HashMap<>();
        active.forEach(run -> running.merge(run.run().owner(), 1, Integer::sum));
        List<String> next = Turns.next(waiting, running, places, config.maxRunningPerOwner());
        isSwept = false;
        queue.begin(next);
        for (StoredRun run : queue.active()) {
            if (next.contains(run.id())) {
                follow(run, containers.name(run), Optional.empty());
            }
        }
    }

    @Override
    public Set<String> containers() {
        Set<String> names =
                queue.active().stream().map(containers::name).collect(Collectors.toSet());
        names.addAll(threads.busy());
        return Set.copyOf(names);
    }

    @Override
    public Set<String> volumes() {
        // The homes that runs work in belong to workspaces.
        return Set.of();
    }
}
