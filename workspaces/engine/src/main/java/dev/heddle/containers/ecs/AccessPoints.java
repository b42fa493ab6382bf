package dev.heddle.containers.ecs;

import static dev.heddle.containers.ecs.Calls.call;

import dev.heddle.containers.Volume;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.efs.EfsClient;
import software.amazon.awssdk.services.efs.model.AccessPointDescription;
import software.amazon.awssdk.services.efs.model.AccessPointNotFoundException;
import software.amazon.awssdk.services.efs.model.LifeCycleState;
import software.amazon.awssdk.services.efs.model.Tag;

/**
 * Volumes as access points of a file system of Amazon EFS. Each leads to a folder of its own, below
 * {@code /heddle/<installation>}, and makes the user 1000 of whoever comes through it.
 */
final class AccessPoints {
    private static final long USER = 1_000L;
    private static final String NAME = TaskReader.OWN + "volume";
    private static final String INSTALLATION = TaskReader.OWN + "installation";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_MILLIS = 200;

    private final EfsClient client;
    private final Optional<String> fileSystem;
    private final String installation;

    AccessPoints(EfsClient client, Optional<String> fileSystem, String installation) {
        this.client = client;
        this.fileSystem = fileSystem;
        this.installation = installation;
    }

    /** Makes an access point and waits until it can be used; nothing happens if it is there. */
    synchronized void create(String name, Map<String, String> labels) {
        String id = fileSystem.orElseThrow(AccessPoints::noFileSystem);
        if (find(name).isPresent()) {
            return;
        }
        // A volume that is made again does not find what one of its name has left.
        String folder =
                "/heddle/%s/%s-%s"
                        .formatted(
                                installation,
                                name,
                                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
        Stream<Tag> own = Stream.of(tag(NAME, name), tag(INSTALLATION, installation));
        Stream<Tag> others =
                labels.entrySet().stream().map(entry -> tag(entry.getKey(), entry.getValue()));
        call(
                "make the volume '%s'".formatted(name),
                () ->
                        client.createAccessPoint(
                                request ->
                                        request.fileSystemId(id)
                                                .tags(Stream.concat(own, others).toList())
                                                .posixUser(user -> user.uid(USER).gid(USER))
                                                .rootDirectory(
                                                        root ->
                                                                root.path(folder)
                                                                        .creationInfo(
                                                                                owner ->
                                                                                        owner.ownerUid(
                                                                                                        USER)
                                                                                                .ownerGid(
                                                                                                        USER)
                                                                                                .permissions(
                                                                                                        "0700")))));
        awaitAvailable(name);
    }

    private void awaitAvailable(String name) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (find(name).map(AccessPointDescription::lifeCycleState).orElse(null)
                != LifeCycleState.AVAILABLE) {
            if (System.nanoTime() > until) {
                throw new HeddleException(
                        ErrorCode.UNAVAILABLE,
                        "the volume '%s' was made, but EFS did not make it available"
                                .formatted(name));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HeddleException(
                        ErrorCode.UNAVAILABLE, "interrupted while a volume was made", e);
            }
        }
    }

    /** Every volume of the installation. */
    List<Volume> all() {
        return points().map(AccessPoints::volume).toList();
    }

    /**
     * The id of a volume's access point.
     *
     * @throws HeddleException with {@code NOT_FOUND} if there is none
     */
    String id(String name) {
        return find(name)
                .map(AccessPointDescription::accessPointId)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        "there is no volume '%s'".formatted(name)));
    }

    /** Removes an access point; nothing happens if there is none. */
    synchronized void remove(String name) {
        find(name).ifPresent(point -> remove(name, point.accessPointId()));
    }

    private void remove(String name, String id) {
        call(
                "remove the volume '%s'".formatted(name),
                () -> {
                    try {
                        return Optional.of(
                                client.deleteAccessPoint(request -> request.accessPointId(id)));
                    } catch (AccessPointNotFoundException e) {
                        return Optional.empty();
                    }
                });
    }

    private Optional<AccessPointDescription> find(String name) {
        return points().filter(point -> tag(point, NAME).equals(Optional.of(name))).findFirst();
    }

    private Stream<AccessPointDescription> points() {
        if (fileSystem.isEmpty()) {
            return Stream.empty();
        }
        List<AccessPointDescription> points =
                call(
                        "list volumes",
                        () ->
                                client
                                        .describeAccessPointsPaginator(
                                                request -> request.fileSystemId(fileSystem.get()))
                                        .accessPoints()
                                        .stream()
                                        .toList());
        return points.stream()
                .filter(point -> point.lifeCycleState() != LifeCycleState.DELETING)
                .filter(point -> point.lifeCycleState() != LifeCycleState.DELETED)
                .filter(point -> tag(point, INSTALLATION).equals(Optional.of(installation)))
                .filter(point -> tag(point, NAME).isPresent());
    }

    private static Volume volume(AccessPointDescription point) {
        return new Volume(
                tag(point, NAME).orElseThrow(),
                point.tags().stream()
                        .filter(tag -> !tag.key().startsWith(TaskReader.OWN))
                        .filter(tag -> !tag.key().startsWith("aws:"))
                        .collect(Collectors.toMap(Tag::key, Tag::value)));
    }

    private static Optional<String> tag(AccessPointDescription point, String key) {
        return point.tags().stream()
                .filter(tag -> tag.key().equals(key))
                .map(Tag::value)
                .findFirst();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static HeddleException noFileSystem() {
        return new HeddleException(
                ErrorCode.PRECONDITION_FAILED,
                "there are no volumes: heddle.containers.ecs.file-system is not set");
    }
}
