package dev.heddle.dashboard.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.LogPart;
import dev.heddle.client.streams.DeployedStream;
import dev.heddle.client.streams.DeployedStream.Wanted;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.StreamLogLine;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.client.streams.StreamSummary;
import dev.heddle.client.streams.WorkerStatus;
import dev.heddle.dashboard.streams.StreamView.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StreamViewTest {
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00.123Z");

    private static WorkerStatus worker(String name, WorkerStatus.State state) {
        return new WorkerStatus(
                name,
                state,
                Optional.of("clicks@3"),
                Map.of("clicks-0", 2L),
                10,
                4,
                1,
                2,
                1.5,
                3,
                Optional.empty(),
                AT);
    }

    private static StreamView view(String model, Wanted wanted, WorkerStatus... workers) {
        StreamSpec spec = StreamSpec.of("clicks", model, "clicks", "growth-clicks");
        return new StreamView(
                new StreamSummary(
                        new DeployedStream(spec, wanted, AT, "ann"),
                        List.of(workers),
                        List.of(new PartitionLag("clicks", 0, OptionalLong.of(5), 7, 2)),
                        Optional.empty()));
    }

    private static State state(Wanted wanted, WorkerStatus.State... states) {
        WorkerStatus[] workers = new WorkerStatus[states.length];
        for (int i = 0; i < states.length; i++) {
            workers[i] = worker("w" + i, states[i]);
        }
        return view("clicks/3", wanted, workers).state();
    }

    @Test
    void shouldSayHowAStreamIsDoing() {
        assertThat(state(Wanted.RUNNING)).isEqualTo(State.WAITING);
        assertThat(state(Wanted.RUNNING, WorkerStatus.State.STARTING)).isEqualTo(State.STARTING);
        assertThat(state(Wanted.RUNNING, WorkerStatus.State.RUNNING)).isEqualTo(State.RUNNING);
        assertThat(state(Wanted.RUNNING, WorkerStatus.State.RUNNING, WorkerStatus.State.FAILING))
                .isEqualTo(State.FAILING);
        assertThat(state(Wanted.PAUSED, WorkerStatus.State.RUNNING)).isEqualTo(State.PAUSED);
        assertThat(state(Wanted.STOPPED, WorkerStatus.State.FAILING)).isEqualTo(State.STOPPED);
    }

    @Test
    void shouldAddUpWhatItsProcessesSay() {
        StreamView view =
                view(
                        "clicks/3",
                        Wanted.RUNNING,
                        worker("a", WorkerStatus.State.RUNNING),
                        worker("b", WorkerStatus.State.RUNNING));

        assertThat(view.perSecond()).isEqualTo(3);
        assertThat(view.processed()).isEqualTo(20);
        assertThat(view.deadLetters()).isEqualTo(4);
        assertThat(view.owner(view.summary().lag().get(0))).isEqualTo("a");
    }

    @Test
    void shouldLeadToTheVersionThatRunsOrElseToTheModel() {
        WorkerStatus running = worker("a", WorkerStatus.State.RUNNING);

        assertThat(view("clicks@champion", Wanted.RUNNING, running).modelPage())
                .contains("/ui/models/clicks/versions/3");
        assertThat(view("clicks@champion", Wanted.RUNNING).modelPage())
                .contains("/ui/models/clicks");
        assertThat(view("endpoint:clicks", Wanted.RUNNING).modelPage()).isEmpty();
    }

    @Test
    void shouldWriteLogLinesAndWhereTheNextOnesBegin() {
        List<StreamLogLine> lines =
                List.of(
                        new StreamLogLine(7, AT, "a", false, "takes the partitions [clicks-0]"),
                        new StreamLogLine(9, AT, "a", true, "the broker is away"));

        LogPart part = StreamPage.part(lines, 4);

        assertThat(part.text())
                .isEqualTo(
                        """
                        2026-11-01T10:00:00Z  a  takes the partitions [clicks-0]
                        2026-11-01T10:00:00Z  a  PROBLEM  the broker is away
                        """);
        assertThat(part.next()).isEqualTo(9);
        assertThat(StreamPage.part(List.of(), 9).next()).isEqualTo(9);
    }
}
