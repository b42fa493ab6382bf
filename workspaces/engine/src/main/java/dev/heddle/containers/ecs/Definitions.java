package dev.heddle.containers.ecs;

import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.containers.ContainerSpec;
import dev.heddle.containers.ContainerSpec.Mount;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.EFSAuthorizationConfigIAM;
import software.amazon.awssdk.services.ecs.model.EFSTransitEncryption;
import software.amazon.awssdk.services.ecs.model.KernelCapabilities;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LinuxParameters;
import software.amazon.awssdk.services.ecs.model.LogConfiguration;
import software.amazon.awssdk.services.ecs.model.LogDriver;
import software.amazon.awssdk.services.ecs.model.MountPoint;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.Secret;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.Tmpfs;
import software.amazon.awssdk.services.ecs.model.Ulimit;
import software.amazon.awssdk.services.ecs.model.UlimitName;
import software.amazon.awssdk.services.ecs.model.Volume;

/** Task definitions of what containers are to be. */
final class Definitions {
    /** How long a program has between the signal to end and its being killed. */
    static final int STOP_SECONDS = 30;

    /** The user that containers run as, and that volumes belong to. */
    private static final String USER = "1000:1000";

    /** What a container can write to that cannot write to the rest, by what ECS is to call it. */
    private static final Map<String, String> TEMPORARY = Map.of("tmp", "/tmp", "run", "/run");

    private final EcsSettings settings;

    Definitions(EcsSettings settings) {
        this.settings = settings;
    }

    /**
     * A task definition.
     *
     * @param secrets the environment variables that hold secrets, and where ECS finds each
     * @param accessPoints the access points of the volumes that it mounts, by the volumes' names
     */
    RegisterTaskDefinitionRequest of(
            Family family,
            ContainerSpec spec,
            EcsImage image,
            List<Secret> secrets,
            Map<String, String> accessPoints,
            List<Tag> tags) {
        EcsSize size = size(spec.size());
        boolean isFargate = settings.placement().isFargate();
        ContainerDefinition.Builder container =
                ContainerDefinition.builder()
                        .name(TaskReader.PROGRAM)
                        .image(image.uri())
                        .user(USER)
                        .essential(true)
                        .command(spec.command())
                        .environment(
                                spec.environment().entrySet().stream()
                                        .map(Definitions::variable)
                                        .toList())
                        .secrets(secrets)
                        .cpu(size.cpuUnits())
                        .memory(size.memoryMebibytes())
                        .readonlyRootFilesystem(!spec.writableRoot())
                        .linuxParameters(linux(spec, size))
                        .stopTimeout(STOP_SECONDS)
                        .logConfiguration(logs(family));
        if (isFargate) {
            // ECS has no bound of processes but a user's; on Fargate a task is alone on its
            // machine.
            container.ulimits(
                    Ulimit.builder()
                            .name(UlimitName.NPROC)
                            .softLimit(ContainerSpec.MOST_PROCESSES)
                            .hardLimit(ContainerSpec.MOST_PROCESSES)
                            .build());
        } else {
            container.dockerSecurityOptions("no-new-privileges");
        }
        spec.port()
                .ifPresent(
                        port ->
                                container.portMappings(
                                        PortMapping.builder().containerPort(port).build()));
        List<MountPoint> mounts = new ArrayList<>();
        List<Volume> volumes = new ArrayList<>();
        mount(spec, accessPoints, mounts, volumes);
        container.mountPoints(mounts);
        RegisterTaskDefinitionRequest.Builder definition =
                RegisterTaskDefinitionRequest.builder()
                        .family(family.family())
                        .networkMode(NetworkMode.AWSVPC)
                        .requiresCompatibilities(
                                isFargate ? Compatibility.FARGATE : Compatibility.EC2)
                        .cpu(Integer.toString(size.cpuUnits()))
                        .memory(Integer.toString(size.memoryMebibytes()))
                        .executionRoleArn(settings.roles().execution())
                        .containerDefinitions(container.build())
                        .volumes(volumes)
                        .tags(tags);
        settings.roles().task().ifPresent(definition::taskRoleArn);
        return definition.build();
    }

    /** The size that a task gets which is to have so much. */
    EcsSize size(ComputeSize size) {
        return settings.placement().isFargate()
                ? EcsSize.ofFargate(size)
                : EcsSize.ofMachines(size);
    }

    private void mount(
            ContainerSpec spec,
            Map<String, String> accessPoints,
            List<MountPoint> mounts,
            List<Volume> volumes) {
        for (Mount mount : spec.mounts()) {
            if (mount instanceof Mount.OfHost host) {
                throw new HeddleException(
                        ErrorCode.INVALID_REQUEST,
                        "mount '%s' is the folder '%s' of the engine's machine, which containers on"
                                        .formatted(host.target(), host.folder())
                                + " Amazon ECS cannot have");
            } else if (mount instanceof Mount.OfVolume volume) {
                String name = "volume-" + volumes.size();
                volumes.add(volume(name, accessPoints.get(volume.volume())));
                mounts.add(mountPoint(name, volume.target()));
            }
        }
        if (!spec.writableRoot() && settings.placement().isFargate()) {
            TEMPORARY.forEach(
                    (name, target) -> {
                        volumes.add(Volume.builder().name(name).build());
                        mounts.add(mountPoint(name, target));
                    });
        }
    }

    private LinuxParameters linux(ContainerSpec spec, EcsSize size) {
        LinuxParameters.Builder linux =
                LinuxParameters.builder()
                        .initProcessEnabled(true)
                        .capabilities(KernelCapabilities.builder().drop("ALL").build());
        // Fargate has none: there these folders are on the disk of the task.
        if (!spec.writableRoot() && !settings.placement().isFargate()) {
            linux.tmpfs(
                    TEMPORARY.values().stream()
                            .map(
                                    target ->
                                            Tmpfs.builder()
                                                    .containerPath(target)
                                                    .size(size.memoryMebibytes() / 4)
                                                    .mountOptions("rw", "nosuid", "nodev")
                                                    .build())
                            .toList());
        }
        return linux.build();
    }

    private Volume volume(String name, String accessPoint) {
        // With a role the file system can tell its tasks from whoever else reaches it.
        boolean hasRole = settings.roles().task().isPresent();
        return Volume.builder()
                .name(name)
                .efsVolumeConfiguration(
                        efs ->
                                efs.fileSystemId(settings.fileSystem().orElseThrow())
                                        .transitEncryption(EFSTransitEncryption.ENABLED)
                                        .authorizationConfig(
                                                authorization ->
                                                        authorization
                                                                .accessPointId(accessPoint)
                                                                .iam(iam(hasRole))))
                .build();
    }

    private static EFSAuthorizationConfigIAM iam(boolean hasRole) {
        return hasRole ? EFSAuthorizationConfigIAM.ENABLED : EFSAuthorizationConfigIAM.DISABLED;
    }

    private LogConfiguration logs(Family family) {
        return LogConfiguration.builder()
                .logDriver(LogDriver.AWSLOGS)
                .options(
                        Map.of(
                                "awslogs-group", settings.logGroup(),
                                "awslogs-region", settings.region(),
                                "awslogs-stream-prefix", family.family()))
                .build();
    }

    private static MountPoint mountPoint(String volume, String target) {
        return MountPoint.builder()
                .sourceVolume(volume)
                .containerPath(target)
                .readOnly(false)
                .build();
    }

    private static KeyValuePair variable(Map.Entry<String, String> variable) {
        return KeyValuePair.builder().name(variable.getKey()).value(variable.getValue()).build();
    }

    /** The only container of a definition that the engine made. */
    static Optional<ContainerDefinition> program(List<ContainerDefinition> containers) {
        return containers.stream()
                .filter(container -> TaskReader.PROGRAM.equals(container.name()))
                .findFirst();
    }
}
