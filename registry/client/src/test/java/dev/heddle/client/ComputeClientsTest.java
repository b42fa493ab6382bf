package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.workspaces.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComputeClientsTest {
    private static final String WORKSPACE =
            """
            {"name": "%s", "owner": "ann", "image": "notebook", "size": {"cpus": 2, "memoryBytes": 4294967296},
             "state": "RUNNING", "createdAt": "2026-11-01T10:00:00Z", "cost": {"cpuHours": 1, "memoryGibHours": 2}}""";

    private final FakePlatform platform = new FakePlatform();
    private final Heddle heddle = Heddle.connect(platform.uri(), "secret");

    @AfterEach
    void close() {
        heddle.close();
        platform.close();
    }

    @Test
    void shouldReadPageAfterPageOfWorkspaces() {
        platform.thenJson(
                200,
                "{\"items\": [%s], \"nextPageToken\": \"a/b\"}"
                        .formatted(WORKSPACE.formatted("lab")));
        platform.thenJson(200, "{\"items\": [%s]}".formatted(WORKSPACE.formatted("more")));

        List<Workspace> all = heddle.workspaces().list(true).toList();

        assertThat(all).extracting(Workspace::name).containsExactly("lab", "more");
        assertThat(all.get(0).reason()).isEmpty();
        assertThat(platform.requests())
                .containsExactly(
                        "GET /api/v1/workspaces?everybody=true",
                        "GET /api/v1/workspaces?everybody=true&pageToken=a%2Fb");
    }

    @Test
    void shouldAskForOnePageOfTasks() {
        platform.thenJson(200, "{\"items\": []}").thenJson(200, "{\"items\": []}");

        heddle.tasks().page(OptionalInt.of(25), Optional.of("x"));
        heddle.tasks().page(OptionalInt.empty(), Optional.empty());

        assertThat(platform.requests())
                .containsExactly("GET /api/v1/tasks?limit=25&pageToken=x", "GET /api/v1/tasks");
    }

    @Test
    void shouldReadTheEndOfALogFromALineOn() {
        platform.thenJson(200, "{\"text\": \"\", \"next\": 1000, \"ended\": false}");
        platform.thenJson(200, "{\"text\": \"rest\\nlast\\n\", \"next\": 1000, \"ended\": false}");

        LogPart part = heddle.workspaces().logEnd("lab", Optional.of("ann"), 10);

        assertThat(part).isEqualTo(new LogPart("last\n", 1000, false));
        assertThat(platform.requests().get(1))
                .isEqualTo("GET /api/v1/workspaces/lab/logs?owner=ann&offset=990");
    }

    @Test
    void shouldReadAllOfALogThatIsShort() {
        for (int i = 0; i < 2; i++) {
            platform.thenJson(200, "{\"text\": \"\", \"next\": 4, \"ended\": true}");
            platform.thenJson(200, "{\"text\": \"a\\nb\\n\", \"next\": 4, \"ended\": true}");
        }

        LogPart build = heddle.workspaces().buildLogEnd("notebook", 10);
        LogPart run = heddle.tasks().logEnd("r1", 10);

        assertThat(build).isEqualTo(new LogPart("a\nb\n", 4, true)).isEqualTo(run);
        assertThat(platform.requests().get(3)).isEqualTo("GET /api/v1/task-runs/r1/logs?offset=0");
    }

    @Test
    void shouldBeginAtTheBeginningOfALogThatIsNotThereYet() {
        platform.then(
                exchange -> {
                    String offset = exchange.getRequestURI().getQuery().replaceAll(".*=", "");
                    FakePlatform.send(
                            exchange,
                            200,
                            "{\"text\": \"\", \"next\": %s, \"ended\": false}".formatted(offset));
                });

        assertThat(heddle.tasks().logEnd("r1", 10)).isEqualTo(new LogPart("", 0, false));
    }

    @Test
    void shouldNameTheWebSocketOfATerminal() {
        assertThat(
                        heddle.workspaces()
                                .terminal(
                                        "lab",
                                        Optional.empty(),
                                        List.of("ls", "-l a"),
                                        false,
                                        80,
                                        24))
                .hasScheme("ws")
                .hasPath("/api/v1/workspaces/lab/terminal")
                .hasQuery("tty=false&columns=80&rows=24&command=ls&command=-l a");
    }
}
