package dev.heddle.tasks;

import static dev.heddle.tasks.TestTasks.ANN;
import static dev.heddle.tasks.TestTasks.SMALL;
import static dev.heddle.tasks.TestTasks.spec;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import dev.heddle.client.LogPart;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.tasks.TaskRun.State;
import dev.heddle.compute.TestContainersConfig;
import dev.heddle.containers.ContainerEngine;
import dev.heddle.containers.TestEngine;
import dev.heddle.tasks.WorkspaceHomes.Home;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a Docker engine, and a loop that looks only while a test waits. */
abstract class EngineRuns {
    static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir static Path folder;
    static EmbeddedPostgres postgres;
    static DockerClient docker;
    static ContainerEngine outside;
    TestTasks tasks;

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

    static TestTasks process(TasksConfig config) {
        return process(config, TestEngine.host().toString());
    }

    static TestTasks process(TasksConfig config, String engine) {
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
    void await(String what, BooleanSupplier condition) {
        await(what, condition, tasks::look);
    }

    static void awaitWithoutLooking(String what, BooleanSupplier condition) {
        await(what, condition, () -> {});
    }

    static void await(String what, BooleanSupplier condition, Runnable meanwhile) {
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

    TaskRun awaitState(String id, State state) {
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

    TaskRun awaitEnd(String id) {
        return awaitState(id, State.STOPPED);
    }

    String ask(String task, String... command) {
        tasks.tasks().define(task, spec(TestEngine.IMAGE, command), ANN);
        return tasks.run(task).id();
    }

    String shell(String task, String script) {
        return ask(task, "sh", "-c", script);
    }

    String wholeLog(String id) {
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

    String container(String id) {
        return tasks.containers().name(tasks.rows().find(id).orElseThrow());
    }
}
