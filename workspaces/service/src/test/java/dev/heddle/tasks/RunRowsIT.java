package dev.heddle.tasks;

import static dev.heddle.tasks.TestTasks.ADMIN;
import static dev.heddle.tasks.TestTasks.ANN;
import static dev.heddle.tasks.TestTasks.BOB;
import static dev.heddle.tasks.TestTasks.SMALL;
import static dev.heddle.tasks.TestTasks.keyed;
import static dev.heddle.tasks.TestTasks.request;
import static dev.heddle.tasks.TestTasks.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Identity;
import dev.heddle.client.Token.Role;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.tasks.TaskRun.End;
import dev.heddle.client.tasks.TaskRun.State;
import dev.heddle.client.tasks.TaskRunRequest;
import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is asked of runs, and kept of them. */
class RunRowsIT extends StoredTasks {
    @Test
    void shouldFreezeWhatARunIsGiven() {
        TaskSpec spec =
                new TaskSpec(
                        "base",
                        List.of("a"),
                        SMALL,
                        Map.of("A", "1", "B", "2"),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty());
        tasks.tasks().define("frozen", spec, ANN);

        TaskRun run =
                tasks.runs()
                        .ask(
                                "frozen",
                                new TaskRunRequest(
                                        Optional.of("1"),
                                        Map.of("B", "3", "C", "4"),
                                        List.of("b", "c"),
                                        OptionalDouble.of(2),
                                        Optional.of("1g"),
                                        Optional.empty()),
                                BOB);

        TaskRun found = tasks.runs().find(run.id(), BOB);
        assertThat(found).isEqualTo(run);
        assertThat(found.state()).isEqualTo(State.QUEUED);
        assertThat(found.owner()).isEqualTo("bob");
        assertThat(found.command()).containsExactly("b", "c");
        assertThat(found.environment()).isEqualTo(Map.of("A", "1", "B", "3", "C", "4"));
        assertThat(found.size()).isEqualTo(new ComputeSize(2, 1L << 30));
        assertFails(
                () ->
                        tasks.runs()
                                .ask(
                                        "frozen",
                                        new TaskRunRequest(
                                                Optional.empty(),
                                                Map.of(),
                                                List.of(),
                                                OptionalDouble.empty(),
                                                Optional.of("8g"),
                                                Optional.empty()),
                                        BOB),
                ErrorCode.INVALID_REQUEST,
                "memory is 8g, expected at most 4g");
    }

    @Test
    void shouldAnswerWithTheSameRunToTheSameKey() throws Exception {
        define("keyed", "a");
        define("other", "a");
        List<Callable<TaskRun>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(() -> tasks.runs().ask("keyed", keyed("nightly-1"), ANN));
        }

        Set<String> ids = new HashSet<>();
        atOnce(calls).forEach(run -> ids.add(run.id()));

        assertThat(ids).hasSize(1);
        assertThat(tasks.runs().ask("keyed", keyed("nightly-1"), BOB).id()).isNotIn(ids);
        assertFails(
                () -> tasks.runs().ask("other", keyed("nightly-1"), ANN),
                ErrorCode.CONFLICT,
                "key 'nightly-1' belongs to run");
    }

    @Test
    void shouldFreeAKeyAfterADay() {
        define("daily", "a");
        String first = tasks.runs().ask("daily", keyed("day"), ANN).id();
        tasks.compute()
                .database()
                .transaction(
                        handle ->
                                handle.execute(
                                        "update task_run_key set at = at - interval '25 hours' where key ="
                                                + " 'day'"));

        String second = tasks.runs().ask("daily", keyed("day"), ANN).id();

        assertThat(second).isNotEqualTo(first);
        assertThat(tasks.runs().ask("daily", keyed("day"), ANN).id()).isEqualTo(second);
    }

    @Test
    void shouldRefuseRunsWhenTooManyWait() {
        define("crowded", "a");
        try (TestTasks strict = process(new TestTasksConfig(1, 0, 1))) {
            assertFails(
                    () -> strict.runs().ask("crowded", request(), ANN),
                    ErrorCode.OVERLOADED,
                    "0 runs of tasks wait already; try again later");
        }
    }

    @Test
    void shouldShowRunsToTheirOwnerAndAdminsAlone() {
        define("private", "a");
        String of = tasks.runs().ask("private", request(), BOB).id();
        TaskRuns.Query query =
                new TaskRuns.Query(Optional.of("private"), Optional.empty(), Optional.empty());
        TaskRuns.Query ofBob =
                new TaskRuns.Query(
                        Optional.of("private"), Optional.of(State.QUEUED), Optional.of("bob"));

        assertThat(ids(query, BOB)).containsExactly(of);
        assertThat(ids(query, ADMIN)).containsExactly(of);
        assertThat(ids(query, ANN)).isEmpty();
        assertThat(ids(ofBob, ADMIN)).containsExactly(of);
        assertThat(ids(ofBob, ANN)).isEmpty();
        assertThat(ids(query, new Identity("eve", Role.VIEWER))).isEmpty();
        for (ThrowingCallable call :
                List.<ThrowingCallable>of(
                        () -> tasks.runs().find(of, ANN),
                        () -> tasks.runs().log(of, 0, ANN),
                        () -> tasks.runs().usage(of, ANN),
                        () -> tasks.runs().stop(of, ANN))) {
            assertFails(call, ErrorCode.NOT_FOUND, "there is no run '%s' of a task".formatted(of));
        }
    }

    private static List<String> ids(TaskRuns.Query query, Identity caller) {
        return tasks.runs().list(query, Optional.empty(), 100, caller).stream()
                .map(TaskRun::id)
                .toList();
    }

    @Test
    void shouldPageThroughRunsNewestFirst() {
        define("paged", "a");
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            asked.add(0, tasks.run("paged").id());
        }
        TaskRuns.Query query =
                new TaskRuns.Query(Optional.of("paged"), Optional.empty(), Optional.empty());

        List<String> seen = new ArrayList<>();
        Optional<String> last = Optional.empty();
        List<TaskRun> page = tasks.runs().list(query, last, 2, ANN);
        while (!page.isEmpty()) {
            page.forEach(run -> seen.add(run.id()));
            page = tasks.runs().list(query, Optional.of(seen.get(seen.size() - 1)), 2, ANN);
        }

        assertThat(seen).isEqualTo(asked);
        assertFails(
                () -> tasks.runs().list(query, Optional.of("nothing"), 2, ANN),
                ErrorCode.INVALID_REQUEST,
                "pageToken is 'nothing'");
    }

    @Test
    void shouldEndARunThatWaitsAtOnce() {
        define("waits", "a");
        TaskRun run = tasks.run("waits");

        TaskRun stopped = tasks.runs().stop(run.id(), ANN);

        assertThat(stopped.state()).isEqualTo(State.STOPPED);
        assertThat(stopped.end()).contains(End.STOPPED_BY_USER);
        assertThat(stopped.reason()).contains("stopped by ann");
        assertThat(tasks.runs().stop(run.id(), ADMIN)).isEqualTo(stopped);
        assertThat(tasks.runs().log(run.id(), 0, ANN).ended()).isTrue();
    }

    @Test
    void shouldRemoveATaskWithItsRunsUnlessOneHasNotEnded() {
        define("removed", "a");
        TaskRun run = tasks.runs().ask("removed", keyed("r"), ANN);
        assertFails(
                () -> tasks.tasks().delete("removed", ANN),
                ErrorCode.CONFLICT,
                "task 'removed' has 1 runs that have not ended; stop them first");
        tasks.runs().stop(run.id(), ANN);

        tasks.tasks().delete("removed", ANN);

        assertThat(tasks.rows().find(run.id())).isEmpty();
        assertFails(
                () -> tasks.tasks().find("removed", Optional.empty()),
                ErrorCode.NOT_FOUND,
                "there is no task 'removed'");
        assertThat(define("removed", "b").version()).isEqualTo(1);
        assertThat(tasks.runs().ask("removed", keyed("r"), ANN).id()).isNotEqualTo(run.id());
    }

    @Test
    void shouldForgetRunsAfterTheirTime() {
        define("old", "a");
        String old = tasks.run("old").id();
        String waiting = tasks.run("old").id();
        tasks.runs().stop(old, ANN);
        Instant now = Instant.now();

        tasks.retention().removeOld(now.plus(Duration.ofDays(29)));
        assertThat(tasks.rows().find(old)).isPresent();
        tasks.retention().removeOld(now.plus(Duration.ofDays(31)));

        assertThat(tasks.rows().find(old)).isEmpty();
        assertThat(tasks.rows().find(waiting)).isPresent();
    }

    @Test
    void shouldLearnOnceAndForgetWhenAVersionSetsMore() {
        define("learns", "a");
        StoredRun run = begun("learns");
        tasks.queue()
                .end(
                        run,
                        used(),
                        End.OUT_OF_MEMORY,
                        OptionalInt.of(137),
                        Optional.of("r"),
                        OptionalLong.of(64L << 20));
        // One who comes late changes nothing.
        tasks.queue()
                .end(
                        run,
                        used(),
                        End.SUCCEEDED,
                        OptionalInt.of(0),
                        Optional.empty(),
                        OptionalLong.of(4L << 30));

        TaskRun ended = tasks.runs().find(run.id(), ANN);
        assertThat(ended.end()).contains(End.OUT_OF_MEMORY);
        assertThat(ended.peakMemoryBytes()).isEqualTo(7);
        assertThat(learned("learns")).hasValue(64L << 20);
        assertThat(tasks.run("learns").size().memoryBytes()).isEqualTo(64L << 20);
        define("learns", "b");
        assertThat(tasks.run("learns").size().memoryBytes()).isEqualTo(64L << 20);
        tasks.tasks().define("learns", with(Map.of(), new ComputeSize(1, 48L << 20)), ANN);
        assertThat(learned("learns")).isEmpty();
        assertThat(tasks.run("learns").size().memoryBytes()).isEqualTo(48L << 20);
    }

    private static OptionalLong learned(String task) {
        return tasks.tasks().find(task, Optional.empty()).task().learnedMemoryBytes();
    }

    private static RunQueue.Used used() {
        return new RunQueue.Used(
                Optional.of(Instant.now()), Instant.now(), 7, 1.5, new ComputeCost(1, 2));
    }

    private static StoredRun begun(String task) {
        String id = tasks.run(task).id();
        tasks.queue().begin(List.of(id));
        return tasks.rows().find(id).orElseThrow();
    }

    @Test
    void shouldCountAttemptsOnce() {
        define("again", "a");
        StoredRun first = begun("again");

        assertThat(tasks.queue().again(first, used(), Instant.now(), "the host failed")).isTrue();
        assertThat(tasks.queue().again(first, used(), Instant.now(), "the host failed")).isFalse();
        tasks.queue().begin(List.of(first.id()));
        StoredRun second = tasks.rows().find(first.id()).orElseThrow();
        tasks.queue().running(first, Instant.EPOCH);

        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.run().state()).isEqualTo(State.PENDING);
        assertThat(second.run().cost()).isEqualTo(new ComputeCost(1, 2));
        assertThat(tasks.rows().find(first.id()).orElseThrow().run().startedAt())
                .as("what is said of the first attempt does not touch the second")
                .isEmpty();
    }

    @Test
    void shouldNotBeginAgainWhatWasAskedToStop() {
        define("asked", "a");
        StoredRun run = begun("asked");
        TaskRun asked = tasks.runs().stop(run.id(), ANN);

        assertThat(asked.state()).isEqualTo(State.PENDING);
        assertThat(tasks.queue().again(run, used(), Instant.now(), "the host failed")).isFalse();
    }
}
