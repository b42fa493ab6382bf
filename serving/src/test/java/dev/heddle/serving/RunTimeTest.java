package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunTimeTest {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    private final RunTime runTime = new RunTime(Duration.ofMillis(1));

    @Test
    void shouldExpectTooMuchWhileNothingIsKnown() {
        assertThat(runTime.expected(1)).isGreaterThan(MILLI);
    }

    @Test
    void shouldScaleUpFromTheNextSmallerSize() {
        runTime.add(10 * MICRO, 1);

        assertThat(runTime.expected(1)).isEqualTo(10 * MICRO);
        assertThat(runTime.expected(64)).isEqualTo(640 * MICRO);
    }

    @Test
    void shouldLearnWhatABatchTakesBesideWhatARecordTakes() {
        runTime.add(25 * MICRO, 1);
        for (int i = 0; i < 100; i++) {
            runTime.add(90 * MICRO, 32);
        }

        assertThat(runTime.expected(1)).isEqualTo(25 * MICRO);
        assertThat(runTime.expected(30)).isEqualTo(90 * MICRO);
        assertThat(runTime.expected(64)).isEqualTo(180 * MICRO);
    }

    @Test
    void shouldTakeALargerSizeForABound() {
        runTime.add(90 * MICRO, 32);

        assertThat(runTime.expected(1)).isEqualTo(90 * MICRO);
    }

    @Test
    void shouldFollowWhatIsMeasured() {
        for (int i = 0; i < 200; i++) {
            runTime.add(5 * MILLI, 1);
        }
        assertThat(runTime.expected(1)).isGreaterThan(4 * MILLI);

        for (int i = 0; i < 200; i++) {
            runTime.add(20 * MICRO, 1);
        }
        assertThat(runTime.expected(1)).isLessThan(30 * MICRO);
    }

    @Test
    void shouldBelieveOneRunThatTookVeryLong() {
        runTime.add(10 * MICRO, 1);

        runTime.add(500 * MILLI, 1);

        assertThat(runTime.expected(1)).isEqualTo(500 * MILLI);
    }

    @Test
    void shouldBelieveTheSecondLongRunInARow() {
        runTime.add(10 * MICRO, 1);

        runTime.add(50 * MILLI, 1);
        assertThat(runTime.expected(1)).isLessThan(5 * MILLI);

        runTime.add(50 * MILLI, 1);
        assertThat(runTime.expected(1)).isEqualTo(50 * MILLI);
    }
}
