package dev.heddle.containers.ecs;

import dev.heddle.containers.Ability;
import dev.heddle.containers.ContainerEngine;
import dev.heddle.containers.EngineFixture;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.MountPoint;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionField;
import software.amazon.awssdk.services.ecs.model.TaskField;
import software.amazon.awssdk.services.ecs.model.Volume;

/** Amazon ECS by moto, in which the test is the machine that runs tasks. */
final class EcsFixture implements EngineFixture {
    static final String IMAGE = "jupyter";
    static final String URI_OF_IMAGE = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/jupyter:1";

    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    private final String installation = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final EcsServer server = new EcsServer();
    private final EcsClients clients = EcsClients.of(settings(server.endpoint()), CREDENTIALS);

    /** What lies on the file system, by its path there. */
    private final Map<String, String> files = new HashMap<>();

    EcsSettings settings(URI endpoint) {
        return settings(endpoint, server.made("cluster"));
    }

    private EcsSettings settings(URI endpoint, String cluster) {
        return new EcsSettings(
                server.made("region"),
                Optional.of(endpoint),
                new EcsSettings.Placement(
                        cluster,
                        Optional.empty(),
                        List.of(server.made("subnet")),
                        List.of(server.made("securityGroup")),
                        false),
                new EcsSettings.Roles(
                        "arn:aws:iam::123456789012:role/heddle-execution",
                        Optional.of("arn:aws:iam::123456789012:role/heddle-task")),
                server.made("logGroup"),
                Optional.of(server.made("fileSystem")),
                Map.of(
                        IMAGE,
                        new EcsImage(
                                URI_OF_IMAGE,
                                Map.of("dev.heddle.workspace.application", "JupyterLab"))));
    }

    EcsServer server() {
        return server;
    }

    EcsClients clients() {
        return clients;
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of();
    }

    @Override
    public String installation() {
        return installation;
    }

    @Override
    public String otherInstallation() {
        return "other-" + installation;
    }

    @Override
    public ContainerEngine engine(String installation) {
        return engine(installation, InstantSource.system());
    }

    ContainerEngine engine(String installation, InstantSource clock) {
        return new EcsEngine(settings(server.endpoint()), installation, CREDENTIALS, clock);
    }

    /** An engine whose tasks are to run in another cluster. */
    ContainerEngine engineOfCluster(String cluster, String installation) {
        return new EcsEngine(
                settings(server.endpoint(), cluster),
                installation,
                CREDENTIALS,
                InstantSource.system());
    }

    @Override
    public ContainerEngine unreachable() {
        // Nobody listens on the port that is reserved for nothing.
        return new EcsEngine(
                settings(URI.create("http://127.0.0.1:1")),
                "nobody",
                CREDENTIALS,
                InstantSource.system());
    }

    @Override
    public String image() {
        return IMAGE;
    }

    @Override
    public List<String> program() {
        return List.of("obey");
    }

    @Override
    public void begin(String container) {
        server.order(Map.of("order", "begin", "task", task(container).taskArn()));
    }

    /** As the driver awslogs does, which leaves out lines that are empty. */
    @Override
    public void print(String container, List<String> lines) {
        Task task = task(container);
        ContainerDefinition program = definition(task).containerDefinitions().get(0);
        Map<String, String> options = program.logConfiguration().options();
        String group = options.get("awslogs-group");
        String stream =
                "%s/%s/%s"
                        .formatted(
                                options.get("awslogs-stream-prefix"),
                                program.name(),
                                TaskReader.id(task.taskArn()));
        try {
            clients.logs()
                    .createLogStream(request -> request.logGroupName(group).logStreamName(stream));
        } catch (ResourceAlreadyExistsException e) {
            // It has printed before.
        }
        long now = System.currentTimeMillis();
        clients.logs()
                .putLogEvents(
                        request ->
                                request.logGroupName(group)
                                        .logStreamName(stream)
                                        .logEvents(
                                                lines.stream()
                                                        .filter(line -> !line.isEmpty())
                                                        .map(
                                                                line ->
                                                                        InputLogEvent.builder()
                                                                                .timestamp(now)
                                                                                .message(line)
                                                                                .build())
                                                        .toList()));
    }

    @Override
    public void end(String container, int exitCode) {
        end(
                container,
                "EssentialContainerExited",
                "Essential container in task exited",
                exitCode,
                null);
    }

    @Override
    public void exhaustMemory(String container) {
        end(
                container,
                "EssentialContainerExited",
                "Essential container in task exited",
                137,
                "OutOfMemoryError: Container killed due to memory usage");
    }

    @Override
    public void failToBegin(String container) {
        end(
                container,
                "TaskFailedToStart",
                "Task failed to start",
                null,
                "CannotStartContainerError: ResourceInitializationError: failed to create new"
                        + " container runtime task: exec: \"/no/such/program\": no such file or"
                        + " directory: unknown");
    }

    /** ECS has noted why it stops already. */
    @Override
    public void obeyStop(String container) {
        server.order(Map.of("order", "end", "task", task(container).taskArn(), "exitCode", 143));
    }

    void end(String container, String stopCode, String reason, Integer exitCode, String detail) {
        Map<String, Object> order = new HashMap<>();
        order.put("order", "end");
        order.put("task", task(container).taskArn());
        order.put("stopCode", stopCode);
        order.put("stoppedReason", reason);
        order.put("exitCode", exitCode);
        order.put("reason", detail);
        server.order(order);
    }

    @Override
    public void write(String container, String target, String file, String text) {
        files.put(folder(container, target) + "/" + file, text);
    }

    @Override
    public String read(String container, String target, String file) {
        return files.getOrDefault(folder(container, target) + "/" + file, "");
    }

    /** The folder of the file system that the task's definition mounts there. */
    private String folder(String container, String target) {
        TaskDefinition definition = definition(task(container));
        String name =
                definition.containerDefinitions().get(0).mountPoints().stream()
                        .filter(mount -> mount.containerPath().equals(target))
                        .map(MountPoint::sourceVolume)
                        .findFirst()
                        .orElseThrow();
        Volume volume =
                definition.volumes().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        String accessPoint = volume.efsVolumeConfiguration().authorizationConfig().accessPointId();
        return clients.files()
                .describeAccessPoints(request -> request.accessPointId(accessPoint))
                .accessPoints()
                .get(0)
                .rootDirectory()
                .path();
    }

    @Override
    public String described(String container) {
        Task task = task(container);
        return task
                + "\n"
                + clients.ecs()
                        .describeTaskDefinition(
                                request ->
                                        request.taskDefinition(task.taskDefinitionArn())
                                                .include(TaskDefinitionField.TAGS))
                + "\n"
                + clients.secrets().listSecrets(request -> request.maxResults(100));
    }

    /** The newest task of a container of that name, whoever has it. */
    Task task(String container) {
        List<String> arns = new ArrayList<>();
        for (DesiredStatus status : List.of(DesiredStatus.RUNNING, DesiredStatus.STOPPED)) {
            arns.addAll(
                    clients.ecs()
                            .listTasks(
                                    request ->
                                            request.cluster(server.made("cluster"))
                                                    .desiredStatus(status))
                            .taskArns());
        }
        return clients
                .ecs()
                .describeTasks(
                        request ->
                                request.cluster(server.made("cluster"))
                                        .tasks(arns)
                                        .include(TaskField.TAGS))
                .tasks()
                .stream()
                .filter(task -> task.taskDefinitionArn().contains("_" + container + "_"))
                .max(Comparator.comparing(Task::createdAt))
                .orElseThrow(() -> new AssertionError("no task of " + container));
    }

    TaskDefinition definition(Task task) {
        return clients.ecs()
                .describeTaskDefinition(request -> request.taskDefinition(task.taskDefinitionArn()))
                .taskDefinition();
    }

    @Override
    public void close() {
        clients.close();
        server.close();
    }
}
