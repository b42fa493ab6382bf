package dev.heddle.containers;

import static dev.heddle.containers.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.Ending;
import dev.heddle.containers.Container.State;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every engine does; each of them subclasses it with a fixture of its own. */
public abstract class ContainerEngineContract {
    private static final ComputeSize SMALL = new ComputeSize(0.25, 512L << 20);
    private static final ComputeSize LARGER = new ComputeSize(0.5, 1L << 30);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int PORT = 8_080;
    private static final String SECRET = "a-token-that-nobody-may-see";

    private String installation;
    private ContainerEngine engine;

    /** What stands around the engine, for all tests of a class. */
    protected abstract EngineFixture fixture();

    @BeforeEach
    void start() {
        installation = fixture().installation();
        engine = fixture().engine(installation);
    }

    @AfterEach
    void clear() {
        clear(engine);
        try (ContainerEngine others = fixture().engine(fixture().otherInstallation())) {
            clear(others);
        }
        engine.close();
    }

    private static void clear(ContainerEngine engine) {
        engine.containers().forEach(container -> engine.remove(container.name()));
        await("containers are removed", () -> engine.containers().isEmpty());
        engine.volumes().forEach(volume -> engine.removeVolume(volume.name()));
    }

    @Test
    void shouldSayWhatItIs() {
        EngineFacts facts = engine.facts();

        assertThat(facts.kind()).isIn("docker", "ecs");
        assertThat(facts.address()).contains("://");
        assertThat(facts.version()).containsPattern("^[0-9]+[0-9.-]+");
    }

    @Test
    void shouldTellAContainerFromItsStartToItsEnd() {
        String name = name("life");
        Container launched = engine.launch(spec(name).port(PORT).labels(Map.of("a", "b")).build());
        assertThat(launched.name()).isEqualTo(name);
        assertThat(launched.state()).isNotEqualTo(State.ENDED);
        assertThat(launched.ending()).isEmpty();

        Container running = begun(name);

        assertThat(running.labels())
                .containsEntry("a", "b")
                .containsEntry("dev.heddle.installation", installation);
        assertThat(running.startedAt().orElseThrow())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(5));
        assertThat(running.address().orElseThrow().getPort()).isPositive();
        assertThat(running.address().orElseThrow().getAddress().isAnyLocalAddress()).isFalse();
        assertThat(running.imageId()).isEqualTo(engine.image(fixture().image()).orElseThrow().id());
        assertThat(engine.containers()).containsExactly(running);

        fixture().end(name, 0);
        Container ended = ended(name);

        assertThat(ended.address()).isEmpty();
        assertThat(ended.labels()).isEqualTo(running.labels());
        assertThat(ended.startedAt()).isEqualTo(running.startedAt());
        assertThat(ended.ending().orElseThrow().at())
                .isBetween(running.startedAt().orElseThrow(), Instant.now().plusSeconds(5));
        assertThat(engine.containers()).containsExactly(ended);
    }

    @Test
    void shouldGiveNoAddressWithoutAPort() {
        engine.launch(spec(name("closed")).build());

        assertThat(begun(name("closed")).address()).isEmpty();
    }

    @Test
    void shouldStartOneContainerAName() {
        String name = name("once");
        engine.launch(spec(name).labels(Map.of("which", "first")).build());
        begun(name);

        Container again = engine.launch(spec(name).labels(Map.of("which", "second")).build());

        assertThat(again.labels()).containsEntry("which", "first");
        assertThat(engine.containers()).extracting(Container::name).containsExactly(name);
    }

    @Test
    void shouldStartOneContainerForWhoAsksAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Container>> launches =
                    IntStream.range(0, 4)
                            .mapToObj(
                                    i ->
                                            threads.submit(
                                                    () ->
                                                            engine.launch(
                                                                    spec(name("race")).build())))
                            .toList();
            for (Future<Container> launch : launches) {
                assertThat(launch.get().name()).isEqualTo(name("race"));
            }
        } finally {
            threads.shutdown();
        }
        begun(name("race"));

        engine.remove(name("race"));

        assertThat(engine.find(name("race"))).isEmpty();
        assertThat(engine.containers()).isEmpty();
    }

    @Test
    void shouldNotStartAgainWhatHasEnded() {
        String name = name("over");
        engine.launch(spec(name).build());
        begun(name);
        fixture().end(name, 3);
        Ending ending = ended(name).ending().orElseThrow();

        Container again = engine.launch(spec(name).build());

        assertThat(again.state()).isEqualTo(State.ENDED);
        assertThat(again.ending()).contains(ending);
    }

    @Test
    void shouldTellExitCodes() {
        engine.launch(spec(name("good")).build());
        engine.launch(spec(name("bad")).build());
        begun(name("good"));
        begun(name("bad"));

        fixture().end(name("good"), 0);
        fixture().end(name("bad"), 3);

        assertThat(ended(name("good")).ending().orElseThrow().cause()).isEqualTo(Cause.EXITED);
        assertThat(ended(name("good")).ending().orElseThrow().exitCode()).hasValue(0);
        assertThat(ended(name("bad")).ending().orElseThrow().cause()).isEqualTo(Cause.EXITED);
        assertThat(ended(name("bad")).ending().orElseThrow().exitCode()).hasValue(3);
    }

    @Test
    void shouldTellThatMemoryWasNotEnough() {
        engine.launch(spec(name("hungry")).build());
        begun(name("hungry"));

        fixture().exhaustMemory(name("hungry"));

        assertThat(ended(name("hungry")).ending().orElseThrow().cause())
                .isEqualTo(Cause.OUT_OF_MEMORY);
    }

    @Test
    void shouldTellThatAProgramCannotBegin() {
        String name = name("nothing");
        engine.launch(spec(name).command(List.of("/no/such/program")).build());

        fixture().failToBegin(name);

        Ending ending = ended(name).ending().orElseThrow();
        if (ending.cause() == Cause.NOT_STARTED) {
            assertThat(ending.message()).contains("/no/such/program");
        } else {
            // An init process has begun in its place, and says so as shells do.
            assertThat(ending.cause()).isEqualTo(Cause.EXITED);
            assertThat(ending.exitCode()).hasValue(127);
            assertThat(engine.logs(name, Optional.empty(), 10_000).lines())
                    .anySatisfy(line -> assertThat(line.text()).contains("/no/such/program"));
        }
    }

    @Test
    void shouldStopAContainerAndKeepItUntilItIsRemoved() {
        String name = name("stop");
        engine.launch(spec(name).build());
        begun(name);

        engine.stop(name, GRACE);
        fixture().obeyStop(name);

        Ending ending = ended(name).ending().orElseThrow();
        assertThat(ending.cause()).isEqualTo(Cause.EXITED);
        engine.stop(name, GRACE);
        assertThat(engine.find(name).orElseThrow().ending()).contains(ending);
        engine.remove(name);
        assertThat(engine.find(name)).isEmpty();
        engine.remove(name);
        assertThat(engine.containers()).isEmpty();
    }

    @Test
    void shouldRemoveWhatRuns() {
        engine.launch(spec(name("running")).build());
        engine.launch(spec(name("stays")).build());
        begun(name("running"));
        begun(name("stays"));

        engine.remove(name("running"));

        assertThat(engine.find(name("running"))).isEmpty();
        assertThat(engine.containers()).extracting(Container::name).containsExactly(name("stays"));
        assertThat(engine.find(name("stays")).orElseThrow().state()).isEqualTo(State.RUNNING);
    }

    @Test
    void shouldUseANameAgain() {
        String name = name("again");
        engine.launch(spec(name).labels(Map.of("which", "first")).build());
        begun(name);
        fixture().print(name, List.of("of the first"));
        read(name, "of the first");
        engine.remove(name);

        engine.launch(spec(name).labels(Map.of("which", "second")).build());
        Container second = begun(name);
        fixture().print(name, List.of("of the second"));

        assertThat(second.labels()).containsEntry("which", "second");
        assertThat(read(name, "of the second")).containsExactly("of the second\n");
    }

    @Test
    void shouldFindEverythingAfterARestart() {
        String name = name("before");
        engine.launch(spec(name).labels(Map.of("a", "b")).build());
        engine.createVolume(name, Map.of("c", "d"));
        Container before = begun(name);
        engine.close();

        engine = fixture().engine(installation);

        assertThat(engine.find(name)).contains(before);
        assertThat(engine.containers()).containsExactly(before);
        assertThat(engine.volumes()).extracting(Volume::name).containsExactly(name);
        assertThat(engine.launch(spec(name).build())).isEqualTo(before);
        engine.stop(name, GRACE);
        fixture().obeyStop(name);
        ended(name);
    }

    @Test
    void shouldReadALogByPositionsWithoutLossOrDoubling() {
        String name = name("talks");
        engine.launch(spec(name).build());
        begun(name);
        assertThat(engine.logs(name, Optional.empty(), 1_000).lines()).isEmpty();
        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        Optional<String> position = Optional.empty();
        for (int round = 0; round < 4; round++) {
            List<String> lines = lines(round);
            fixture().print(name, lines);
            lines.forEach(line -> expected.add(line + "\n"));
            // Small pages, so that one ends somewhere within what CloudWatch or Docker gives.
            position = readOn(name, position, expected.size(), found);
            engine.close();
            engine = fixture().engine(installation);
        }

        assertThat(found).isEqualTo(expected);
        LogPage nothing = engine.logs(name, position, 1_000);
        assertThat(nothing.lines()).isEmpty();
        assertThat(nothing.next()).isEqualTo(position);
        fixture().end(name, 0);
        ended(name);
        assertThat(engine.logs(name, position, 1_000).lines()).isEmpty();
        assertThat(read(name, "round 3 line 49")).isEqualTo(expected);
    }

    private static List<String> lines(int round) {
        return IntStream.range(0, 50)
                .mapToObj(i -> "round %d line %d".formatted(round, i))
                .toList();
    }

    private Optional<String> readOn(
            String name, Optional<String> from, int most, List<String> found) {
        List<Optional<String>> positions = new ArrayList<>(List.of(from));
        await(
                "%d lines are there".formatted(most),
                () -> {
                    LogPage page = engine.logs(name, positions.get(positions.size() - 1), 200);
                    assertThat(page.lines()).hasSizeLessThan(50);
                    page.lines().forEach(line -> found.add(line.text()));
                    positions.add(page.next());
                    return found.size() >= most;
                });
        return positions.get(positions.size() - 1);
    }

    @Test
    void shouldTimeWhatIsPrinted() {
        engine.launch(spec(name("clock")).build());
        begun(name("clock"));
        fixture().print(name("clock"), List.of("now", "", "then"));
        await("it is printed", () -> !read(name("clock"), "then").isEmpty());

        List<LogPage.Line> lines = engine.logs(name("clock"), Optional.empty(), 1_000).lines();

        assertThat(lines).isNotEmpty();
        assertThat(lines)
                .allSatisfy(
                        line ->
                                assertThat(line.at())
                                        .isBetween(
                                                Instant.now().minusSeconds(60),
                                                Instant.now().plusSeconds(5)));
    }

    @Test
    void shouldRefusePositionsOfNobody() {
        engine.launch(spec(name("lost")).build());
        begun(name("lost"));

        refused(
                ErrorCode.INVALID_REQUEST,
                () -> engine.logs(name("lost"), Optional.of("nowhere"), 100));
    }

    @Test
    void shouldKeepWhatAVolumeHolds() {
        String volume = name("home");
        engine.createVolume(volume, Map.of("owner", "ann"));
        engine.createVolume(volume, Map.of("owner", "ben"));
        assertThat(engine.volumes()).hasSize(1);
        assertThat(engine.volumes().get(0).name()).isEqualTo(volume);
        assertThat(engine.volumes().get(0).labels())
                .containsEntry("owner", "ann")
                .containsEntry("dev.heddle.installation", installation);
        mounted(name("first"), volume);
        fixture().write(name("first"), "/home/heddle", "note", "kept");
        engine.remove(name("first"));

        mounted(name("second"), volume);

        assertThat(fixture().read(name("second"), "/home/heddle", "note")).isEqualTo("kept");
    }

    @Test
    void shouldForgetWhatARemovedVolumeHeld() {
        String volume = name("gone");
        engine.createVolume(volume, Map.of());
        mounted(name("first"), volume);
        fixture().write(name("first"), "/home/heddle", "note", "kept");
        engine.remove(name("first"));

        engine.removeVolume(volume);
        engine.removeVolume(volume);

        assertThat(engine.volumes()).isEmpty();
        engine.createVolume(volume, Map.of());
        mounted(name("second"), volume);
        assertThat(fixture().read(name("second"), "/home/heddle", "note")).isEmpty();
    }

    private void mounted(String name, String volume) {
        engine.launch(
                spec(name)
                        .mounts(List.of(new ContainerSpec.Mount.OfVolume(volume, "/home/heddle")))
                        .build());
        begun(name);
    }

    @Test
    void shouldMountFoldersOfItsMachineOrSayThatItCannot(@TempDir Path folder) {
        ContainerSpec spec =
                spec(name("host"))
                        .mounts(List.of(new ContainerSpec.Mount.OfHost(folder.toString(), "/data")))
                        .build();
        if (fixture().abilities().contains(Ability.HOST_FOLDERS)) {
            engine.launch(spec);
            assertThat(begun(name("host")).state()).isEqualTo(State.RUNNING);
        } else {
            refused(ErrorCode.INVALID_REQUEST, () -> engine.launch(spec)).contains("/data");
            assertThat(engine.find(name("host"))).isEmpty();
        }
    }

    @Test
    void shouldResizeOrSayThatItDidNot() {
        engine.launch(spec(name("grows")).build());
        begun(name("grows"));

        assertThat(engine.resize(name("grows"), LARGER))
                .isEqualTo(fixture().abilities().contains(Ability.RESIZE));

        assertThat(engine.find(name("grows")).orElseThrow().state()).isEqualTo(State.RUNNING);
        refused(ErrorCode.NOT_FOUND, () -> engine.resize(name("none"), LARGER));
    }

    @Test
    void shouldSayThatItHasTheSizeThatItHas() {
        engine.launch(spec(name("fits")).build());
        begun(name("fits"));

        assertThat(engine.resize(name("fits"), SMALL)).isTrue();
    }

    @Test
    void shouldRunCommandsOrSayThatItCannot() {
        engine.launch(spec(name("shell")).build());
        begun(name("shell"));
        ExecSpec echo = new ExecSpec(List.of("sh", "-c", "echo here; exit 4"), false, 80, 24);
        Heard heard = new Heard();
        if (fixture().abilities().contains(Ability.EXEC)) {
            try (Terminal terminal = engine.exec(name("shell"), echo, heard)) {
                terminal.end();
                await("it has ended", () -> heard.exitCode().isPresent());
            }
            assertThat(heard.text()).isEqualTo("here\n");
            assertThat(heard.exitCode()).hasValue(4);
            refused(ErrorCode.NOT_FOUND, () -> engine.exec(name("none"), echo, heard));
        } else {
            refused(ErrorCode.PRECONDITION_FAILED, () -> engine.exec(name("shell"), echo, heard))
                    .contains("Exec");
            assertThat(heard.exitCode()).isEmpty();
        }
    }

    @Test
    void shouldSayWhatIsUsedIfItKnows() {
        engine.launch(spec(name("uses")).build());
        begun(name("uses"));

        if (fixture().abilities().contains(Ability.USAGE)) {
            await("it is known", () -> engine.usage(name("uses")).isPresent());
            assertThat(engine.usage(name("uses")).orElseThrow().memoryBytes()).isPositive();
        } else {
            assertThat(engine.usage(name("uses"))).isEmpty();
        }
        fixture().end(name("uses"), 0);
        ended(name("uses"));
        assertThat(engine.usage(name("uses"))).isEmpty();
    }

    @Test
    void shouldKnowImages() {
        Image image = engine.image(fixture().image()).orElseThrow();

        assertThat(image.references()).contains(fixture().image());
        assertThat(engine.image(image.id())).contains(image);
        assertThat(engine.image("heddle-test/nothing:1")).isEmpty();
    }

    @Test
    void shouldRefuseImagesThatAreNotThere() {
        refused(
                        ErrorCode.NOT_FOUND,
                        () ->
                                engine.launch(
                                        spec(name("bare")).image("heddle-test/nothing:1").build()))
                .contains("heddle-test/nothing:1");
        assertThat(engine.find(name("bare"))).isEmpty();
    }

    @Test
    void shouldBuildImagesOrSayThatItCannot(@TempDir Path folder) throws Exception {
        Path file =
                java.nio.file.Files.writeString(
                        folder.resolve("Dockerfile"),
                        "FROM %s\nLABEL made=here\n".formatted(fixture().image()));
        ImageBuild build =
                new ImageBuild(
                        "heddle-test/" + installation + ":1",
                        Map.of("Dockerfile", file),
                        Map.of(),
                        Map.of());
        StringBuilder printed = new StringBuilder();
        if (fixture().abilities().contains(Ability.BUILD)) {
            Image image = engine.build(build, printed::append);
            assertThat(image.labels()).containsEntry("made", "here");
            assertThat(engine.image(build.reference())).contains(image);
            assertThat(printed.toString()).contains("LABEL");
        } else {
            refused(ErrorCode.PRECONDITION_FAILED, () -> engine.build(build, printed::append))
                    .contains(build.reference());
        }
    }

    @Test
    void shouldShowNoSecretsToWhoLooksAtAContainer() {
        String name = name("secretive");
        ContainerSpec spec =
                spec(name)
                        .secrets(Map.of("heddle-token", SECRET, "heddle-app", SECRET))
                        .labels(Map.of("seen", "yes"))
                        .build();
        engine.launch(spec);
        begun(name);

        String described = fixture().described(name);

        assertThat(described).contains("seen").doesNotContain(SECRET);
        assertThat(spec.toString()).doesNotContain(SECRET);
        assertThat(engine.find(name).orElseThrow().toString()).doesNotContain(SECRET);
    }

    @Test
    void shouldNeitherSeeNorTouchWhatBelongsToOthers() {
        String name = name("theirs");
        try (ContainerEngine others = fixture().engine(fixture().otherInstallation())) {
            others.launch(spec(name).build());
            others.createVolume(name, Map.of());
            fixture().begin(name);
            await("it runs", () -> state(others, name) == State.RUNNING);

            assertThat(engine.containers()).isEmpty();
            assertThat(engine.find(name)).isEmpty();
            assertThat(engine.volumes()).isEmpty();
            refused(ErrorCode.NOT_FOUND, () -> engine.stop(name, GRACE));
            refused(ErrorCode.NOT_FOUND, () -> engine.logs(name, Optional.empty(), 100));
            refused(ErrorCode.NOT_FOUND, () -> engine.resize(name, LARGER));
            engine.remove(name);
            engine.removeVolume(name);

            assertThat(state(others, name)).isEqualTo(State.RUNNING);
            assertThat(others.volumes()).extracting(Volume::name).containsExactly(name);
        }
    }

    @Test
    void shouldSayThatThereIsNoSuchContainer() {
        String name = name("none");

        assertThat(engine.find(name)).isEmpty();
        assertThat(engine.containers()).isEmpty();
        assertThat(engine.usage(name)).isEmpty();
        refused(ErrorCode.NOT_FOUND, () -> engine.stop(name, GRACE)).contains(name);
        refused(ErrorCode.NOT_FOUND, () -> engine.logs(name, Optional.empty(), 100)).contains(name);
        engine.remove(name);
        engine.removeVolume(name);
    }

    @Test
    void shouldSayThatTheEngineCannotBeReached() {
        try (ContainerEngine none = fixture().unreachable()) {
            refused(ErrorCode.UNAVAILABLE, none::facts);
            refused(ErrorCode.UNAVAILABLE, none::containers);
            refused(ErrorCode.UNAVAILABLE, none::volumes);
            refused(ErrorCode.UNAVAILABLE, () -> none.find(name("a")));
            refused(ErrorCode.UNAVAILABLE, () -> none.launch(spec(name("a")).build()));
            refused(ErrorCode.UNAVAILABLE, () -> none.stop(name("a"), GRACE));
            refused(ErrorCode.UNAVAILABLE, () -> none.remove(name("a")));
            refused(ErrorCode.UNAVAILABLE, () -> none.resize(name("a"), LARGER));
            refused(ErrorCode.UNAVAILABLE, () -> none.logs(name("a"), Optional.empty(), 100));
            refused(ErrorCode.UNAVAILABLE, () -> none.createVolume(name("a"), Map.of()));
            refused(ErrorCode.UNAVAILABLE, () -> none.removeVolume(name("a")));
        }
    }

    private static org.assertj.core.api.AbstractStringAssert<?> refused(
            ErrorCode code, ThrowingCallable call) {
        List<String> messages = new ArrayList<>();
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> {
                            assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
                            messages.add(e.getMessage());
                        });
        return assertThat(messages.get(0));
    }

    /** The name is told apart from that of other tests in the same engine. */
    private String name(String what) {
        return installation + "-" + what;
    }

    private SpecBuilder spec(String name) {
        return new SpecBuilder(name, fixture().image(), fixture().program(), SMALL);
    }

    private Container begun(String name) {
        fixture().begin(name);
        await(name + " runs", () -> state(engine, name) == State.RUNNING);
        return engine.find(name).orElseThrow();
    }

    private Container ended(String name) {
        await(name + " has ended", () -> state(engine, name) == State.ENDED);
        return engine.find(name).orElseThrow();
    }

    private static State state(ContainerEngine engine, String name) {
        return engine.find(name).orElseThrow().state();
    }

    /** A log from its beginning, once it holds that line. */
    private List<String> read(String name, String line) {
        List<String> found = new ArrayList<>();
        await(
                "'%s' is printed".formatted(line),
                () -> {
                    found.clear();
                    Optional<String> position = Optional.empty();
                    while (true) {
                        LogPage page = engine.logs(name, position, 10_000);
                        page.lines().forEach(each -> found.add(each.text()));
                        if (page.lines().isEmpty()) {
                            return found.contains(line + "\n");
                        }
                        position = page.next();
                    }
                });
        return found;
    }
}
