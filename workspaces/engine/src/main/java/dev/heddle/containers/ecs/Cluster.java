package dev.heddle.containers.ecs;

import static dev.heddle.containers.ecs.Calls.call;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.AssignPublicIp;
import software.amazon.awssdk.services.ecs.model.AwsVpcConfiguration;
import software.amazon.awssdk.services.ecs.model.CapacityProviderStrategyItem;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionFamilyStatus;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionField;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionStatus;
import software.amazon.awssdk.services.ecs.model.TaskField;

/** Task definitions of one installation, and the tasks of a cluster that were made of them. */
final class Cluster {
    /** So many tasks are described at once, and so many definitions deleted. */
    private static final int MOST_TASKS = 100;

    private static final int MOST_DEFINITIONS = 10;

    private final EcsClient client;
    private final EcsSettings.Placement placement;
    private final String installation;

    Cluster(EcsClient client, EcsSettings.Placement placement, String installation) {
        this.client = client;
        this.placement = placement;
        this.installation = installation;
    }

    /** The status of the cluster; empty if there is none. */
    Optional<String> status() {
        return call(
                "reach the cluster '%s'".formatted(placement.cluster()),
                () ->
                        client
                                .describeClusters(request -> request.clusters(placement.cluster()))
                                .clusters()
                                .stream()
                                .map(software.amazon.awssdk.services.ecs.model.Cluster::status)
                                .findFirst());
    }

    /** The families with an active definition. */
    Set<Family> families() {
        return beginningWith(Family.prefix(installation));
    }

    /** Those of a container; more than one if it was started twice at once. */
    Set<Family> families(String name) {
        return beginningWith(Family.prefix(installation) + name + "_").stream()
                .filter(family -> family.name().equals(name))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Set<Family> beginningWith(String prefix) {
        return call(
                "list containers",
                () ->
                        client
                                .listTaskDefinitionFamiliesPaginator(
                                        request ->
                                                request.familyPrefix(prefix)
                                                        .status(TaskDefinitionFamilyStatus.ACTIVE))
                                .families()
                                .stream()
                                .map(Family::parse)
                                .flatMap(Optional::stream)
                                .filter(family -> family.installation().equals(installation))
                                .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** All tasks of the cluster that belong to the installation, by family. */
    Map<Family, Task> tasks() {
        return described(arns(Optional.empty()));
    }

    /** The tasks of some families. */
    Map<Family, Task> tasks(Set<Family> families) {
        List<String> arns = new ArrayList<>();
        for (Family family : families) {
            arns.addAll(arns(family));
        }
        return described(arns);
    }

    /** The ARNs of a family's tasks, as far as ECS remembers them. */
    List<String> arns(Family family) {
        return arns(Optional.of(family));
    }

    /** Those that run first: one that stops in between is in both lists rather than in none. */
    private List<String> arns(Optional<Family> family) {
        Set<String> arns = new LinkedHashSet<>(arns(DesiredStatus.RUNNING, family));
        arns.addAll(arns(DesiredStatus.STOPPED, family));
        return List.copyOf(arns);
    }

    private List<String> arns(DesiredStatus status, Optional<Family> family) {
        ListTasksRequest request =
                ListTasksRequest.builder()
                        .cluster(placement.cluster())
                        .desiredStatus(status)
                        .family(family.map(Family::family).orElse(null))
                        .build();
        return call(
                "list containers",
                () -> client.listTasksPaginator(request).taskArns().stream().toList());
    }

    private Map<Family, Task> described(List<String> arns) {
        Map<Family, Task> tasks = new HashMap<>();
        for (int from = 0; from < arns.size(); from += MOST_TASKS) {
            List<String> part = arns.subList(from, Math.min(from + MOST_TASKS, arns.size()));
            for (Task task : described100(part)) {
                Family.of(task)
                        .filter(family -> family.installation().equals(installation))
                        .ifPresent(family -> tasks.merge(family, task, Cluster::newer));
            }
        }
        return tasks;
    }

    private List<Task> described100(List<String> arns) {
        return call(
                "look at containers",
                () ->
                        client.describeTasks(
                                        request ->
                                                request.cluster(placement.cluster())
                                                        .tasks(arns)
                                                        .include(TaskField.TAGS))
                                .tasks());
    }

    private static Task newer(Task first, Task second) {
        return TaskReader.createdAt(second).isAfter(TaskReader.createdAt(first)) ? second : first;
    }

    /**
     * Registers a definition.
     *
     * @return its ARN
     */
    String register(RegisterTaskDefinitionRequest definition) {
        return call(
                "define the container '%s'".formatted(definition.family()),
                () ->
                        client.registerTaskDefinition(definition)
                                .taskDefinition()
                                .taskDefinitionArn());
    }

    /** The active definition of a family; empty if it was removed meanwhile. */
    Optional<DescribeTaskDefinitionResponse> definition(Family family) {
        return call(
                "look at the container '%s'".formatted(family.name()),
                () -> {
                    try {
                        return Optional.of(
                                client.describeTaskDefinition(
                                        request ->
                                                request.taskDefinition(family.family())
                                                        .include(TaskDefinitionField.TAGS)));
                    } catch (ClientException e) {
                        return Optional.empty();
                    }
                });
    }

    /**
     * Starts the task of a family; a family has only one, however often this is called.
     *
     * @return the task, or why there is no room for it now
     */
    Started run(Family family, String definition, List<Tag> tags) {
        RunTaskRequest.Builder request =
                RunTaskRequest.builder()
                        .cluster(placement.cluster())
                        .taskDefinition(definition)
                        .count(1)
                        .clientToken(token(family))
                        .enableExecuteCommand(false)
                        .networkConfiguration(network -> network.awsvpcConfiguration(network()))
                        .tags(tags);
        placement
                .capacityProvider()
                .ifPresentOrElse(
                        name ->
                                request.capacityProviderStrategy(
                                        CapacityProviderStrategyItem.builder()
                                                .capacityProvider(name)
                                                .weight(1)
                                                .build()),
                        () -> request.launchType(LaunchType.FARGATE));
        RunTaskResponse response =
                call(
                        "start the container '%s'".formatted(family.name()),
                        () -> client.runTask(request.build()));
        return new Started(
                response.tasks().stream().findFirst(),
                response.failures().stream()
                        .map(Failure::reason)
                        .collect(Collectors.joining(", ")));
    }

    /**
     * What came of a start.
     *
     * @param task the task; empty if there is none
     * @param reason why there is none
     */
    record Started(Optional<Task> task, String reason) {}

    private AwsVpcConfiguration network() {
        return AwsVpcConfiguration.builder()
                .subnets(placement.subnets())
                .securityGroups(placement.securityGroups())
                .assignPublicIp(
                        placement.publicAddress()
                                ? AssignPublicIp.ENABLED
                                : AssignPublicIp.DISABLED)
                .build();
    }

    /** The same for every attempt to start the task of a family; at most 64 characters. */
    private static String token(Family family) {
        return UUID.nameUUIDFromBytes(family.family().getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Asks the tasks of a family to end, unless they have. */
    void stop(Family family) {
        for (String arn : arns(DesiredStatus.RUNNING, Optional.of(family))) {
            call(
                    "stop the container '%s'".formatted(family.name()),
                    () -> {
                        try {
                            return Optional.of(
                                    client.stopTask(
                                            request ->
                                                    request.cluster(placement.cluster())
                                                            .task(arn)
                                                            .reason("Stopped by Heddle.")));
                        } catch (InvalidParameterException e) {
                            // It has ended meanwhile, and ECS has forgotten it.
                            return Optional.empty();
                        }
                    });
        }
    }

    /** Removes the definitions of a family, which is no container then. */
    void deregister(Family family) {
        List<String> arns =
                call(
                        "remove the container '%s'".formatted(family.name()),
                        () ->
                                client
                                        .listTaskDefinitionsPaginator(
                                                request ->
                                                        request.familyPrefix(family.family())
                                                                .status(
                                                                        TaskDefinitionStatus
                                                                                .ACTIVE))
                                        .taskDefinitionArns()
                                        .stream()
                                        .limit(MOST_DEFINITIONS)
                                        .toList());
        for (String arn : arns) {
            call(
                    "remove the container '%s'".formatted(family.name()),
                    () -> client.deregisterTaskDefinition(request -> request.taskDefinition(arn)));
        }
        if (!arns.isEmpty()) {
            call(
                    "remove the container '%s'".formatted(family.name()),
                    () -> client.deleteTaskDefinitions(request -> request.taskDefinitions(arns)));
        }
    }
}
