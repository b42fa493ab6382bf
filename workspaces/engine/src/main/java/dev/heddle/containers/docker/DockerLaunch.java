package dev.heddle.containers.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.containers.ContainerSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes containers and starts them. */
final class DockerLaunch {
    static final long CPU_PERIOD = 100_000;

    /** Whoever owns a home in one image owns it in the next. */
    private static final String USER = "1000:1000";

    private static final String SECRETS = "/run/secrets/";
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration OTHER_PATIENCE = Duration.ofSeconds(10);
    private static final long OTHER_MILLIS = 20;
    private static final long PULL_MINUTES = 30;
    private static final Map<String, String> LOG_LIMITS =
            Map.of("max-size", "20m", "max-file", "5");

    private final DockerCalls calls;
    private final DockerNetwork network;
    private final SecretFiles secrets;

    DockerLaunch(DockerCalls calls, DockerNetwork network, SecretFiles secrets) {
        this.calls = calls;
        this.network = network;
        this.secrets = secrets;
    }

    static long quota(ComputeSize size) {
        return Math.round(size.cpus() * CPU_PERIOD);
    }

    void run(ContainerSpec spec, Map<String, String> labels) {
        network.ensure();
        Optional<InspectContainerResponse> there = inspect(spec.name());
        if (there.isEmpty()) {
            create(spec, labels);
            start(spec);
        } else if (isOwn(there.get(), labels) && isUnstarted(there.get())) {
            // The platform ended between the two steps.
            start(spec);
        }
    }

    private Optional<InspectContainerResponse> inspect(String name) {
        return calls.ask(
                docker -> {
                    try {
                        return Optional.of(docker.inspectContainerCmd(name).exec());
                    } catch (NotFoundException e) {
                        return Optional.empty();
                    }
                });
    }

    private static boolean isOwn(InspectContainerResponse found, Map<String, String> labels) {
        Map<String, String> known = found.getConfig().getLabels();
        return known != null
                && labels.get(DockerEngine.INSTALLATION)
                        .equals(known.get(DockerEngine.INSTALLATION));
    }

    /** What has ended stays so: it would run a second time. */
    private static boolean isUnstarted(InspectContainerResponse found) {
        return "created".equals(found.getState().getStatus())
                && found.getState().getExitCodeLong() == 0;
    }

    private void create(ContainerSpec spec, Map<String, String> labels) {
        List<Path> files = secrets.write(spec.name(), spec.secrets());
        calls.ask(
                docker -> {
                    try {
                        return command(docker, spec, labels, files).exec();
                    } catch (ConflictException e) {
                        awaitOther(docker, spec.name());
                        return null;
                    } catch (NotFoundException e) {
                        pull(docker, spec.image(), e);
                        return command(docker, spec, labels, files).exec();
                    }
                });
    }

    /** Somebody else makes the same right now: its name is taken a moment before it is there. */
    private static void awaitOther(DockerClient docker, String name) {
        long end = System.nanoTime() + OTHER_PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                docker.inspectContainerCmd(name).exec();
                return;
            } catch (NotFoundException e) {
                try {
                    TimeUnit.MILLISECONDS.sleep(OTHER_MILLIS);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new HeddleException(ErrorCode.UNAVAILABLE, "interrupted", interrupted);
                }
            }
        }
    }

    /**
     * Gets an image from its registry. A name without one is of this machine alone: it is not
     * looked for elsewhere, where anybody might have put something by that name.
     */
    private static void pull(DockerClient docker, String image, NotFoundException missing) {
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        if (!first.contains(".") && !first.contains(":") && !first.equals("localhost")) {
            throw new HeddleException(
                    ErrorCode.NOT_FOUND,
                    "the engine has no image '%s', and its name says no registry".formatted(image),
                    missing);
        }
        try {
            if (!docker.pullImageCmd(image)
                    .start()
                    .awaitCompletion(PULL_MINUTES, TimeUnit.MINUTES)) {
                throw new HeddleException(
                        ErrorCode.UNAVAILABLE,
                        "image '%s' was not there after %d minutes".formatted(image, PULL_MINUTES));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HeddleException(ErrorCode.UNAVAILABLE, "interrupted", e);
        } catch (NotFoundException | InternalServerErrorException e) {
            throw new HeddleException(
                    ErrorCode.NOT_FOUND,
                    "image '%s' cannot be had: %s".formatted(image, e.getMessage()),
                    e);
        }
    }

    private CreateContainerCmd command(
            DockerClient docker, ContainerSpec spec, Map<String, String> labels, List<Path> files) {
        CreateContainerCmd command =
                docker.createContainerCmd(spec.image())
                        .withName(spec.name())
                        .withUser(USER)
                        .withLabels(labels)
                        .withEnv(
                                spec.environment().entrySet().stream()
                                        .map(each -> each.getKey() + "=" + each.getValue())
                                        .toList())
                        .withHostConfig(host(spec, files));
        if (!spec.command().isEmpty()) {
            command.withCmd(spec.command());
        }
        spec.port().ifPresent(port -> command.withExposedPorts(ExposedPort.tcp(port)));
        return command;
    }

    private HostConfig host(ContainerSpec spec, List<Path> files) {
        HostConfig host =
                HostConfig.newHostConfig()
                        .withNetworkMode(DockerNetwork.NAME)
                        .withCpuPeriod(CPU_PERIOD)
                        .withCpuQuota(quota(spec.size()))
                        .withMemory(spec.size().memoryBytes())
                        .withMemorySwap(spec.size().memoryBytes())
                        .withPidsLimit((long) ContainerSpec.MOST_PROCESSES)
                        .withCapDrop(Capability.ALL)
                        .withSecurityOpts(List.of("no-new-privileges"))
                        .withInit(true)
                        .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, LOG_LIMITS))
                        .withMounts(mounts(spec, files));
        if (!spec.writableRoot()) {
            Map<String, String> memory = new HashMap<>();
            long half = spec.size().memoryBytes() / 2;
            memory.put("/tmp", "rw,exec,nosuid,nodev,mode=1777,size=" + half);
            memory.put("/run", "rw,noexec,nosuid,nodev,mode=1777,size=16m");
            host.withReadonlyRootfs(true).withTmpFs(memory);
        }
        spec.port()
                .ifPresent(
                        port ->
                                host.withPortBindings(
                                        new PortBinding(
                                                Ports.Binding.bindIp(LOOPBACK),
                                                ExposedPort.tcp(port))));
        return host;
    }

    private static List<Mount> mounts(ContainerSpec spec, List<Path> files) {
        List<Mount> mounts = new ArrayList<>();
        for (ContainerSpec.Mount mount : spec.mounts()) {
            if (mount instanceof ContainerSpec.Mount.OfVolume volume) {
                mounts.add(
                        new Mount()
                                .withType(MountType.VOLUME)
                                .withSource(volume.volume())
                                .withTarget(volume.target()));
            } else if (mount instanceof ContainerSpec.Mount.OfHost folder) {
                mounts.add(readOnly(folder.folder(), folder.target()));
            }
        }
        files.forEach(file -> mounts.add(readOnly(file.toString(), SECRETS + file.getFileName())));
        return mounts;
    }

    private static Mount readOnly(String source, String target) {
        return new Mount()
                .withType(MountType.BIND)
                .withSource(source)
                .withTarget(target)
                .withReadOnly(true);
    }

    private void start(ContainerSpec spec) {
        calls.ask(
                docker -> {
                    try {
                        return docker.startContainerCmd(spec.name()).exec();
                    } catch (NotModifiedException e) {
                        // It runs already.
                        return null;
                    } catch (BadRequestException | NotFoundException e) {
                        // There is no such program: the container stays and says so.
                        return null;
                    }
                });
    }
}
