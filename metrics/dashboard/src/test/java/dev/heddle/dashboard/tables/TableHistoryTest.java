package dev.heddle.dashboard.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.batch.WriteQuality;
import dev.heddle.dashboard.Chart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TableHistoryTest {
    private static final Instant AT = Instant.parse("2026-11-01T00:00:00Z");

    private static WriteQuality write(long version, long nulls, boolean passed) {
        return new WriteQuality(
                version,
                "overwrite",
                AT,
                100 * version,
                OptionalLong.of(100),
                List.of(
                        new WriteQuality.Column(
                                "amount",
                                "double",
                                nulls,
                                90,
                                OptionalDouble.of(5),
                                OptionalDouble.of(1)),
                        new WriteQuality.Column(
                                "name",
                                "string",
                                0,
                                100,
                                OptionalDouble.empty(),
                                OptionalDouble.empty())),
                List.of(new Finding("rows", false, passed, "100 rows", OptionalLong.empty())));
    }

    private static WriteQuality unknown(long version) {
        return new WriteQuality(
                version, "append", AT, 7, OptionalLong.empty(), List.of(), List.of());
    }

    private static TableHistory history(String column, WriteQuality... newestFirst) {
        return TableHistory.of(List.of(newestFirst), column, Optional.empty(), "");
    }

    @Test
    void shouldDrawWritesByAgeAndOnlyColumnsThatLackValues() {
        TableHistory history = history("", write(2, 25, true), write(1, 0, true));

        assertThat(history.charts())
                .extracting(Chart::title)
                .containsExactly("Rows", "Missing values of a write", "Checks", "Values of amount");
        assertThat(history.charts().get(0).json()).contains("[[1,100.0],[2,200.0]]");
        assertThat(history.charts().get(1).json())
                .contains("\"amount\"", "[[1,0.0],[2,0.25]]")
                .doesNotContain("\"name\":\"name\"");
        assertThat(history.columns()).containsExactly("amount");
    }

    @Test
    void shouldSayThatNothingIsMissing() {
        Chart missing = history("", write(1, 0, true)).charts().get(1);

        assertThat(missing.detail()).isEqualTo("no value is missing");
    }

    @Test
    void shouldLeaveAGapWhereAWriteHasNoProfile() {
        TableHistory history =
                history("amount", write(3, 10, true), unknown(2), write(1, 10, true));

        assertThat(history.charts().get(0).json()).contains("[[1,100.0],[2,null],[3,100.0]]");
        assertThat(history.charts().get(1).json()).contains("[[1,0.1],[2,null],[3,0.1]]");
        assertThat(history.charts().get(3).json()).contains("[[1,5.0],[2,null],[3,5.0]]");
    }

    @Test
    void shouldTellWhatAChecksLastWordIsAndHowOftenItFailed() {
        TableHistory history =
                history("", write(3, 0, true), write(2, 0, false), write(1, 0, false));

        assertThat(history.checks())
                .singleElement()
                .satisfies(
                        check -> {
                            assertThat(check.newest().passed()).isTrue();
                            assertThat(check.version()).isEqualTo(3);
                            assertThat(check.failed()).isEqualTo(2);
                            assertThat(check.writes()).isEqualTo(3);
                        });
    }

    @Test
    void shouldDrawTheRowsOfATableThatIsNotProfiled() {
        TableHistory history = history("amount", unknown(1));

        assertThat(history.isUnknown()).isTrue();
        assertThat(history.charts()).extracting(Chart::title).containsExactly("Rows");
    }
}
