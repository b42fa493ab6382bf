package dev.heddle.platform.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.platform.PlatformProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform that is told to use Amazon ECS, of which there is none here. */
class EcsPlatformIT {
    private static final String SETTINGS =
            """
            heddle:
              containers:
                engine: ecs
                url: http://127.0.0.1:9
                ecs:
                  region: eu-central-1
                  endpoint: http://127.0.0.1:1
                  cluster: heddle
                  subnets: [subnet-0a]
                  security-groups: [sg-0a]
                  execution-role: arn:aws:iam::123456789012:role/run
                  log-group: /heddle
                  images:
                    notebook:
                      uri: acme.example/notebook:1
                      labels:
                        dev.heddle.workspace.application: jupyter
                        dev.heddle.workspace.port: 8888
            """;
    private static final Map<String, String> CREDENTIALS =
            Map.of("AWS_ACCESS_KEY_ID", "none", "AWS_SECRET_ACCESS_KEY", "none");

    @TempDir private Path folder;

    @Test
    void shouldShowTheImagesThatAreNamedAndBuildNone() throws IOException {
        Files.writeString(folder.resolve("heddle.yaml"), SETTINGS);

        try (PlatformProcess platform =
                PlatformProcess.run(folder, CREDENTIALS, "dev", "--port", "0").awaitReady()) {
            JsonNode images = json(platform.get("/api/v1/images"));
            assertThat(images).hasSize(1);
            assertThat(images.get(0).get("name").asText()).isEqualTo("notebook");
            assertThat(images.get(0).get("reference").asText())
                    .isEqualTo("acme.example/notebook:1");
            assertThat(images.get(0).get("state").asText()).isEqualTo("BUILT");
            assertThat(images.get(0).get("application").asText()).isEqualTo("jupyter");

            HttpResponse<String> build =
                    platform.send("POST", "/api/v1/images/notebook/build", "{}");
            assertThat(build.statusCode()).isEqualTo(412);
            assertThat(build.body()).contains("Amazon ECS builds no images");

            JsonNode engine = json(platform.get("/api/v1/engine"));
            assertThat(engine.get("kind").asText()).isEqualTo("ecs");
            assertThat(engine.get("address").asText()).isEqualTo("eu-central-1/heddle");
            assertThat(engine.get("problem").asText()).isNotEmpty();
        }
    }

    @Test
    void shouldNotStartWithoutWhatItNeeds() throws IOException {
        Files.writeString(
                folder.resolve("heddle.yaml"), SETTINGS.replace("      cluster: heddle\n", ""));

        try (PlatformProcess platform =
                PlatformProcess.run(folder, CREDENTIALS, "dev", "--port", "0")) {
            assertThat(platform.exitCode()).isNotZero();
            assertThat(platform.log())
                    .contains("heddle.containers.ecs.cluster is '', expected the name or the ARN")
                    .doesNotContain("\tat ");
        }
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }
}
