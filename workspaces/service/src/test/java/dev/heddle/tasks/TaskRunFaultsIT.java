package dev.heddle.tasks;

import static dev.heddle.tasks.TestTasks.ANN;
import static dev.heddle.tasks.TestTasks.SMALL;
import static dev.heddle.tasks.TestTasks.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.LogPart;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.tasks.TaskRun.End;
import dev.heddle.client.tasks.TaskRun.State;
import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.compute.Snapshot;
import dev.heddle.containers.Container;
import dev.heddle.containers.ContainerSpec;
import dev.heddle.containers.TestEngine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs on a Docker engine, whatever happens to them and to who looks after them. */
@Tag("docker")
class TaskRunFaultsIT extends EngineRuns {
    private static final String LINES =
            "i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo $HEDDLE_TASK_RUN line $i; done; ";

    @Test
    void shouldBeginAgainWhenItsHostFailsAndKeepEveryLine() {
        String id = shell("unlucky", LINES + "sleep 1000");
        for (int attempt = 1; attempt <= 2; attempt++) {
            awaitAttempt(id, attempt);
            awaitLines(id, attempt * 400);
            docker.killContainerCmd(container(id)).exec();
        }
        awaitAttempt(id, 3);
        awaitLines(id, 1_200);
        tasks.runs().stop(id, ANN);

        TaskRun run = awaitEnd(id);

        assertThat(run.attempt()).isEqualTo(3);
        List<String> expected = new ArrayList<>();
        for (int attempt = 1; attempt <= 3; attempt++) {
            if (attempt > 1) {
                expected.add("");
                expected.add("— attempt %d —".formatted(attempt));
            }
            IntStream.rangeClosed(1, 400).forEach(i -> expected.add(id + " line " + i));
        }
        String log = wholeLog(id);
        assertThat(log.lines()).containsExactlyElementsOf(expected);
        byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
        for (int offset : new int[] {1, 5_000, bytes.length / 2, bytes.length - 3}) {
            LogPart part = tasks.runs().log(id, offset, ANN);
            assertThat(part.text().getBytes(StandardCharsets.UTF_8))
                    .as("from " + offset)
                    .isEqualTo(Arrays.copyOfRange(bytes, offset, (int) part.next()));
        }
    }

    private void awaitAttempt(String id, int attempt) {
        await(
                id + " runs the " + attempt + ". time",
                () -> {
                    TaskRun run = tasks.runs().find(id, ANN);
                    return run.attempt() == attempt && run.state() == State.RUNNING;
                });
    }

    private void awaitLines(String id, int count) {
        await(
                id + " has printed " + count + " lines",
                () -> {
                    StringBuilder text = new StringBuilder();
                    LogPart part = tasks.runs().log(id, 0, ANN);
                    while (!part.text().isEmpty()) {
                        text.append(part.text());
                        part = tasks.runs().log(id, part.next(), ANN);
                    }
                    return text.toString().lines().filter(line -> line.contains("line")).count()
                            >= count;
                });
    }

    @Test
    void shouldGiveUpAfterFourAttempts() {
        String id = shell("doomed", "sleep 1000");
        for (int attempt = 1; attempt <= 4; attempt++) {
            awaitAttempt(id, attempt);
            docker.removeContainerCmd(container(id)).withForce(true).exec();
        }

        TaskRun run = awaitEnd(id);

        assertThat(run.end()).contains(End.HOST_FAILED);
        assertThat(run.attempt()).isEqualTo(4);
        assertThat(run.reason()).contains("the host failed: its container vanished (attempt 4)");
    }

    @Test
    void shouldGoOnWhereAProcessThatWasKilledStopped() {
        // Each process is killed after a few looks, so anywhere in the life of some run.
        tasks.tasks()
                .define(
                        "survives",
                        spec(TestEngine.IMAGE, "sh", "-c", "echo once; sleep 0.3; exit 0"),
                        ANN);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 24; i++) {
            ids.add(tasks.run("survives").id());
        }
        int kills = 0;
        Instant end = Instant.now().plus(PATIENCE);
        while (tasks.queue().hasOpen() && Instant.now().isBefore(end)) {
            for (int i = 0; i < 1 + kills % 3; i++) {
                tasks.look();
            }
            tasks.kill();
            kills++;
            tasks = process(new TestTasksConfig(4, 100, 4));
        }

        for (String id : ids) {
            TaskRun run = awaitEnd(id);
            assertThat(run.end()).as(run.toString()).contains(End.SUCCEEDED);
            assertThat(run.attempt()).isEqualTo(1);
            assertThat(wholeLog(id)).isEqualTo("once\n");
        }
        assertThat(kills).isGreaterThan(5);
    }

    @Test
    void shouldLeaveRunsAsTheyAreWhileTheEngineIsAway() {
        String running = shell("runs", "echo once; sleep 3");
        awaitState(running, State.RUNNING);
        String waiting = shell("waits", "echo once");
        tasks.kill();
        String nowhere = folder.resolve("no-engine.sock").toUri().toString();
        try (TestTasks away =
                process(new TestTasksConfig(), nowhere.replaceFirst("file:/+", "unix:///"))) {
            // As if the engine had answered for the last time before it was gone.
            away.keeper().look(new Snapshot(List.of()));
            tasks = process(new TestTasksConfig());
            awaitWithoutLooking(
                    "it says why it does not begin",
                    () ->
                            tasks.runs()
                                    .find(waiting, ANN)
                                    .reason()
                                    .filter(text -> text.startsWith("no Docker engine answers"))
                                    .isPresent());
            awaitWithoutLooking("it has asked", () -> away.threads().busy().isEmpty());
            assertThat(tasks.runs().find(waiting, ANN).state()).isEqualTo(State.PENDING);
            assertThat(tasks.runs().find(running, ANN).state()).isEqualTo(State.RUNNING);
        }

        for (String id : List.of(running, waiting)) {
            TaskRun ended = awaitEnd(id);
            assertThat(ended.end()).contains(End.SUCCEEDED);
            assertThat(ended.attempt()).isEqualTo(1);
            assertThat(wholeLog(id)).isEqualTo("once\n");
        }
    }

    @Test
    void shouldStartWhatAKilledProcessHasMadeAndNotStarted() {
        String id = shell("made", "echo of the run");
        tasks.queue().begin(List.of(id));
        StoredRun run = tasks.rows().find(id).orElseThrow();
        String name = tasks.containers().name(run);
        tasks.tokens().issue(name, ANN);
        docker.createContainerCmd(TestEngine.IMAGE)
                .withName(name)
                .withLabels(
                        Map.of(
                                "dev.heddle.installation",
                                tasks.compute().installation().id(),
                                TaskContainers.RUN_LABEL,
                                id))
                .withCmd("echo", "made before")
                .exec();

        TaskRun ended = awaitEnd(id);

        assertThat(ended.end()).contains(End.SUCCEEDED);
        assertThat(wholeLog(id)).isEqualTo("made before\n");
        assertThat(tasks.tokens().issued())
                .as("the token that the container was made with stays the one")
                .isEqualTo(1);
    }

    @Test
    void shouldRemoveWhatAKilledProcessHasLeft() {
        String id = shell("left", "sleep 1000");
        awaitState(id, State.RUNNING);
        StoredRun run = tasks.rows().find(id).orElseThrow();
        // As if killed between the two last steps: the run has ended, its container is there.
        tasks.queue()
                .end(
                        run,
                        new RunQueue.Used(Optional.empty(), Instant.now(), 0, 0, ComputeCost.NONE),
                        End.SUCCEEDED,
                        OptionalInt.of(0),
                        Optional.empty(),
                        OptionalLong.empty());
        tasks.kill();
        tasks = process(new TestTasksConfig());

        await("it is removed", () -> outside.containers().isEmpty());
        assertThat(tasks.rows().find(id).orElseThrow().run().end()).contains(End.SUCCEEDED);
        await("nothing is asked any more", () -> !tasks.keeper().hasWork());
    }

    @Test
    void shouldLeaveAloneWhatItDoesNotKnow() {
        outside.launch(
                new ContainerSpec(
                        "tasks-stranger-" + System.nanoTime(),
                        TestEngine.IMAGE,
                        List.of("sleep", "1000"),
                        Map.of(),
                        Map.of(TaskContainers.RUN_LABEL, "19700101-000000-nobody"),
                        SMALL,
                        List.of(),
                        Map.of(),
                        OptionalInt.empty(),
                        false));
        try {
            awaitEnd(shell("beside", "echo hello"));
            tasks.look();

            assertThat(outside.containers())
                    .extracting(Container::state)
                    .containsExactly(Container.State.RUNNING);
            assertThat(tasks.keeper().containers())
                    .doesNotContain(outside.containers().get(0).name());
        } finally {
            outside.containers().forEach(one -> outside.remove(one.name()));
        }
    }
}
