package dev.heddle.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.compute.Snapshot.Gap;
import dev.heddle.containers.Container;
import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.Ending;
import dev.heddle.containers.Container.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
    private static final Gap GAP = new Gap(NOON, NOON.plusSeconds(60));

    @ParameterizedTest
    @CsvSource({
        "30, EXITED, 143, HOST_FAILED",
        "30, EXITED, 0, EXITED",
        "30, EXITED, 3, EXITED",
        "30, OUT_OF_MEMORY, 143, OUT_OF_MEMORY",
        "-1, EXITED, 143, EXITED",
        "61, EXITED, 143, EXITED"
    })
    void shouldTakeWhatWasTerminatedUnseenForShutDown(
            int seconds, Cause cause, int code, Cause expected) {
        Instant at = NOON.plusSeconds(seconds);
        Container ended = ended(new Ending(cause, OptionalInt.of(code), "", at));

        Snapshot snapshot = new Snapshot(List.of(ended), GAP);

        Ending ending = snapshot.find("one").flatMap(Container::ending).orElseThrow();
        assertThat(ending.cause()).isEqualTo(expected);
        assertThat(ending.exitCode()).hasValue(code);
        assertThat(ending.at()).isEqualTo(at);
        assertThat(snapshot.wasUnseen(at)).isEqualTo(seconds >= 0 && seconds <= 60);
    }

    @Test
    void shouldJudgeNothingThatWasSeen() {
        Container ended = ended(new Ending(Cause.EXITED, OptionalInt.of(143), "", NOON));

        assertThat(new Snapshot(List.of(ended)).all()).containsExactly(ended);
    }

    private static Container ended(Ending ending) {
        return new Container(
                "one",
                "sha256:1",
                Map.of(),
                State.ENDED,
                Optional.of(NOON.minusSeconds(100)),
                Optional.empty(),
                Optional.of(ending));
    }
}
