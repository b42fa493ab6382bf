package dev.heddle.containers.ecs;

import dev.heddle.containers.Container;
import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.Ending;
import dev.heddle.containers.Container.State;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/**
 * Which containers there are: those whose family has an active definition, as their tasks are, also
 * where ECS tells of no task.
 */
final class Containers {
    /** A definition that old has a task, unless its start broke off. */
    static final Duration START = Duration.ofMinutes(2);

    /** For so long ECS surely remembers tasks that have stopped; it says "about an hour". */
    static final Duration MEMORY = Duration.ofMinutes(50);

    private final Cluster cluster;
    private final LogReader logs;
    private final RecentChanges recent;
    private final InstantSource clock;

    Containers(Cluster cluster, LogReader logs, RecentChanges recent, InstantSource clock) {
        this.cluster = cluster;
        this.logs = logs;
        this.recent = recent;
        this.clock = clock;
    }

    /** All of the installation. */
    List<Container> all() {
        return containers(present(cluster.families(), recent.started()), cluster.tasks());
    }

    /** One by its name. */
    Optional<Container> find(String name) {
        Set<Family> families = families(name);
        return families.isEmpty()
                ? Optional.empty()
                : containers(families, cluster.tasks(families)).stream().findFirst();
    }

    /** The families of a name: none if there is no such container. */
    Set<Family> families(String name) {
        return present(
                cluster.families(name),
                recent.started().stream().filter(family -> family.name().equals(name)).toList());
    }

    /**
     * The families of a container.
     *
     * @throws HeddleException with {@code NOT_FOUND} if there is no such container
     */
    Set<Family> existing(String name) {
        Set<Family> families = families(name);
        if (families.isEmpty()) {
            throw new HeddleException(
                    ErrorCode.NOT_FOUND, "there is no container '%s'".formatted(name));
        }
        return families;
    }

    /** The definition of a container that was defined a moment ago and whose start broke off. */
    Optional<Broken> brokenOff(String name) {
        Set<Family> families = families(name);
        boolean hasTask =
                families.stream().anyMatch(family -> recent.task(family).isPresent())
                        || !cluster.tasks(families).isEmpty();
        return hasTask
                ? Optional.empty()
                : families.stream()
                        .flatMap(family -> broken(family).stream())
                        .filter(broken -> isYounger(broken.definition(), START))
                        .findFirst();
    }

    private Optional<Broken> broken(Family family) {
        return cluster.definition(family).map(found -> new Broken(family, found.taskDefinition()));
    }

    /** What ECS lists, put right by what was changed a moment ago. */
    private Set<Family> present(Set<Family> listed, List<Family> started) {
        Set<Family> families = new LinkedHashSet<>(listed);
        families.addAll(started);
        families.removeIf(recent::isRemoved);
        return families;
    }

    /** One container a name; if there are two of one, that which has not ended. */
    private List<Container> containers(Set<Family> families, Map<Family, Task> tasks) {
        Map<String, Container> containers = new TreeMap<>();
        for (Family family : families) {
            Optional.ofNullable(tasks.get(family))
                    .or(() -> recent.task(family))
                    .map(task -> TaskReader.container(family, task))
                    .or(() -> cluster.definition(family).map(found -> withoutTask(family, found)))
                    .ifPresent(
                            container ->
                                    containers.merge(family.name(), container, Containers::living));
        }
        return List.copyOf(containers.values());
    }

    private static Container living(Container first, Container second) {
        return first.state() == State.ENDED ? second : first;
    }

    /** A container whose task is not known: not yet, or no more. */
    private Container withoutTask(Family family, DescribeTaskDefinitionResponse found) {
        TaskDefinition definition = found.taskDefinition();
        Optional<Ending> ending =
                isYounger(definition, START)
                        ? Optional.empty()
                        : Optional.of(lostEnding(family, definition));
        return new Container(
                family.name(),
                Definitions.program(definition.containerDefinitions())
                        .map(ContainerDefinition::image)
                        .orElse(""),
                TaskReader.labels(found.tags()),
                ending.isPresent() ? State.ENDED : State.PENDING,
                Optional.empty(),
                Optional.empty(),
                ending);
    }

    private Ending lostEnding(Family family, TaskDefinition definition) {
        Instant registered = Optional.ofNullable(definition.registeredAt()).orElse(Instant.EPOCH);
        if (isYounger(definition, MEMORY)) {
            return new Ending(
                    Cause.HOST_FAILED,
                    OptionalInt.empty(),
                    "Amazon ECS knows of no task: its start broke off.",
                    registered);
        }
        return new Ending(
                Cause.EXITED,
                OptionalInt.empty(),
                "Amazon ECS has forgotten how it ended, as it does after about an hour.",
                logs.stream(family)
                        .map(LogStream::lastEventTimestamp)
                        .map(Instant::ofEpochMilli)
                        .orElse(registered));
    }

    private boolean isYounger(TaskDefinition definition, Duration age) {
        return definition.registeredAt() != null
                && definition.registeredAt().isAfter(clock.instant().minus(age));
    }

    /** A definition without a task. */
    record Broken(Family family, TaskDefinition definition) {}
}
