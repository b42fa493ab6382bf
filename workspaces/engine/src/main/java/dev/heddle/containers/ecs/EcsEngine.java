package dev.heddle.containers.ecs;

import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.containers.BuildListener;
import dev.heddle.containers.Container;
import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.State;
import dev.heddle.containers.ContainerEngine;
import dev.heddle.containers.ContainerSpec;
import dev.heddle.containers.EngineFacts;
import dev.heddle.containers.ExecSpec;
import dev.heddle.containers.Image;
import dev.heddle.containers.ImageBuild;
import dev.heddle.containers.LogPage;
import dev.heddle.containers.Terminal;
import dev.heddle.containers.TerminalListener;
import dev.heddle.containers.Usage;
import dev.heddle.containers.Volume;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.Secret;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * Amazon ECS as an engine: a container is a task with a task definition of its own, a volume an
 * access point of Amazon EFS. What is so on ECS:
 *
 * <ul>
 *   <li>A task that has stopped is forgotten by ECS after about an hour. Its definition stays until
 *       the container is removed: the container is then told as {@link Cause#EXITED} without an
 *       exit code. Whoever wants to know how containers end looks more often.
 *   <li>Secrets come as environment variables, {@code HEDDLE_SECRET_} and the name of the file in
 *       capitals, other characters than letters and digits as {@code _}: ECS has no files for them.
 *       Who looks at the task sees where they are kept, not what they are.
 *   <li>What a container is given is rounded up to a size that AWS Fargate has, and stays as it is.
 *   <li>How long a program has to end is settled at its start: {@value Definitions#STOP_SECONDS} s.
 *       Removing a container that runs does not wait for its end.
 *   <li>A volume that is removed leaves its files in the file system, in a folder that no container
 *       can reach any more.
 *   <li>There is no usage, no exec and no build, and folders of a host cannot be mounted.
 * </ul>
 *
 * <p>Two engine objects must not start containers of one name at once.
 */
public final class EcsEngine implements ContainerEngine {
    /** The label of what belongs to an installation. */
    private static final String INSTALLATION = "dev.heddle.installation";

    /** The version of the API of ECS; there is no other one. */
    private static final String VERSION = "2014-11-13";

    private static final int LOCKS = 64;

    private final EcsSettings settings;
    private final String installation;
    private final EcsClients clients;
    private final Cluster cluster;
    private final Definitions definitions;
    private final SecretStore secrets;
    private final AccessPoints volumes;
    private final LogReader logs;
    private final Containers containers;
    private final RecentChanges recent;
    private final List<Lock> locks =
            Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList();

    /**
     * An engine with the credentials that AWS' tools find: environment, profile, role of the
     * machine.
     *
     * @param installation whose containers and volumes it sees: up to 64 letters, digits, hyphens
     */
    public EcsEngine(EcsSettings settings, String installation) {
        this(
                settings,
                installation,
                DefaultCredentialsProvider.builder().build(),
                InstantSource.system());
    }

    EcsEngine(
            EcsSettings settings,
            String installation,
            AwsCredentialsProvider credentials,
            InstantSource clock) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.installation = Family.checkInstallation(installation);
        this.clients = EcsClients.of(settings, credentials);
        this.cluster = new Cluster(clients.ecs(), settings.placement(), installation);
        this.definitions = new Definitions(settings);
        this.secrets = new SecretStore(clients.secrets());
        this.volumes = new AccessPoints(clients.files(), settings.fileSystem(), installation);
        this.logs = new LogReader(clients.logs(), settings.logGroup());
        this.recent = new RecentChanges(clock);
        this.containers = new Containers(cluster, logs, recent, clock);
    }

    @Override
    public EngineFacts facts() {
        String status = cluster.status().orElse("MISSING");
        if (!status.equals("ACTIVE")) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "the cluster '%s' is %s, expected ACTIVE"
                            .formatted(settings.placement().cluster(), status));
        }
        String host =
                settings.endpoint()
                        .map(Object::toString)
                        .orElse("https://ecs.%s.amazonaws.com".formatted(settings.region()));
        return new EngineFacts(
                "ecs",
                host + "/" + TaskReader.id(settings.placement().cluster()),
                VERSION,
                Optional.empty());
    }

    @Override
    public Container launch(ContainerSpec spec) {
        Lock lock = lock(spec.name());
        lock.lock();
        try {
            Optional<Container> there = containers.find(spec.name());
            if (there.isEmpty()) {
                return started(spec);
            }
            Optional<Containers.Broken> broken =
                    there.get().state() == State.PENDING
                            ? containers.brokenOff(spec.name())
                            : Optional.empty();
            return broken.map(each -> taken(each, spec)).orElseGet(there::get);
        } finally {
            lock.unlock();
        }
    }

    /** Goes on with a start that broke off between the definition and the task. */
    private Container taken(Containers.Broken broken, ContainerSpec spec) {
        return run(broken.family(), broken.definition().taskDefinitionArn(), tags(spec));
    }

    private Container started(ContainerSpec spec) {
        List<Tag> tags = tags(spec);
        EcsImage image = settings.image(spec.image()).orElseThrow(() -> noImage(spec.image()));
        Family family = Family.fresh(installation, spec.name());
        Map<String, String> points = new HashMap<>();
        for (ContainerSpec.Mount mount : spec.mounts()) {
            if (mount instanceof ContainerSpec.Mount.OfVolume volume) {
                points.put(volume.volume(), volumes.id(volume.volume()));
            }
        }
        // What is wrong with it is said before anything is kept.
        definitions.of(family, spec, image, List.of(), points, tags);
        List<Secret> kept = secrets.put(family, spec.secrets(), tags);
        String definition;
        try {
            definition = cluster.register(definitions.of(family, spec, image, kept, points, tags));
        } catch (HeddleException e) {
            secrets.remove(kept);
            throw e;
        }
        return run(family, definition, tags);
    }

    /**
     * Runs what was defined. When AWS says that it does not, the definition goes again; when nobody
     * knows, it stays for another attempt.
     */
    private Container run(Family family, String definition, List<Tag> tags) {
        Cluster.Started started;
        try {
            started = cluster.run(family, definition, tags);
        } catch (HeddleException e) {
            if (Calls.isRefusal(e)) {
                clear(family);
            }
            throw e;
        }
        if (started.task().isEmpty()) {
            clear(family);
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "cannot start the container '%s' now: Amazon ECS says %s"
                            .formatted(family.name(), started.reason()));
        }
        recent.started(family, started.task().get());
        return TaskReader.container(family, started.task().get());
    }

    private void clear(Family family) {
        cluster.definition(family).stream()
                .map(found -> found.taskDefinition().containerDefinitions())
                .flatMap(Collection::stream)
                .map(ContainerDefinition::secrets)
                .forEach(secrets::remove);
        cluster.deregister(family);
        recent.removed(family);
    }

    private List<Tag> tags(ContainerSpec spec) {
        Map<String, String> labels = new HashMap<>(spec.labels());
        labels.put(INSTALLATION, installation);
        spec.port().ifPresent(port -> labels.put(TaskReader.PORT, Integer.toString(port)));
        return Tags.of(labels);
    }

    @Override
    public List<Container> containers() {
        return containers.all();
    }

    @Override
    public Optional<Container> find(String name) {
        return containers.find(name);
    }

    private HeddleException noImage(String reference) {
        return new HeddleException(
                ErrorCode.NOT_FOUND,
                "image is '%s', expected one of %s"
                        .formatted(reference, new TreeSet<>(settings.images().keySet())));
    }

    /**
     * {@inheritDoc}
     *
     * <p>On ECS a container never gets another size than it has.
     */
    @Override
    public boolean resize(String name, ComputeSize size) {
        EcsSize wanted = definitions.size(size);
        return containers.existing(name).stream()
                .map(cluster::definition)
                .flatMap(Optional::stream)
                .map(DescribeTaskDefinitionResponse::taskDefinition)
                .anyMatch(
                        definition ->
                                Integer.toString(wanted.cpuUnits()).equals(definition.cpu())
                                        && Integer.toString(wanted.memoryMebibytes())
                                                .equals(definition.memory()));
    }

    /**
     * {@inheritDoc}
     *
     * <p>On ECS the time is {@value Definitions#STOP_SECONDS} s, whatever is asked for.
     */
    @Override
    public void stop(String name, Duration grace) {
        containers.existing(name).forEach(cluster::stop);
    }

    @Override
    public void remove(String name) {
        Lock lock = lock(name);
        lock.lock();
        try {
            for (Family family : containers.families(name)) {
                cluster.stop(family);
                clear(family);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public LogPage logs(String name, Optional<String> after, int most) {
        Optional<LogPosition> position = after.map(LogPosition::parse);
        Set<Family> families = containers.existing(name);
        for (Family family : families) {
            if (position.isPresent() && position.get().launch().equals(family.launch())) {
                return logs.read(family, position.get(), most);
            }
        }
        return families.stream()
                .flatMap(
                        family ->
                                taskId(family)
                                        .map(id -> LogPosition.beginning(family, id))
                                        .map(beginning -> logs.read(family, beginning, most))
                                        .stream())
                .findFirst()
                .orElseGet(() -> new LogPage(List.of(), Optional.empty()));
    }

    private Optional<String> taskId(Family family) {
        return recent.task(family)
                .map(Task::taskArn)
                .or(() -> cluster.arns(family).stream().findFirst())
                .or(() -> logs.stream(family).map(LogStream::logStreamName))
                .map(TaskReader::id);
    }

    /** Empty: what a task uses is known to CloudWatch alone, minutes later. */
    @Override
    public Optional<Usage> usage(String name) {
        return Optional.empty();
    }

    @Override
    public Terminal exec(String name, ExecSpec spec, TerminalListener listener) {
        throw new HeddleException(
                ErrorCode.PRECONDITION_FAILED,
                "containers on Amazon ECS run nothing but their own program: the platform does not"
                        + " use ECS Exec, which would need a role with rights in each of them");
    }

    @Override
    public void createVolume(String name, Map<String, String> labels) {
        Map<String, String> all = new HashMap<>(labels);
        all.put(INSTALLATION, installation);
        Tags.of(all);
        volumes.create(name, all);
    }

    @Override
    public List<Volume> volumes() {
        return volumes.all();
    }

    /** Removes the way to a volume; the files stay in the file system. */
    @Override
    public void removeVolume(String name) {
        volumes.remove(name);
    }

    @Override
    public Optional<Image> image(String reference) {
        return settings.images().entrySet().stream()
                .filter(
                        entry ->
                                entry.getKey().equals(reference)
                                        || entry.getValue().uri().equals(reference))
                .findFirst()
                .map(
                        entry ->
                                new Image(
                                        entry.getValue().uri(),
                                        List.of(entry.getKey(), entry.getValue().uri()),
                                        entry.getValue().labels(),
                                        0,
                                        Instant.EPOCH));
    }

    @Override
    public Image build(ImageBuild build, BuildListener listener) {
        throw new HeddleException(
                ErrorCode.PRECONDITION_FAILED,
                "Amazon ECS builds no images: push the image '%s' to a registry and name it in"
                                .formatted(build.reference())
                        + " heddle.containers.ecs.images");
    }

    private Lock lock(String name) {
        return locks.get(Math.floorMod(name.hashCode(), LOCKS));
    }

    @Override
    public void close() {
        clients.close();
    }
}
