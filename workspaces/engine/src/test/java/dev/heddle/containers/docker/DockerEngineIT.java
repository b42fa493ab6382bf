package dev.heddle.containers.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.containers.Container;
import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.State;
import dev.heddle.containers.ContainerSpec;
import dev.heddle.containers.ExecSpec;
import dev.heddle.containers.LogPage;
import dev.heddle.containers.Terminal;
import dev.heddle.containers.TerminalListener;
import dev.heddle.containers.TestEngine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Docker does beyond the contract: limits that hold, walls that stand, logs to the line. */
@Tag("docker")
class DockerEngineIT {
    private static final ComputeSize SMALL = new ComputeSize(0.5, 64L << 20);

    @TempDir private Path folder;

    private final String installation = "t" + UUID.randomUUID().toString().substring(0, 8);
    private DockerEngine engine;

    @BeforeEach
    void start() {
        engine = TestEngine.start(installation, folder);
    }

    @AfterEach
    void clear() {
        TestEngine.clear(engine);
        engine.close();
    }

    @Test
    void shouldKillWhatWantsMoreMemoryAndSaySo() {
        launch("hungry", "sh", "-c", "tail /dev/zero");

        Container ended = awaitEnd("hungry");

        assertThat(ended.ending().orElseThrow().cause()).isEqualTo(Cause.OUT_OF_MEMORY);
        assertThat(ended.ending().orElseThrow().exitCode()).hasValue(137);
    }

    @Test
    void shouldSayThatThereIsNoSuchProgram() {
        assertThat(run("missing", "/bin/nothing"))
                .contains("/bin/nothing")
                .contains("No such file");

        assertThat(awaitEnd("missing").ending().orElseThrow().exitCode()).hasValue(127);
    }

    @Test
    void shouldGiveNoCapabilityAndNoPrivilege() {
        assertThat(
                        run(
                                "look",
                                "sh",
                                "-c",
                                "id -u; grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status"))
                .contains("1000\n")
                .containsPattern("CapEff:\\s+0000000000000000")
                .containsPattern("CapBnd:\\s+0000000000000000")
                .containsPattern("NoNewPrivs:\\s+1");
    }

    @Test
    void shouldRefuseToWriteOutsideTheHome() {
        assertThat(run("write", "sh", "-c", "touch /etc/x; touch /tmp/x && echo tmp"))
                .contains("Read-only file system")
                .contains("tmp\n");
    }

    @Test
    void shouldBoundHowManyProcessesThereAre() {
        assertThat(
                        run(
                                "pids",
                                "sh",
                                "-c",
                                "cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null"))
                .contains("4096");
    }

    @Test
    void shouldHideSecretsFromWhoLooksAtTheContainer() throws Exception {
        ContainerSpec plain = spec("secretive", List.of("sleep", "1000"));
        engine.launch(
                new ContainerSpec(
                        plain.name(),
                        plain.image(),
                        plain.command(),
                        plain.environment(),
                        plain.labels(),
                        plain.size(),
                        plain.mounts(),
                        Map.of("heddle-token", "s3cret-t0ken"),
                        plain.port(),
                        false));

        assertThat(execute("secretive", "cat", "/run/secrets/heddle-token"))
                .isEqualTo("s3cret-t0ken");
        Process inspect =
                new ProcessBuilder(
                                "docker",
                                "-H",
                                TestEngine.host().toString(),
                                "inspect",
                                "secretive" + installation)
                        .redirectErrorStream(true)
                        .start();
        assertThat(new String(inspect.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("heddle-token")
                .doesNotContain("s3cret-t0ken");
        engine.remove("secretive" + installation);
        assertThat(folder.resolve("secrets/secretive" + installation)).doesNotExist();
    }

    @Test
    void shouldLoseNoLineAndDoubleNone() {
        launch(
                "talker",
                "sh",
                "-c",
                "i=0; while [ $i -lt 20000 ]; do echo line $i; [ $((i % 7)) = 0 ] && echo error $i >&2; i=$((i+1)); done");
        StringBuilder all = new StringBuilder();
        Optional<String> position = Optional.empty();
        boolean ended = false;
        while (true) {
            LogPage page = engine.logs("talker" + installation, position, 10_000);
            page.lines().forEach(line -> all.append(line.text()));
            position = page.next();
            if (page.lines().isEmpty() && ended) {
                break;
            }
            ended = engine.find("talker" + installation).orElseThrow().state() == State.ENDED;
        }
        List<String> lines =
                all.toString().lines().filter(line -> line.startsWith("line")).toList();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            expected.add("line " + i);
        }
        assertThat(lines).isEqualTo(expected);
        assertThat(all.toString().lines().filter(line -> line.startsWith("error")))
                .hasSize(2858)
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldTellACommandThatItsInputHasEnded() throws Exception {
        launch("reader", "sleep", "1000");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        try (Terminal terminal =
                engine.exec(
                        "reader" + installation,
                        new ExecSpec(List.of("sh", "-c", "cat; exit 3"), false, 80, 24),
                        listener(printed, ended))) {
            terminal.write("what is typed".getBytes(StandardCharsets.UTF_8));
            terminal.end();

            assertThat(ended.get(20, TimeUnit.SECONDS)).isEqualTo(3);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("what is typed");
    }

    @Test
    void shouldHangUpWhatATerminalHasBegun() throws Exception {
        launch("shell", "sleep", "1000");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        Terminal terminal =
                engine.exec(
                        "shell" + installation,
                        new ExecSpec(List.of("sh"), true, 91, 17),
                        listener(printed, ended));
        await(
                "the shell waits for input",
                () -> printed.toString(StandardCharsets.UTF_8).contains("$"));
        terminal.write("stty size; sleep 500 &\n".getBytes(StandardCharsets.UTF_8));
        await("the size is said", () -> printed.toString(StandardCharsets.UTF_8).contains("17 91"));
        await("it sleeps", () -> execute("shell", "ps").contains("sleep 500"));

        terminal.close();

        await("nothing of it is left", () -> !execute("shell", "ps").contains("sleep 500"));
        assertThat(execute("shell", "ps")).contains("sleep 1000");
    }

    @Test
    void shouldChangeTheSizeOfWhatRuns() {
        launch("grower", "sh", "-c", "sleep 1000");
        assertThat(engine.resize("grower" + installation, new ComputeSize(1, 128L << 20))).isTrue();
        assertThat(
                        execute(
                                "grower",
                                "sh",
                                "-c",
                                "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null"))
                .contains("" + (128L << 20));
    }

    @Test
    void shouldSayWhatIsUsed() {
        launch("worker", "sh", "-c", "while :; do :; done");
        await(
                "time is used",
                () ->
                        engine.usage("worker" + installation)
                                .filter(u -> u.cpuTime().toMillis() > 200)
                                .isPresent());
        assertThat(engine.usage("worker" + installation).orElseThrow().memoryBytes())
                .isBetween(1L, 64L << 20);
    }

    private ContainerSpec spec(String name, List<String> command) {
        return new ContainerSpec(
                name + installation,
                TestEngine.IMAGE,
                command,
                Map.of(),
                Map.of(),
                SMALL,
                List.of(),
                Map.of(),
                OptionalInt.empty(),
                false);
    }

    private void launch(String name, String... command) {
        engine.launch(spec(name, List.of(command)));
    }

    private Container awaitEnd(String name) {
        await(
                name + " has ended",
                () -> engine.find(name + installation).orElseThrow().state() == State.ENDED);
        return engine.find(name + installation).orElseThrow();
    }

    private String run(String name, String... command) {
        launch(name, command);
        awaitEnd(name);
        StringBuilder text = new StringBuilder();
        engine.logs(name + installation, Optional.empty(), 1 << 20)
                .lines()
                .forEach(line -> text.append(line.text()));
        return text.toString();
    }

    private String execute(String name, String... command) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        try (Terminal terminal =
                engine.exec(
                        name + installation,
                        new ExecSpec(List.of(command), false, 80, 24),
                        listener(printed, ended))) {
            ended.get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static TerminalListener listener(
            ByteArrayOutputStream printed, CompletableFuture<Integer> ended) {
        return new TerminalListener() {
            @Override
            public void printed(byte[] bytes) {
                printed.writeBytes(bytes);
            }

            @Override
            public void ended(int exitCode) {
                ended.complete(exitCode);
            }

            @Override
            public void lost(String reason) {
                ended.completeExceptionally(new IllegalStateException(reason));
            }
        };
    }

    private static void await(String what, BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            Thread.onSpinWait();
        }
    }
}
