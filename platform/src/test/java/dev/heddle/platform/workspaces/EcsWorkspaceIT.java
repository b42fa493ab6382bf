package dev.heddle.platform.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Heddle;
import dev.heddle.client.workspaces.Workspace;
import dev.heddle.client.workspaces.WorkspaceRequest;
import dev.heddle.containers.ecs.EcsServer;
import dev.heddle.platform.PlatformProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A workspace of a platform with Amazon ECS, as far as that is seen from outside: a server speaks
 * AWS' protocols, and the test plays the machines.
 */
@Tag("python")
class EcsWorkspaceIT {
    private static final Path SCRIPTS = Path.of("..", "workspaces", "engine", "src/test/python");
    private static final Map<String, String> CREDENTIALS =
            Map.of("AWS_ACCESS_KEY_ID", "test", "AWS_SECRET_ACCESS_KEY", "test");
    private static final Optional<String> OWN = Optional.empty();

    @TempDir private Path folder;

    @Test
    void shouldKeepWhatATaskPrintsBeforeItsEnd() throws IOException {
        try (EcsServer server = new EcsServer(SCRIPTS)) {
            Files.writeString(folder.resolve("heddle.yaml"), settings(server));
            try (PlatformProcess platform =
                            PlatformProcess.run(folder, CREDENTIALS, "dev", "--port", "0")
                                    .awaitReady();
                    Heddle heddle = Heddle.connect(platform.url())) {
                heddle.workspaces()
                        .create(
                                new WorkspaceRequest(
                                        "lab", Optional.empty(), OptionalDouble.empty(), OWN));
                platform.await("its task is there", () -> !server.tasks().isEmpty());
                String task = server.tasks().get(0);
                assertThat(state(heddle)).isEqualTo(Workspace.State.STARTING);
                server.order(Map.of("order", "begin", "task", task));
                platform.await("it runs", () -> state(heddle) == Workspace.State.RUNNING);

                heddle.workspaces().stop("lab", OWN);
                platform.await(
                        "it is asked to end",
                        () ->
                                server.order(Map.of("order", "status", "task", task))
                                        .containsValue("STOPPING"));
                assertThat(state(heddle)).isEqualTo(Workspace.State.STOPPING);
                server.order(
                        Map.of(
                                "order",
                                "print",
                                "task",
                                task,
                                "text",
                                "my last words",
                                "endpoint",
                                server.endpoint()));
                server.order(Map.of("order", "end", "task", task, "exitCode", 143));
                platform.await("it is stopped", () -> state(heddle) == Workspace.State.STOPPED);
                assertThat(containers(heddle)).isZero();
                assertThat(heddle.workspaces().engine().volumes()).isOne();
                assertThat(server.tasks()).containsExactly(task);
                assertThat(heddle.workspaces().log("lab", OWN, 0).text())
                        .isEqualTo("my last words\n");

                heddle.workspaces().delete("lab", OWN);
                platform.await(
                        "its home is gone", () -> heddle.workspaces().engine().volumes() == 0);
            }
        }
    }

    private static Workspace.State state(Heddle heddle) {
        return heddle.workspaces().workspace("lab", OWN).state();
    }

    private static int containers(Heddle heddle) {
        return heddle.workspaces().engine().containers();
    }

    private static String settings(EcsServer server) {
        return """
                heddle:
                  workspaces:
                    image: base
                  containers:
                    engine: ecs
                    url: http://127.0.0.1:9
                    ecs:
                      region: %s
                      endpoint: %s
                      cluster: %s
                      subnets: [%s]
                      security-groups: [%s]
                      execution-role: arn:aws:iam::123456789012:role/run
                      log-group: %s
                      file-system: %s
                      images:
                        base:
                          uri: acme.example/base:1
                """
                .formatted(
                        server.made("region"),
                        server.endpoint(),
                        server.made("cluster"),
                        server.made("subnet"),
                        server.made("securityGroup"),
                        server.made("logGroup"),
                        server.made("fileSystem"));
    }
}
