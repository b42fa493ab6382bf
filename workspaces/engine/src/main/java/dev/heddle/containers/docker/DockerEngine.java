package dev.heddle.containers.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.containers.BuildListener;
import dev.heddle.containers.Container;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Containers on a Docker Engine; see {@link ContainerEngine}. */
public final class DockerEngine implements ContainerEngine {
    static final String INSTALLATION = "dev.heddle.installation";

    private final DockerSettings settings;
    private final DockerCalls calls;
    private final DockerNetwork network;
    private final DockerLaunch launch;
    private final DockerLogs logs;
    private final DockerEvents events;
    private final SecretFiles secrets;
    private final Instant hostBegan = HostStart.read();

    /** What does not change any more, by the engine's id and whether it still runs. */
    private final Map<String, Container> known = new ConcurrentHashMap<>();

    /** An engine that is reached when it is asked for the first time. */
    public DockerEngine(DockerSettings settings) {
        this.settings = settings;
        this.calls = new DockerCalls(settings.host());
        this.network = new DockerNetwork(calls);
        this.logs = new DockerLogs(calls);
        this.events = new DockerEvents(calls);
        this.secrets = new SecretFiles(settings.secrets());
        this.launch = new DockerLaunch(calls, network, secrets);
    }

    @Override
    public EngineFacts facts() {
        String version = calls.ask(docker -> docker.versionCmd().exec().getVersion());
        return new EngineFacts("docker", settings.host().toString(), version, network.ensure());
    }

    @Override
    public Container launch(ContainerSpec spec) {
        Map<String, String> labels = new HashMap<>(spec.labels());
        labels.put(INSTALLATION, settings.installation());
        launch.run(spec, labels);
        return find(spec.name())
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        "container %s was removed as it began"
                                                .formatted(spec.name())));
    }

    @Override
    public List<Container> containers() {
        List<com.github.dockerjava.api.model.Container> found =
                calls.ask(
                        docker ->
                                docker.listContainersCmd()
                                        .withShowAll(true)
                                        .withLabelFilter(
                                                Map.of(INSTALLATION, settings.installation()))
                                        .exec());
        List<Container> containers = new ArrayList<>();
        for (com.github.dockerjava.api.model.Container each : found) {
            String key = each.getId() + each.getState();
            Container now = known.get(key);
            if (now == null) {
                now = inspect(each.getId()).orElse(null);
            }
            if (now != null) {
                if (now.state() != State.PENDING) {
                    known.put(key, now);
                }
                containers.add(now);
            }
        }
        Set<String> keys =
                found.stream()
                        .map(each -> each.getId() + each.getState())
                        .collect(Collectors.toSet());
        known.keySet().retainAll(keys);
        return List.copyOf(containers);
    }

    @Override
    public Optional<Container> find(String name) {
        return inspect(name);
    }

    private Optional<Container> inspect(String reference) {
        return own(reference)
                .map(
                        found ->
                                DockerStates.of(
                                        found,
                                        hostBegan,
                                        () -> events.wasAskedToEnd(found.getId())));
    }

    /** What the engine says of a container, if it is one of ours. */
    private Optional<InspectContainerResponse> own(String reference) {
        return calls.ask(
                docker -> {
                    try {
                        return Optional.of(docker.inspectContainerCmd(reference).exec())
                                .filter(this::isOwn);
                    } catch (NotFoundException e) {
                        return Optional.empty();
                    }
                });
    }

    private boolean isOwn(InspectContainerResponse container) {
        Map<String, String> labels = container.getConfig().getLabels();
        return labels != null && settings.installation().equals(labels.get(INSTALLATION));
    }

    /** Whatever else the engine holds is nobody's business here. */
    private void requireOwn(String name) {
        if (own(name).isEmpty()) {
            throw new HeddleException(
                    ErrorCode.NOT_FOUND, "there is no container %s".formatted(name));
        }
    }

    @Override
    public boolean resize(String name, ComputeSize size) {
        requireOwn(name);
        calls.ask(
                docker ->
                        docker.updateContainerCmd(name)
                                .withCpuPeriod(DockerLaunch.CPU_PERIOD)
                                .withCpuQuota(DockerLaunch.quota(size))
                                .withMemory(size.memoryBytes())
                                .withMemorySwap(size.memoryBytes())
                                .exec());
        return true;
    }

    @Override
    public void stop(String name, Duration grace) {
        requireOwn(name);
        calls.stream(
                docker -> {
                    try {
                        return docker.stopContainerCmd(name)
                                .withTimeout((int) Math.max(1, grace.toSeconds()))
                                .exec();
                    } catch (NotModifiedException e) {
                        // It has ended already.
                        return null;
                    }
                });
    }

    @Override
    public void remove(String name) {
        if (own(name).isPresent()) {
            calls.stream(
                    docker -> {
                        try {
                            return docker.removeContainerCmd(name)
                                    .withForce(true)
                                    .withRemoveVolumes(true)
                                    .exec();
                        } catch (NotFoundException | ConflictException e) {
                            // It is gone, or somebody else removes it right now.
                            return null;
                        }
                    });
        }
        secrets.remove(name);
    }

    @Override
    public LogPage logs(String name, Optional<String> after, int most) {
        requireOwn(name);
        return logs.read(name, after, most);
    }

    @Override
    public Optional<Usage> usage(String name) {
        if (find(name).filter(one -> one.state() == State.RUNNING).isEmpty()) {
            return Optional.empty();
        }
        return DockerUsage.of(
                calls.read(
                        "/containers/" + name + "/stats?stream=false&one-shot=true",
                        body -> HeddleJson.mapper().readTree(body)));
    }

    @Override
    public Terminal exec(String name, ExecSpec spec, TerminalListener listener) {
        requireOwn(name);
        return new DockerTerminal(calls, settings.host(), name, spec, listener);
    }

    @Override
    public void createVolume(String name, Map<String, String> labels) {
        Map<String, String> all = new HashMap<>(labels);
        all.put(INSTALLATION, settings.installation());
        // One of that name stays as it is.
        calls.ask(docker -> docker.createVolumeCmd().withName(name).withLabels(all).exec());
    }

    @Override
    public List<Volume> volumes() {
        return calls.ask(
                docker ->
                        docker
                                .listVolumesCmd()
                                .withFilter(
                                        "label",
                                        List.of(INSTALLATION + "=" + settings.installation()))
                                .exec()
                                .getVolumes()
                                .stream()
                                .map(found -> new Volume(found.getName(), found.getLabels()))
                                .toList());
    }

    @Override
    public void removeVolume(String name) {
        if (volumes().stream().anyMatch(volume -> volume.name().equals(name))) {
            calls.ask(
                    docker -> {
                        try {
                            return docker.removeVolumeCmd(name).exec();
                        } catch (NotFoundException e) {
                            return null;
                        }
                    });
        }
    }

    @Override
    public Optional<Image> image(String reference) {
        return calls.ask(
                docker -> {
                    try {
                        return Optional.of(image(docker.inspectImageCmd(reference).exec()));
                    } catch (NotFoundException e) {
                        return Optional.empty();
                    }
                });
    }

    private static Image image(InspectImageResponse found) {
        Map<String, String> labels =
                found.getConfig() == null ? null : found.getConfig().getLabels();
        return new Image(
                found.getId(),
                found.getRepoTags() == null ? List.of() : found.getRepoTags(),
                labels == null ? Map.of() : labels,
                found.getSize() == null ? 0 : found.getSize(),
                DockerStates.time(found.getCreated()).orElse(Instant.EPOCH));
    }

    @Override
    public Image build(ImageBuild build, BuildListener listener) {
        String id = new DockerBuild(calls).run(build, listener);
        return image(id)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        "image %s was removed as it was built"
                                                .formatted(build.reference())));
    }

    @Override
    public void close() {
        calls.close();
    }
}
