package dev.heddle.containers;

import static dev.heddle.containers.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.containers.Container.State;
import dev.heddle.model.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every engine does; each of them subclasses it with a fixture of its own. */
public abstract class ContainerEngineContract extends ContainerLifeContract {
    private static final String SECRET = "a-token-that-nobody-may-see";

    @Test
    void shouldSayWhatItIs() {
        EngineFacts facts = engine.facts();

        assertThat(facts.kind()).isIn("docker", "ecs");
        assertThat(facts.address()).contains("://");
        assertThat(facts.version()).containsPattern("^[0-9]+[0-9.-]+");
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
        assertThat(read(name, lines(3).get(49))).isEqualTo(expected);
    }

    /** Of many lengths, so that pages end where nobody expects it. */
    private static List<String> lines(int round) {
        return IntStream.range(0, 50)
                .mapToObj(i -> "round %d line %d %s.".formatted(round, i, "x".repeat(i * 37 % 150)))
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
                Files.writeString(
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
}
