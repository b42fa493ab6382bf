package dev.heddle.tasks;

import static dev.heddle.tasks.TestTasks.ANN;
import static dev.heddle.tasks.TestTasks.spec;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.tasks.Task;
import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.compute.TestContainersConfig;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.tasks.WorkspaceHomes.Home;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tasks on a database; no engine is needed. */
abstract class StoredTasks {
    static final Home LAB = new Home("sha256:lab", new ComputeSize(2, 1L << 30), "volume");

    @TempDir static Path folder;
    static EmbeddedPostgres postgres;
    static TestTasks tasks;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        Flyway.configure()
                .dataSource(postgres.getPostgresDatabase())
                // The registry's migrations, which come before, are not needed here.
                .ignoreMigrationPatterns("*:missing")
                .load()
                .migrate();
        tasks = process(new TestTasksConfig());
    }

    static TestTasks process(TasksConfig config) {
        return TestTasks.on(
                postgres.getPostgresDatabase(),
                new TestContainersConfig(folder, "4g", Duration.ofSeconds(1)),
                config,
                (owner, name) ->
                        owner.equals("ann") && name.equals("lab")
                                ? Optional.of(LAB)
                                : Optional.empty());
    }

    @AfterAll
    static void stop() throws IOException {
        tasks.close();
        postgres.close();
    }

    static Task define(String name, String... command) {
        return tasks.tasks().define(name, spec("base", command), ANN);
    }

    static <T> List<T> atOnce(List<Callable<T>> calls)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<T> answers = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(calls)) {
                answers.add(each.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    static void assertFails(ThrowingCallable call, ErrorCode code, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(HeddleException.class)
                .hasMessageStartingWith(message)
                .extracting(e -> ((HeddleException) e).code())
                .isEqualTo(code);
    }

    static TaskSpec with(Map<String, String> environment, ComputeSize size) {
        return new TaskSpec(
                "base", List.of(), size, environment, Map.of(), Optional.empty(), Optional.empty());
    }
}
