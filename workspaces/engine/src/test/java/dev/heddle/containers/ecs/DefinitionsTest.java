package dev.heddle.containers.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.containers.ContainerSpec;
import dev.heddle.containers.ContainerSpec.Mount;
import dev.heddle.model.HeddleException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.EFSAuthorizationConfigIAM;
import software.amazon.awssdk.services.ecs.model.EFSTransitEncryption;
import software.amazon.awssdk.services.ecs.model.EFSVolumeConfiguration;
import software.amazon.awssdk.services.ecs.model.MountPoint;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.Tmpfs;
import software.amazon.awssdk.services.ecs.model.UlimitName;
import software.amazon.awssdk.services.ecs.model.Volume;

class DefinitionsTest {
    private static final EcsImage IMAGE = new EcsImage("jupyter:1", Map.of());
    private static final Family FAMILY = Family.fresh("a", "b");

    @Test
    void shouldGiveAContainerNoMoreThanItNeeds() {
        RegisterTaskDefinitionRequest definition =
                define(
                        Optional.empty(),
                        false,
                        List.of(new Mount.OfVolume("home", "/home/heddle")));

        ContainerDefinition program = definition.containerDefinitions().get(0);
        assertThat(definition.requiresCompatibilities()).containsExactly(Compatibility.FARGATE);
        assertThat(definition.cpu()).isEqualTo("1024");
        assertThat(definition.memory()).isEqualTo("2048");
        assertThat(program.user()).isEqualTo("1000:1000");
        assertThat(program.readonlyRootFilesystem()).isTrue();
        assertThat(program.privileged()).isNull();
        assertThat(program.linuxParameters().capabilities().drop()).containsExactly("ALL");
        assertThat(program.linuxParameters().capabilities().add()).isEmpty();
        assertThat(program.linuxParameters().initProcessEnabled()).isTrue();
        assertThat(program.linuxParameters().tmpfs()).isEmpty();
        assertThat(program.ulimits().get(0).name()).isEqualTo(UlimitName.NPROC);
        assertThat(program.ulimits().get(0).hardLimit()).isEqualTo(4_096);
        assertThat(program.mountPoints())
                .extracting(MountPoint::containerPath)
                .containsExactlyInAnyOrder("/home/heddle", "/tmp", "/run");
        assertThat(program.command()).containsExactly("run", "it");
        assertThat(program.environment())
                .singleElement()
                .satisfies(each -> assertThat(each.value()).isEqualTo("http://heddle"));
        assertThat(program.portMappings())
                .singleElement()
                .satisfies(each -> assertThat(each.containerPort()).isEqualTo(8_888));
        assertThat(program.logConfiguration().options())
                .containsEntry("awslogs-group", "/heddle")
                .containsEntry("awslogs-stream-prefix", FAMILY.family());
    }

    @Test
    void shouldMountVolumesThroughTheirAccessPoints() {
        RegisterTaskDefinitionRequest definition =
                define(Optional.empty(), true, List.of(new Mount.OfVolume("home", "/home/heddle")));

        Volume volume = definition.volumes().get(0);
        EFSVolumeConfiguration files = volume.efsVolumeConfiguration();
        assertThat(definition.volumes()).hasSize(1);
        assertThat(files.fileSystemId()).isEqualTo("fs-1");
        assertThat(files.authorizationConfig().accessPointId()).isEqualTo("fsap-1");
        assertThat(files.authorizationConfig().iam()).isEqualTo(EFSAuthorizationConfigIAM.ENABLED);
        assertThat(files.transitEncryption()).isEqualTo(EFSTransitEncryption.ENABLED);
        assertThat(definition.containerDefinitions().get(0).mountPoints())
                .singleElement()
                .satisfies(
                        mount -> {
                            assertThat(mount.sourceVolume()).isEqualTo(volume.name());
                            assertThat(mount.containerPath()).isEqualTo("/home/heddle");
                        });
    }

    @Test
    void shouldUseWhatMachinesOfTheAccountHaveMore() {
        RegisterTaskDefinitionRequest definition =
                define(Optional.of("machines"), false, List.of());

        ContainerDefinition program = definition.containerDefinitions().get(0);
        assertThat(definition.requiresCompatibilities()).containsExactly(Compatibility.EC2);
        assertThat(definition.cpu()).isEqualTo("1024");
        assertThat(definition.memory()).isEqualTo("1025");
        assertThat(program.dockerSecurityOptions()).containsExactly("no-new-privileges");
        assertThat(program.ulimits()).isEmpty();
        assertThat(program.linuxParameters().tmpfs())
                .extracting(Tmpfs::containerPath)
                .containsExactlyInAnyOrder("/tmp", "/run");
        assertThat(program.mountPoints()).isEmpty();
    }

    @Test
    void shouldRefuseFoldersOfAMachine() {
        assertThatThrownBy(
                        () ->
                                define(
                                        Optional.empty(),
                                        false,
                                        List.of(new Mount.OfHost("/srv/data", "/data"))))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("'/data'")
                .hasMessageContaining("'/srv/data'");
    }

    private static RegisterTaskDefinitionRequest define(
            Optional<String> capacityProvider, boolean writableRoot, List<Mount> mounts) {
        String role = "arn:aws:iam::123456789012:role/heddle";
        EcsSettings settings =
                new EcsSettings(
                        "eu-central-1",
                        Optional.empty(),
                        new EcsSettings.Placement(
                                "heddle",
                                capacityProvider,
                                List.of("subnet-1"),
                                List.of("sg-1"),
                                false),
                        new EcsSettings.Roles(role, Optional.of(role)),
                        "/heddle",
                        Optional.of("fs-1"),
                        Map.of("jupyter", IMAGE));
        ContainerSpec spec =
                new ContainerSpec(
                        "b",
                        "jupyter",
                        List.of("run", "it"),
                        Map.of("HEDDLE_URL", "http://heddle"),
                        Map.of(),
                        new ComputeSize(1, (1L << 30) + 1),
                        mounts,
                        Map.of(),
                        OptionalInt.of(8_888),
                        writableRoot);
        return new Definitions(settings)
                .of(FAMILY, spec, IMAGE, List.of(), Map.of("home", "fsap-1"), List.of());
    }
}
