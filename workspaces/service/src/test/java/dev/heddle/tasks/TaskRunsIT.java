package dev.heddle.tasks;

import static dev.heddle.tasks.TestTasks.ANN;
import static dev.heddle.tasks.TestTasks.BOB;
import static dev.heddle.tasks.TestTasks.SMALL;
import static dev.heddle.tasks.TestTasks.keyed;
import static dev.heddle.tasks.TestTasks.request;
import static dev.heddle.tasks.TestTasks.spec;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import dev.heddle.client.LogPart;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.tasks.TaskRun.End;
import dev.heddle.client.tasks.TaskRun.State;
import dev.heddle.client.tasks.TaskRunRequest;
import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.compute.Snapshot;
import dev.heddle.compute.TestContainersConfig;
import dev.heddle.containers.Container;
import dev.heddle.containers.ContainerEngine;
import dev.heddle.containers.ContainerSpec;
import dev.heddle.containers.TestEngine;
import dev.heddle.tasks.WorkspaceHomes.Home;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a Docker engine, whatever happens to them and to who looks after them. */
@Tag("docker")
class TaskRunsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String LINES =
            "i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo $HEDDLE_TASK_RUN line $i; done; ";

    @TempDir private static Path folder;
    private static EmbeddedPostgres postgres;
    private static DockerClient docker;
    private static ContainerEngine outside;
    private TestTasks tasks;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        Flyway.configure()
                .dataSource(postgres.getPostgresDatabase())
                .ignoreMigrationPatterns("*:missing")
                .load()
                .migrate();
        URI host = TestEngine.host();
        docker =
                DockerClientImpl.getInstance(
                        DefaultDockerClientConfig.createDefaultConfigBuilder()
                                .withDockerHost(host.toString())
                                .build(),
                        new ApacheDockerHttpClient.Builder().dockerHost(host).build());
        try (TestTasks first = process(new TestTasksConfig())) {
            outside = TestEngine.start(first.compute().installation().id(), folder);
        }
        outside.createVolume("tasks-home-" + System.nanoTime(), Map.of("dev.heddle.owner", "ann"));
    }

    @AfterAll
    static void stop() throws IOException {
        TestEngine.clear(outside);
        outside.close();
        docker.close();
        postgres.close();
    }

    private static TestTasks process(TasksConfig config) {
        return process(config, TestEngine.host().toString());
    }

    private static TestTasks process(TasksConfig config, String engine) {
        return TestTasks.on(
                postgres.getPostgresDatabase(),
                new TestContainersConfig(folder, "128m", Duration.ofSeconds(2), engine),
                config,
                (owner, name) ->
                        Optional.of(
                                new Home(
                                        TestEngine.IMAGE, SMALL, outside.volumes().get(0).name())));
    }

    @BeforeEach
    void begin() {
        tasks = process(new TestTasksConfig());
    }

    @AfterEach
    void end() {
        for (StoredRun run : tasks.queue().active()) {
            tasks.runs().stop(run.id(), TestTasks.ADMIN);
        }
        await("nothing runs any more", () -> !tasks.queue().hasOpen());
        await("no container is left", () -> outside.containers().isEmpty());
        assertThat(tasks.tokens().valid()).isEmpty();
        tasks.close();
    }

    /** Looks, as the loop does, until something is so. */
    private void await(String what, BooleanSupplier condition) {
        await(what, condition, tasks::look);
    }

    private static void awaitWithoutLooking(String what, BooleanSupplier condition) {
        await(what, condition, () -> {});
    }

    private static void await(String what, BooleanSupplier condition, Runnable meanwhile) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            meanwhile.run();
            try {
                TimeUnit.MILLISECONDS.sleep(30);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private TaskRun awaitState(String id, State state) {
        await(
                id + " is " + state,
                () -> {
                    State now = tasks.runs().find(id, TestTasks.ADMIN).state();
                    return now == state || now == State.STOPPED;
                });
        TaskRun run = tasks.runs().find(id, TestTasks.ADMIN);
        assertThat(run.state()).as(run.toString()).isEqualTo(state);
        return run;
    }

    private TaskRun awaitEnd(String id) {
        return awaitState(id, State.STOPPED);
    }

    private String ask(String task, String... command) {
        tasks.tasks().define(task, spec(TestEngine.IMAGE, command), ANN);
        return tasks.run(task).id();
    }

    private String shell(String task, String script) {
        return ask(task, "sh", "-c", script);
    }

    private String wholeLog(String id) {
        StringBuilder text = new StringBuilder();
        LogPart part = tasks.runs().log(id, 0, ANN);
        while (true) {
            text.append(part.text());
            if (part.ended()) {
                return text.toString();
            }
            part = tasks.runs().log(id, part.next(), ANN);
        }
    }

    private String container(String id) {
        return tasks.containers().name(tasks.rows().find(id).orElseThrow());
    }

    @Test
    void shouldRunToTheEndInTheNameOfWhoAsked() {
        String id =
                shell(
                        "hello",
                        "echo $HEDDLE_TASK $HEDDLE_TASK_RUN $HEDDLE_URL; cat /run/secrets/heddle-token;"
                                + " echo; echo oops >&2; pwd; touch here && echo written");

        TaskRun run = awaitEnd(id);

        assertThat(run.end()).contains(End.SUCCEEDED);
        assertThat(run.exitCode()).hasValue(0);
        assertThat(run.reason()).isEmpty();
        assertThat(wholeLog(id).lines())
                .containsExactlyInAnyOrder(
                        "hello " + id + " http://127.0.0.1:9",
                        "token-of-ann",
                        "oops",
                        "/home/heddle",
                        "written");
        assertThat(run.startedAt()).isPresent();
        assertThat(run.endedAt().orElseThrow()).isAfterOrEqualTo(run.startedAt().orElseThrow());
        assertThat(run.cost().cpuHours()).isGreaterThan(0);
    }

    @Test
    void shouldSayHowAProgramEnded() {
        String failed = shell("fails", "exit 3");
        String missing = ask("missing", "/bin/nothing");
        tasks.tasks().define("no-image", spec("heddle-test/there-is-none:1", "x"), ANN);
        String noImage = tasks.run("no-image").id();

        assertThat(awaitEnd(failed).reason()).contains("exit code 3");
        assertThat(awaitEnd(failed).end()).contains(End.FAILED);
        assertThat(awaitEnd(missing).reason())
                .contains(
                        "exit code 127: there is no such program, or it called one that is not there");
        TaskRun notStarted = awaitEnd(noImage);
        assertThat(notStarted.end()).contains(End.NOT_STARTED);
        assertThat(notStarted.reason().orElseThrow()).contains("heddle-test/there-is-none:1");
        assertThat(notStarted.attempt()).isEqualTo(1);
        assertThat(notStarted.cost().cpuHours()).isZero();
    }

    @Test
    void shouldGiveTheNextRunMoreMemory() {
        String first = shell("hungry", "tail /dev/zero");

        TaskRun ended = awaitEnd(first);

        assertThat(ended.end()).contains(End.OUT_OF_MEMORY);
        assertThat(ended.reason()).contains("it wanted more than 32 MiB; the next run gets 64 MiB");
        assertThat(ended.attempt()).isEqualTo(1);
        TaskRun second = awaitEnd(tasks.run("hungry").id());
        assertThat(second.size().memoryBytes()).isEqualTo(64L << 20);
        assertThat(second.reason())
                .contains("it wanted more than 64 MiB; the next run gets 128 MiB");
        TaskRun third = awaitEnd(tasks.run("hungry").id());
        assertThat(third.size().memoryBytes()).isEqualTo(128L << 20);
        assertThat(third.reason())
                .contains("it wanted more than 128 MiB, and more than that no run may have");
        assertThat(tasks.run("hungry").size().memoryBytes()).isEqualTo(128L << 20);
    }

    @Test
    void shouldStopWhatTakesTooLong() {
        TaskSpec slow =
                new TaskSpec(
                        TestEngine.IMAGE,
                        List.of("sh", "-c", "echo begun; sleep 1000"),
                        SMALL,
                        Map.of(),
                        Map.of(),
                        Optional.empty(),
                        Optional.of(Duration.ofSeconds(1)));
        tasks.tasks().define("slow", slow, ANN);

        TaskRun run = awaitEnd(tasks.run("slow").id());

        assertThat(run.end()).contains(End.TIMED_OUT);
        assertThat(run.reason()).contains("it took longer than 1 s");
        assertThat(wholeLog(run.id())).isEqualTo("begun\n");
        assertThat(Duration.between(run.startedAt().orElseThrow(), run.endedAt().orElseThrow()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldStopARunWhenAskedAndSayWhatItUsed() {
        String id = shell("spins", "echo on; while :; do :; done");
        awaitState(id, State.RUNNING);
        await("it was seen", () -> tasks.runs().find(id, ANN).cpuSeconds() > 0 || measured(id));

        tasks.runs().stop(id, ANN);
        TaskRun run = awaitEnd(id);

        assertThat(run.end()).contains(End.STOPPED_BY_USER);
        assertThat(run.reason()).contains("stopped by ann");
        assertThat(run.attempt()).isEqualTo(1);
        assertThat(run.cpuSeconds()).isGreaterThan(0);
        assertThat(run.peakMemoryBytes()).isBetween(1L, SMALL.memoryBytes());
        assertThat(tasks.runs().usage(id, ANN)).isNotEmpty();
        assertThat(wholeLog(id)).isEqualTo("on\n");
    }

    private boolean measured(String id) {
        tasks.compute().sampler().measure(container(id));
        return false;
    }

    @Test
    void shouldWorkInAHome() {
        TaskSpec spec =
                new TaskSpec(
                        TestEngine.IMAGE,
                        List.of("sh", "-c", "cat kept"),
                        SMALL,
                        Map.of(),
                        Map.of(),
                        Optional.of("lab"),
                        Optional.empty());
        tasks.tasks().define("homely", spec, ANN);

        awaitEnd(runWith("homely", "sh", "-c", "echo first > kept"));
        TaskRun second = awaitEnd(tasks.run("homely").id());

        assertThat(wholeLog(second.id())).isEqualTo("first\n");
    }

    private String runWith(String task, String... command) {
        return tasks.runs().ask(task, request(Map.of(), List.of(command)), ANN).id();
    }

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

    @Test
    void shouldRunOnceForOneKeyHoweverManyAsk() throws Exception {
        tasks.tasks().define("once", spec(TestEngine.IMAGE, "sh", "-c", "echo once"), ANN);
        ExecutorService threads = Executors.newFixedThreadPool(20);
        Set<String> ids = new HashSet<>();
        try {
            List<Future<TaskRun>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(() -> tasks.runs().ask("once", keyed("the-key"), ANN)));
            }
            for (Future<TaskRun> answer : answers) {
                ids.add(answer.get().id());
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(ids).hasSize(1);
        String id = ids.iterator().next();
        assertThat(awaitEnd(id).end()).contains(End.SUCCEEDED);
        assertThat(tasks.runs().ask("once", keyed("the-key"), ANN).id()).isEqualTo(id);
    }

    @Test
    void shouldEndFiftyRunsEightAtATime() {
        tasks.kill();
        tasks = process(new TestTasksConfig(8, 100, 5));
        tasks.tasks().define("many", spec(TestEngine.IMAGE, "sh", "-c", "echo done"), ANN);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ids.add(tasks.runs().ask("many", request(), i % 5 == 0 ? BOB : ANN).id());
        }
        int[] most = {0};

        await(
                "all have ended",
                () -> {
                    most[0] = Math.max(most[0], tasks.queue().active().size());
                    return !tasks.queue().hasOpen();
                });

        assertThat(ids)
                .allSatisfy(
                        id ->
                                assertThat(tasks.runs().find(id, TestTasks.ADMIN).end())
                                        .contains(End.SUCCEEDED));
        assertThat(most[0]).isBetween(2, 8);
    }

    @Test
    void shouldStopOneThatIgnoresIt() {
        String id = shell("stubborn", "trap '' TERM; echo on; while :; do sleep 1; done");
        awaitState(id, State.RUNNING);
        awaitText(id, "on");

        tasks.runs().stop(id, ANN);

        TaskRun run = awaitEnd(id);
        assertThat(run.end()).contains(End.STOPPED_BY_USER);
        assertThat(run.exitCode()).hasValue(137);
    }

    private void awaitText(String id, String text) {
        await(id + " prints " + text, () -> tasks.runs().log(id, 0, ANN).text().contains(text));
    }

    @Test
    void shouldUseTheSizeThatARunAsksFor() {
        tasks.tasks().define("sized", spec(TestEngine.IMAGE, "sleep", "1000"), ANN);
        TaskRun run =
                tasks.runs()
                        .ask(
                                "sized",
                                new TaskRunRequest(
                                        Optional.empty(),
                                        Map.of(),
                                        List.of(),
                                        OptionalDouble.of(1.5),
                                        Optional.of("48m"),
                                        Optional.empty()),
                                ANN);
        awaitState(run.id(), State.RUNNING);

        assertThat(run.size()).isEqualTo(new ComputeSize(1.5, 48L << 20));
        assertThat(
                        docker.inspectContainerCmd(container(run.id()))
                                .exec()
                                .getHostConfig()
                                .getMemory())
                .isEqualTo(48L << 20);
        tasks.runs().stop(run.id(), ANN);
        awaitEnd(run.id());
    }

    @Test
    void shouldShowNoSecretOnTheContainer() {
        String id = shell("secretive", "sleep 1000");
        awaitState(id, State.RUNNING);

        String described = docker.inspectContainerCmd(container(id)).exec().toString();

        assertThat(described).doesNotContain("token-of-ann");
        tasks.runs().stop(id, ANN);
        awaitEnd(id);
    }
}
