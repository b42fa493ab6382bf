package dev.heddle.tasks;

import static dev.heddle.tasks.TestTasks.ANN;
import static dev.heddle.tasks.TestTasks.BOB;
import static dev.heddle.tasks.TestTasks.SMALL;
import static dev.heddle.tasks.TestTasks.keyed;
import static dev.heddle.tasks.TestTasks.request;
import static dev.heddle.tasks.TestTasks.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.tasks.TaskRun.End;
import dev.heddle.client.tasks.TaskRun.State;
import dev.heddle.client.tasks.TaskRunRequest;
import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.containers.TestEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How runs go and end on a Docker engine. */
@Tag("docker")
class TaskRunsIT extends EngineRuns {
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
        assertThat(ended.peakMemoryBytes()).isEqualTo(32L << 20);
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
