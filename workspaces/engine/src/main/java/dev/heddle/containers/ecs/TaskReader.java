package dev.heddle.containers.ecs;

import dev.heddle.containers.Container;
import dev.heddle.containers.Container.State;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ecs.model.Attachment;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.NetworkInterface;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.Task;

/** Tasks as containers. */
final class TaskReader {
    /** The container in a task that the engine asked for; AWS may add others. */
    static final String PROGRAM = "main";

    /** What tags of the engine's own begin with, which are no labels. */
    static final String OWN = "dev.heddle.ecs.";

    /** The tag with the port that the platform wants to reach. */
    static final String PORT = OWN + "port";

    private TaskReader() {}

    /** The container that a task is. */
    static Container container(Family family, Task task) {
        Optional<software.amazon.awssdk.services.ecs.model.Container> program = program(task);
        State state = state(task.lastStatus(), task.startedAt() != null);
        return new Container(
                family.name(),
                program.map(software.amazon.awssdk.services.ecs.model.Container::image).orElse(""),
                labels(task.tags()),
                state,
                Optional.ofNullable(task.startedAt()),
                state == State.RUNNING ? address(task, program) : Optional.empty(),
                state == State.ENDED ? Optional.of(Endings.of(task, program)) : Optional.empty());
    }

    /** Tags without those of the engine's own. */
    static Map<String, String> labels(List<Tag> tags) {
        return tags.stream()
                .filter(tag -> !tag.key().startsWith(OWN) && !tag.key().startsWith("aws:"))
                .collect(Collectors.toMap(Tag::key, Tag::value, (first, second) -> first));
    }

    /** Its age tells tasks of one family apart. */
    static Instant createdAt(Task task) {
        return task.createdAt() == null ? Instant.EPOCH : task.createdAt();
    }

    /** What comes last in an ARN. */
    static String id(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    /**
     * Where a task is. One that is about to stop still runs its program, which may take its time;
     * once ECS only clears up, the program has ended.
     */
    private static State state(String lastStatus, boolean hasStarted) {
        return switch (lastStatus) {
            case "RUNNING" -> State.RUNNING;
            case "DEACTIVATING", "STOPPING" -> hasStarted ? State.RUNNING : State.PENDING;
            case "DEPROVISIONING", "STOPPED", "DELETED" -> State.ENDED;
            default -> State.PENDING;
        };
    }

    private static Optional<software.amazon.awssdk.services.ecs.model.Container> program(
            Task task) {
        return task.containers().stream()
                .filter(container -> PROGRAM.equals(container.name()))
                .findFirst();
    }

    private static Optional<InetSocketAddress> address(
            Task task, Optional<software.amazon.awssdk.services.ecs.model.Container> program) {
        Optional<String> port =
                task.tags().stream()
                        .filter(tag -> tag.key().equals(PORT))
                        .map(Tag::value)
                        .findFirst();
        Optional<String> host =
                task.attachments().stream()
                        .filter(attachment -> "ElasticNetworkInterface".equals(attachment.type()))
                        .map(Attachment::details)
                        .flatMap(List::stream)
                        .filter(detail -> "privateIPv4Address".equals(detail.name()))
                        .map(KeyValuePair::value)
                        .findFirst()
                        .or(
                                () ->
                                        program.stream()
                                                .flatMap(each -> each.networkInterfaces().stream())
                                                .map(NetworkInterface::privateIpv4Address)
                                                .findFirst());
        return port.flatMap(
                text -> host.map(each -> new InetSocketAddress(each, Integer.parseInt(text))));
    }
}
