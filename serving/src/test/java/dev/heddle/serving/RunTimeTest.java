package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunTimeTest {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    private final RunTime runTime = new RunTime(Duration.ofMillis(1), 10 * MICRO);

    @Test
    void shouldCountTheRecordsOfACall() {
        assertThat(runTime.isShort(1)).isTrue();
        assertThat(runTime.isShort(99)).isTrue();
        assertThat(runTime.isShort(101)).isFalse();
    }

    @Test
    void shouldFollowWhatIsMeasured() {
        for (int i = 0; i < 200; i++) {
            runTime.add(5 * MILLI, 1);
        }
        assertThat(runTime.isShort(1)).isFalse();

        for (int i = 0; i < 200; i++) {
            runTime.add(20 * MICRO, 1);
        }
        assertThat(runTime.isShort(1)).isTrue();
    }

    @Test
    void shouldBelieveOneVeryLongRun() {
        runTime.add(50 * MILLI, 1);

        assertThat(runTime.isShort(1)).isFalse();
    }

    @Test
    void shouldShareATimeAmongTheRecordsOfABatch() {
        for (int i = 0; i < 100; i++) {
            runTime.add(2 * MILLI, 1_000);
        }

        assertThat(runTime.nanos()).isLessThan(5 * MICRO);
    }
}
