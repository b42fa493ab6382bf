package dev.heddle.containers.ecs;

import static dev.heddle.containers.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.containers.Container;
import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.State;
import dev.heddle.containers.ContainerEngine;
import dev.heddle.containers.ContainerSpec;
import dev.heddle.containers.LogPage;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.Secret;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;

/**
 * What is so on Amazon ECS beyond the contract: what it forgets, and what must not be left there.
 */
@Tag("python")
class EcsTasksIT {
    private static final String INSTALLATION = "tasks";
    private static EcsFixture fixture;

    private ContainerEngine engine;

    @BeforeAll
    static void open() {
        fixture = new EcsFixture();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void start() {
        engine = fixture.engine(INSTALLATION);
    }

    @AfterEach
    void clear() {
        engine.containers().forEach(container -> engine.remove(container.name()));
        engine.close();
    }

    @Test
    void shouldTellThatTheMachineWasTakenAway() {
        engine.launch(spec("spot", Map.of()));
        fixture.begin("spot");

        fixture.end("spot", "SpotInterruption", "Your Spot Task was interrupted.", 143, null);

        Container.Ending ending = engine.find("spot").orElseThrow().ending().orElseThrow();
        assertThat(ending.cause()).isEqualTo(Cause.HOST_FAILED);
        assertThat(ending.message()).isEqualTo("Your Spot Task was interrupted.");
    }

    @Test
    void shouldKeepWhatEcsForgets() {
        engine.launch(spec("old", Map.of()));
        fixture.begin("old");
        fixture.print("old", List.of("the last words"));
        fixture.end("old", 0);
        fixture.server()
                .order(
                        Map.of(
                                "order",
                                "forget",
                                "task",
                                fixture.task("old").taskArn(),
                                "minutes",
                                61));
        engine.close();
        engine = fixture.engine(INSTALLATION);

        Container forgotten = engine.find("old").orElseThrow();

        assertThat(forgotten.state()).isEqualTo(State.ENDED);
        assertThat(forgotten.labels()).containsEntry("which", "old");
        Container.Ending ending = forgotten.ending().orElseThrow();
        assertThat(ending.cause()).isEqualTo(Cause.EXITED);
        assertThat(ending.exitCode()).isEmpty();
        assertThat(ending.message()).contains("forgotten");
        assertThat(ending.at()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(engine.containers()).containsExactly(forgotten);
        assertThat(engine.launch(spec("old", Map.of()))).isEqualTo(forgotten);
        assertThat(engine.logs("old", Optional.empty(), 1_000).lines())
                .extracting(LogPage.Line::text)
                .containsExactly("the last words\n");
        engine.stop("old", Duration.ofSeconds(1));
        engine.remove("old");
        assertThat(engine.containers()).isEmpty();
    }

    @Test
    void shouldGoOnWithAStartThatBrokeOff() {
        engine.launch(spec("broken", Map.of()));
        Task lost = fixture.task("broken");
        fixture.server().order(Map.of("order", "break_off", "task", lost.taskArn()));
        engine.close();
        engine = fixture.engine(INSTALLATION);
        assertThat(engine.find("broken").orElseThrow().state()).isEqualTo(State.PENDING);

        engine.launch(spec("broken", Map.of()));

        Task task = fixture.task("broken");
        assertThat(task.taskArn()).isNotEqualTo(lost.taskArn());
        assertThat(task.taskDefinitionArn()).isEqualTo(lost.taskDefinitionArn());
        fixture.begin("broken");
        assertThat(engine.find("broken").orElseThrow().state()).isEqualTo(State.RUNNING);
    }

    @Test
    void shouldGiveUpAStartThatBrokeOffLongAgo() {
        engine.launch(spec("abandoned", Map.of()));
        fixture.server()
                .order(Map.of("order", "break_off", "task", fixture.task("abandoned").taskArn()));

        try (ContainerEngine later =
                fixture.engine(
                        INSTALLATION, () -> Instant.now().plus(Containers.START).plusSeconds(1))) {
            Container.Ending ending = later.find("abandoned").orElseThrow().ending().orElseThrow();

            assertThat(ending.cause()).isEqualTo(Cause.HOST_FAILED);
            assertThat(ending.message()).contains("broke off");
        }
    }

    @Test
    void shouldKeepSecretsElsewhereAndRemoveThem() {
        engine.launch(spec("secret", Map.of("heddle-token", "abc", "heddle-app", "d\"e\n")));
        Task task = fixture.task("secret");
        ContainerDefinition program = fixture.definition(task).containerDefinitions().get(0);

        assertThat(program.secrets())
                .extracting(Secret::name)
                .containsExactly("HEDDLE_SECRET_HEDDLE_APP", "HEDDLE_SECRET_HEDDLE_TOKEN");
        assertThat(program.environment()).extracting(each -> each.value()).doesNotContain("abc");
        String reference = program.secrets().get(1).valueFrom();
        String arn = reference.substring(0, reference.indexOf(":HEDDLE_SECRET"));
        assertThat(
                        fixture.clients()
                                .secrets()
                                .getSecretValue(request -> request.secretId(arn))
                                .secretString())
                .isEqualTo(
                        "{\"HEDDLE_SECRET_HEDDLE_APP\":\"d\\\"e\\n\","
                                + "\"HEDDLE_SECRET_HEDDLE_TOKEN\":\"abc\"}");

        engine.remove("secret");

        assertThat(secrets()).isEmpty();
        assertThat(fixture.task("secret").desiredStatus()).isEqualTo("STOPPED");
        assertThatThrownBy(() -> fixture.definition(task)).isInstanceOf(ClientException.class);
    }

    @Test
    void shouldLeaveNothingOfAStartThatWasRefused() {
        try (ContainerEngine elsewhere = fixture.engineOfCluster("missing", INSTALLATION)) {
            assertThatThrownBy(() -> elsewhere.launch(spec("refused", Map.of("a", "b"))))
                    .isInstanceOfSatisfying(
                            HeddleException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                    .hasMessageContaining("ClusterNotFoundException");
            assertThatThrownBy(elsewhere::facts)
                    .isInstanceOf(HeddleException.class)
                    .hasMessageContaining("'missing' is MISSING");
        }
        assertThat(engine.containers()).isEmpty();
        assertThat(engine.find("refused")).isEmpty();
        assertThat(secrets()).isEmpty();
    }

    @Test
    void shouldRefuseSecretsThatWouldBeOneVariable() {
        assertThatThrownBy(
                        () ->
                                engine.launch(
                                        spec("twins", Map.of("a-b", "secret1", "a_b", "secret2"))))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("names that differ")
                .hasMessageNotContainingAny("secret1", "secret2");
        assertThat(secrets()).isEmpty();
        assertThat(engine.find("twins")).isEmpty();
    }

    @Test
    void shouldRefuseVolumesThatAreNotThere() {
        ContainerSpec plain = spec("homeless", Map.of("a", "b"));
        ContainerSpec spec =
                new ContainerSpec(
                        plain.name(),
                        plain.image(),
                        plain.command(),
                        plain.environment(),
                        plain.labels(),
                        plain.size(),
                        List.of(new ContainerSpec.Mount.OfVolume("nothing", "/home")),
                        plain.secrets(),
                        plain.port(),
                        false);

        assertThatThrownBy(() -> engine.launch(spec))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("'nothing'");
        assertThat(secrets()).isEmpty();
    }

    @Test
    void shouldKnowWhatItDidWhileListsLagBehind() {
        engine.launch(spec("there", Map.of()));
        fixture.server().order(Map.of("order", "lag"));
        try {
            engine.launch(spec("new", Map.of()));
            engine.launch(spec("new", Map.of()));
            engine.remove("there");

            assertThat(engine.containers()).extracting(Container::name).containsExactly("new");
            assertThat(engine.find("new").orElseThrow().state()).isEqualTo(State.PENDING);
            assertThat(engine.find("there")).isEmpty();
        } finally {
            fixture.server().order(Map.of("order", "catch_up"));
        }
        fixture.begin("new");
        assertThat(engine.find("new").orElseThrow().state()).isEqualTo(State.RUNNING);
        engine.close();
        engine = fixture.engine(INSTALLATION);
        assertThat(engine.containers()).extracting(Container::name).containsExactly("new");
    }

    @Test
    void shouldTellNamesApartThatBeginAlike() {
        engine.launch(spec("pair", Map.of()));
        engine.launch(spec("pair_two", Map.of()));

        assertThat(engine.find("pair").orElseThrow().labels()).containsEntry("which", "pair");
        engine.remove("pair");

        assertThat(engine.find("pair")).isEmpty();
        assertThat(engine.containers()).extracting(Container::name).containsExactly("pair_two");
    }

    @Test
    void shouldListMoreThanEcsDescribesAtOnce() {
        List<String> names =
                IntStream.range(0, 120).mapToObj(i -> "many-%03d".formatted(i)).toList();
        names.forEach(name -> engine.launch(spec(name, Map.of())));
        engine.close();
        engine = fixture.engine(INSTALLATION);

        assertThat(engine.containers())
                .extracting(Container::name)
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void shouldReadALongLineAsAWhole() {
        engine.launch(spec("long", Map.of()));
        fixture.begin("long");
        String line = "x".repeat(100_000);
        fixture.print("long", List.of("before", line, "after"));
        await("it is printed", () -> !read("long", Optional.empty()).lines().isEmpty());

        LogPage first = read("long", Optional.empty());
        LogPage second = read("long", first.next());
        LogPage third = read("long", second.next());

        assertThat(first.lines()).extracting(LogPage.Line::text).containsExactly("before\n");
        assertThat(second.lines()).extracting(LogPage.Line::text).containsExactly(line + "\n");
        assertThat(third.lines()).extracting(LogPage.Line::text).containsExactly("after\n");
    }

    private LogPage read(String name, Optional<String> after) {
        return engine.logs(name, after, 1_000);
    }

    private static List<String> secrets() {
        return fixture.clients().secrets().listSecrets(request -> {}).secretList().stream()
                .map(SecretListEntry::name)
                .toList();
    }

    private static ContainerSpec spec(String name, Map<String, String> secrets) {
        return new ContainerSpec(
                name,
                EcsFixture.IMAGE,
                List.of("sleep", "1000"),
                Map.of("PLACE", "here"),
                Map.of("which", name),
                new ComputeSize(0.25, 512L << 20),
                List.of(),
                secrets,
                OptionalInt.empty(),
                false);
    }
}
