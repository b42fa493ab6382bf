package dev.heddle.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.Ending;
import dev.heddle.containers.Container.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How containers begin and end; a part of the contract of engines. */
public abstract class ContainerLifeContract extends EngineTests {
    private static final int PORT = 8_080;

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
        assertThat(ending.cause()).isEqualTo(Cause.STOPPED);
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
}
