package dev.heddle.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.compute.ContainersConfig;
import dev.heddle.compute.EcsChoice;
import dev.heddle.containers.ecs.EcsImage;
import dev.heddle.containers.ecs.EcsSettings;
import dev.heddle.platform.StartRefused;
import dev.heddle.platform.config.PlatformConfig.Role;
import dev.heddle.serving.ServingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    private static final String ECS =
            """
            heddle:
              containers:
                engine: ecs
                url: https://heddle.example.com
                ecs:
                  region: eu-central-1
                  cluster: heddle
                  subnets: [subnet-0a, subnet-0b]
                  security-groups: [sg-0a]
                  execution-role: arn:aws:iam::123456789012:role/run
                  log-group: /heddle
                  file-system: fs-0a
                  images:
                    notebook-3.1:
                      uri: acme.example/notebook:1
                      labels:
                        dev.heddle.workspace.application: jupyter
                        dev.heddle.workspace.port: 8888
            """;

    @TempDir private Path folder;

    @Test
    void shouldLetTheCommandLineWinOverTheEnvironmentAndThatOverTheFile() throws IOException {
        Path file =
                file(
                        """
                        heddle:
                          http:
                            host: localhost
                            port: 1
                            max-body-bytes: 7
                          roles: [serving]
                          registry:
                            url: http://registry:8080
                          shutdown-timeout: 5s
                          serving:
                            queue: 9
                        """);
        Map<String, String> environment =
                Map.of("HEDDLE_HTTP_HOST", "::1", "HEDDLE_HTTP_PORT", "2");

        Configuration read =
                Configuration.read(Optional.of(file), Map.of("heddle.http.port", "3"), environment);

        PlatformConfig config = read.platform();
        assertThat(config.http().port()).isEqualTo(3);
        assertThat(config.http().host()).isEqualTo("::1");
        assertThat(config.http().maxBodyBytes()).isEqualTo(7);
        assertThat(config.roles()).containsExactly(Role.SERVING);
        assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(read.of(ServingConfig.class).queue()).isEqualTo(9);
    }

    @Test
    void shouldNameEverythingThatIsWrongAtOnce() throws IOException {
        Path file =
                file(
                        """
                        heddle:
                          databse:
                            url: x
                          database:
                            url: mysql://x
                          shutdown-timeout: soon
                          http:
                            port: 70000
                          roles: [cooking]
                        """);

        assertThatThrownBy(
                        () ->
                                Configuration.read(
                                        Optional.of(file),
                                        Map.of(),
                                        Map.of("HEDDLE_HTTP_HOTS", "a")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("heddle.databse.url")
                .hasMessageContaining("did you mean heddle.database.url?")
                .hasMessageContaining("HEDDLE_HTTP_HOTS")
                .hasMessageContaining("did you mean HEDDLE_HTTP_HOST?")
                .hasMessageContaining("heddle.shutdown-timeout is soon")
                .hasMessageContaining(
                        "cooking, which cannot be read: expected one of registry,ingestion,serving")
                .hasMessageNotContaining("Exception")
                .hasMessageNotContaining("SRCFG");
    }

    @Test
    void shouldNameEveryRuleThatIsBroken() throws IOException {
        Path file =
                file(
                        """
                        heddle:
                          mode: dev
                          database:
                            url: mysql://x
                          http:
                            host: 0.0.0.0
                            port: 70000
                          registry:
                            url: http://registry
                        """);

        assertThatThrownBy(() -> Configuration.read(Optional.of(file), Map.of(), Map.of()))
                .hasMessageContaining("heddle.http.port is 70000, expected 0 to 65535")
                .hasMessageContaining("dev listens at loopback alone")
                .hasMessageContaining("expected jdbc:postgresql:")
                .hasMessageContaining("heddle.registry.url is for a process without");
    }

    @Test
    void shouldRefuseAFileThatIsMissingOrNoYaml() throws IOException {
        Path broken = file("heddle: [");

        assertThatThrownBy(() -> Configuration.read(Optional.of(broken), Map.of(), Map.of()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("is no YAML");
        assertThatThrownBy(
                        () ->
                                Configuration.read(
                                        Optional.of(folder.resolve("absent")), Map.of(), Map.of()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void shouldLeaveVariablesAloneThatAreNotOurs() {
        Map<String, String> environment =
                Map.of(
                        "HEDDLE_URL", "http://x",
                        "HEDDLE_PORT", "tcp://10.0.0.1:80",
                        "HEDDLE_SERVICE_HOST", "10.0.0.1",
                        "PATH", "/bin");

        PlatformConfig config =
                Configuration.read(Optional.empty(), Map.of(), environment).platform();

        assertThat(config.http().port()).isEqualTo(8080);
    }

    @Test
    void shouldTakeWhatAmazonEcsNeedsFromTheFile() throws IOException {
        Path file = file(ECS);

        Configuration read = Configuration.read(Optional.of(file), Map.of(), Map.of());

        EcsSettings ecs = EcsChoice.settings(read.of(ContainersConfig.class).ecs());
        assertThat(ecs.region()).isEqualTo("eu-central-1");
        assertThat(ecs.placement().subnets()).containsExactly("subnet-0a", "subnet-0b");
        assertThat(ecs.placement().publicAddress()).isFalse();
        assertThat(ecs.fileSystem()).hasValue("fs-0a");
        assertThat(ecs.roles().task()).isEmpty();
        assertThat(ecs.images())
                .containsOnly(
                        Map.entry(
                                "notebook-3.1",
                                new EcsImage(
                                        "acme.example/notebook:1",
                                        Map.of(
                                                "dev.heddle.workspace.application",
                                                "jupyter",
                                                "dev.heddle.workspace.port",
                                                "8888"))));
    }

    @Test
    void shouldNameWhatAmazonEcsLacks() throws IOException {
        Path file =
                file(ECS.replace("      execution-role: arn:aws:iam::123456789012:role/run\n", ""));
        Map<String, String> options = Map.of("heddle.containers.url", "");

        assertThatThrownBy(() -> Configuration.read(Optional.of(file), options, Map.of()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(
                        "heddle.containers.ecs.execution-role is '', expected the ARN of a role")
                .hasMessageContaining("heddle.containers.url is missing");
        // A process without the registry runs no containers.
        Map<String, String> serving =
                Map.of("heddle.roles", "serving", "heddle.registry.url", "http://registry:8080");
        assertThat(Configuration.read(Optional.of(file), serving, Map.of()).platform().roles())
                .containsExactly(Role.SERVING);
    }

    @Test
    void shouldRefuseAnImagesKeyThatDoesNotExist() throws IOException {
        Path file = file(ECS.replace("uri:", "url:"));

        assertThatThrownBy(() -> Configuration.read(Optional.of(file), Map.of(), Map.of()))
                .hasMessageContaining(
                        "there is no key heddle.containers.ecs.images.\"notebook-3.1\".url")
                .hasMessageNotContaining("labels");
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("heddle.yaml"), yaml);
    }
}
