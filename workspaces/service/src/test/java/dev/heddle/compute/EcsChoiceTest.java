package dev.heddle.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.containers.ecs.EcsImage;
import dev.heddle.containers.ecs.EcsSettings;
import dev.heddle.model.HeddleException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcsChoiceTest {
    @Test
    void shouldTellTheEngineWhatIsSet() {
        EcsSettings settings =
                EcsChoice.settings(
                        TestEcsConfig.with(
                                        Map.of(
                                                "ecs.endpoint", "http://127.0.0.1:5000",
                                                "ecs.capacity-provider", "FARGATE_SPOT",
                                                "ecs.assign-public-ip", "true",
                                                "ecs.task-role",
                                                        "arn:aws:iam::123456789012:role/work",
                                                "ecs.file-system", "fs-0a"))
                                .ecs());

        assertThat(settings.region()).isEqualTo("eu-central-1");
        assertThat(settings.endpoint()).hasValue(URI.create("http://127.0.0.1:5000"));
        assertThat(settings.placement())
                .isEqualTo(
                        new EcsSettings.Placement(
                                "heddle",
                                Optional.of("FARGATE_SPOT"),
                                List.of("subnet-0a", "subnet-0b"),
                                List.of("sg-0a"),
                                true));
        assertThat(settings.roles())
                .isEqualTo(
                        new EcsSettings.Roles(
                                "arn:aws:iam::123456789012:role/run",
                                Optional.of("arn:aws:iam::123456789012:role/work")));
        assertThat(settings.logGroup()).isEqualTo("/heddle");
        assertThat(settings.fileSystem()).hasValue("fs-0a");
        assertThat(settings.images())
                .containsOnly(
                        Map.entry(
                                "notebook",
                                new EcsImage(
                                        "acme.example/notebook:1",
                                        Map.of(
                                                "dev.heddle.workspace.application", "jupyter",
                                                "dev.heddle.workspace.holds", "JupyterLab"))));
    }

    @Test
    void shouldLeaveOutWhatIsNotSet() {
        EcsSettings settings = EcsChoice.settings(TestEcsConfig.with(Map.of()).ecs());

        assertThat(settings.endpoint()).isEmpty();
        assertThat(settings.placement().capacityProvider()).isEmpty();
        assertThat(settings.placement().publicAddress()).isFalse();
        assertThat(settings.roles().task()).isEmpty();
        assertThat(settings.fileSystem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "region,region is ''",
        "cluster,cluster is ''",
        "subnets,subnets has 0 entries",
        "security-groups,security-groups has 0 entries",
        "execution-role,execution-role is ''",
        "log-group,log-group is ''"
    })
    void shouldNameWhatIsMissing(String key, String problem) {
        ContainersConfig config = TestEcsConfig.with(Map.of("ecs." + key, ""));

        assertThatThrownBy(() -> EcsChoice.settings(config.ecs()))
                .isInstanceOf(HeddleException.class)
                .hasMessageStartingWith("heddle.containers.ecs." + problem + ", expected ");
    }

    @Test
    void shouldSayWhereItIsEvenIfSomethingIsMissing() {
        ContainersConfig complete = TestEcsConfig.with(Map.of());
        ContainersConfig incomplete = TestEcsConfig.with(Map.of("ecs.cluster", ""));

        assertThat(new Engines(complete, null).address()).isEqualTo("eu-central-1/heddle");
        assertThat(new Engines(incomplete, null).address()).isEqualTo("eu-central-1/no cluster");
        assertThat(new Engines(complete, null).kind()).isEqualTo("ecs");
    }

    @Test
    void shouldAskAmazonLessOftenThanDocker() {
        Engines ecs = new Engines(TestEcsConfig.with(Map.of()), null);
        Engines docker = new Engines(TestEcsConfig.with(Map.of("engine", "docker")), null);

        assertThat(ecs.pace().all()).isEqualTo(Duration.ofSeconds(3));
        assertThat(docker.pace().all()).isEqualTo(Duration.ofMillis(500));
        assertThat(ecs.pace().one()).isGreaterThan(docker.pace().one());
    }

    @Test
    void shouldMountTheWarehouseWhereContainersRunOnThisMachine(@TempDir Path folder) {
        ContainersConfig ecs = TestEcsConfig.with(Map.of());
        ContainersConfig docker = TestEcsConfig.with(Map.of("engine", "docker"));

        assertThat(new WarehouseMount(folder.toString(), docker).mounts()).hasSize(1);
        assertThat(new WarehouseMount("s3://acme/tables", docker).mounts()).isEmpty();
        assertThat(new WarehouseMount(folder.toString(), ecs).mounts()).isEmpty();
    }
}
