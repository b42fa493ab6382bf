package dev.heddle.tasks;

import static dev.heddle.tasks.TestTasks.ADMIN;
import static dev.heddle.tasks.TestTasks.ANN;
import static dev.heddle.tasks.TestTasks.BOB;
import static dev.heddle.tasks.TestTasks.SMALL;
import static dev.heddle.tasks.TestTasks.request;
import static dev.heddle.tasks.TestTasks.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.tasks.Task;
import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.model.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** How tasks are defined. */
class TasksIT extends StoredTasks {
    @Test
    void shouldMakeAVersionOnlyIfSomethingIsDifferent() {
        Task first = define("versions", "a");
        Task same = define("versions", "a");
        Task second = define("versions", "b");

        assertThat(same).isEqualTo(first);
        assertThat(second.version()).isEqualTo(2);
        assertThat(tasks.tasks().versions("versions"))
                .extracting(Task::version)
                .containsExactly(2, 1);
        assertThat(tasks.tasks().find("versions", Optional.of("1")).task().spec())
                .isEqualTo(spec("base", "a"));
    }

    @Test
    void shouldKeepAllOfADefinition() {
        TaskSpec whole =
                new TaskSpec(
                        "registry.acme.com/train:7",
                        List.of("sh", "-c", "echo $A"),
                        new ComputeSize(0.5, 512L << 20),
                        Map.of("A", "ä b", "B", ""),
                        Map.of("team", "growth"),
                        Optional.of("lab"),
                        Optional.of(Duration.ofMinutes(90)));

        tasks.tasks().define("whole", whole, ANN);

        assertThat(tasks.tasks().find("whole", Optional.empty()).task().spec()).isEqualTo(whole);
    }

    @Test
    void shouldDefineOneVersionPerChangeWhoeverAsksAtTheSameTime() throws Exception {
        List<Callable<Task>> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String word = "w" + i % 4;
            calls.add(() -> define("raced", word));
        }

        List<Task> defined = atOnce(calls);

        assertThat(defined).extracting(Task::version).doesNotContainNull();
        List<Task> versions = tasks.tasks().versions("raced");
        for (int i = 1; i < versions.size(); i++) {
            assertThat(versions.get(i).version()).isEqualTo(versions.get(i - 1).version() - 1);
            assertThat(versions.get(i).spec()).isNotEqualTo(versions.get(i - 1).spec());
        }
    }

    @Test
    void shouldFindVersionsByAlias() {
        define("aliased", "a");
        define("aliased", "b");

        Task answer = tasks.tasks().alias("aliased", "stable", 1, ANN);

        assertThat(answer.aliases()).containsEntry("stable", 1);
        assertThat(tasks.tasks().find("aliased", Optional.of("stable")).task().version())
                .isEqualTo(1);
        tasks.tasks().alias("aliased", "stable", 2, ANN);
        assertThat(tasks.tasks().find("aliased", Optional.of("stable")).task().version())
                .isEqualTo(2);
        tasks.tasks().removeAlias("aliased", "stable", ANN);
        assertFails(
                () -> tasks.tasks().find("aliased", Optional.of("stable")),
                ErrorCode.ALIAS_NOT_FOUND,
                "task 'aliased' has no alias 'stable'");
        assertFails(
                () -> tasks.tasks().alias("aliased", "stable", 7, ANN),
                ErrorCode.VERSION_NOT_FOUND,
                "task 'aliased' has no version 7");
        assertFails(
                () -> tasks.tasks().alias("aliased", "12", 1, ANN),
                ErrorCode.INVALID_REQUEST,
                "alias '12' would be taken for a version");
        assertFails(
                () -> tasks.tasks().alias("aliased", "latest", 1, ANN),
                ErrorCode.INVALID_REQUEST,
                "alias 'latest' would be taken for a version");
        assertFails(
                () -> tasks.tasks().find("aliased", Optional.of("99999999999999999999")),
                ErrorCode.VERSION_NOT_FOUND,
                "task 'aliased' has no version 99999999999999999999; the newest is 2");
    }

    @Test
    void shouldLetOnlyTheOwnerAndAdminsChangeATask() {
        define("owned", "a");

        assertFails(
                () -> tasks.tasks().define("owned", spec("base", "b"), BOB),
                ErrorCode.FORBIDDEN,
                "task 'owned' is ann's; its owner or an admin may change it");
        assertFails(
                () -> tasks.tasks().alias("owned", "x", 1, BOB),
                ErrorCode.FORBIDDEN,
                "task 'owned' is ann's");
        assertFails(() -> tasks.tasks().delete("owned", BOB), ErrorCode.FORBIDDEN, "task 'owned'");
        Task second = tasks.tasks().define("owned", spec("base", "b"), ADMIN);
        assertThat(second.owner()).isEqualTo("root");
        assertThat(define("owned", "c").version()).isEqualTo(3);
    }

    @Test
    void shouldMakeATaskOfAWorkspace() {
        Task made = tasks.tasks().defineFrom("of-lab", "lab", List.of("python", "train.py"), ANN);

        assertThat(made.spec().image()).isEqualTo("sha256:lab");
        assertThat(made.spec().size()).isEqualTo(LAB.size());
        assertThat(made.spec().home()).contains("lab");
        assertFails(
                () -> tasks.tasks().defineFrom("of-lab-2", "lab", List.of("x"), BOB),
                ErrorCode.NOT_FOUND,
                "bob has no workspace 'lab'");
        assertFails(
                () -> tasks.runs().ask("of-lab", request(), BOB),
                ErrorCode.NOT_FOUND,
                "bob has no workspace 'lab'");
    }

    @Test
    void shouldSayWhatCannotBe() {
        assertRefused("a b", spec("base"), "task name 'a b': expected a letter or digit");
        assertRefused("new", spec("base"), "task name 'new': expected another");
        assertRefused("bad", spec("--rm"), "image is '--rm', expected the name of an image");
        assertRefused("bad", spec("base", " "), "command[0] is empty, expected a program");
        assertRefused(
                "bad",
                with(Map.of("1A", "x"), SMALL),
                "environment name '1A': expected letters, digits and '_'");
        assertRefused(
                "bad",
                with(Map.of("HEDDLE_URL", "x"), SMALL),
                "environment name 'HEDDLE_URL': the platform sets it itself");
        assertRefused(
                "bad",
                with(Map.of("A", "x".repeat(40_000)), SMALL),
                "environment A has 40000 bytes, expected at most 32768");
        assertRefused(
                "bad",
                with(Map.of(), new ComputeSize(65, 1L << 30)),
                "cpus is 65, expected at most 64");
        assertRefused(
                "bad",
                with(Map.of(), new ComputeSize(1, 5L << 30)),
                "memory is 5g, expected at most 4g");
        assertRefused(
                "bad",
                new TaskSpec(
                        "base",
                        List.of(),
                        SMALL,
                        Map.of(),
                        Map.of(),
                        Optional.empty(),
                        Optional.of(Duration.ofDays(31))),
                "timeout is PT744H, expected PT1S to P30D");
    }

    private static void assertRefused(String name, TaskSpec spec, String message) {
        assertFails(
                () -> tasks.tasks().define(name, spec, ANN), ErrorCode.INVALID_REQUEST, message);
    }
}
