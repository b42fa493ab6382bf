package dev.heddle.dashboard.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.client.workspaces.ComputeSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComputeWordsTest {
    @Test
    void shouldWriteSizesAndCosts() {
        assertThat(ComputeWords.words(new ComputeSize(1, 512L << 20))).isEqualTo("1 CPU, 512 MiB");
        assertThat(ComputeWords.words(new ComputeSize(0.5, 1536L << 20)))
                .isEqualTo("0.5 CPUs, 1.5 GiB");
        assertThat(ComputeWords.words(new ComputeCost(1.25, 12.6)))
                .isEqualTo("1.25 CPU hours, 13 GiB hours");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.004, < 0.01", "0.5, 0.5", "9.99, 9.99", "100, 100"})
    void shouldWriteHours(double hours, String words) {
        assertThat(ComputeWords.hours(hours)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0 s", "0.84, 0.8 s", "42.3, 42 s", "65, 1 min 5 s", "7260, 2 h 1 min"})
    void shouldWriteProcessorTime(double seconds, String words) {
        assertThat(ComputeWords.cpuTime(seconds)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"100, 100", "2.50, 2.5", "0.1, 0.1", "0, 0"})
    void shouldWriteNumbersWithoutZerosAtTheEnd(double number, String words) {
        assertThat(ComputeWords.plain(number)).isEqualTo(words);
    }
}
