package dev.heddle.client.workspaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeSizeTest {
    @ParameterizedTest
    @CsvSource({
        "512m, 536870912",
        "4g, 4294967296",
        "4GiB, 4294967296",
        "2 GB, 2147483648",
        "1073741824, 1073741824",
        "16t, 17592186044416"
    })
    void shouldReadMemoryAsPeopleWriteIt(String text, long bytes) {
        assertThat(ComputeSize.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "much", "4x", "-1g", "1.5g", "17t", "999999999999999g"})
    void shouldNameMemoryThatIsNone(String text) {
        assertThatThrownBy(() -> ComputeSize.bytes(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("memory is '%s', expected".formatted(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"48m", "4g", "1025m", "16t"})
    void shouldWriteMemoryAsItWasRead(String text) {
        assertThat(new ComputeSize(1, ComputeSize.bytes(text)).memory()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05, -1, 1_025, Double.NaN, Double.POSITIVE_INFINITY})
    void shouldRefuseProcessorsThatNoMachineHas(double cpus) {
        assertThatThrownBy(() -> new ComputeSize(cpus, 1L << 30))
                .hasMessageContaining("expected a number from 0.1 to 1024");
    }

    @Test
    void shouldCostWhatIsHeldForTheTime() {
        Instant began = Instant.parse("2026-11-01T00:00:00Z");
        ComputeSize size = new ComputeSize(2, 4L << 30);

        ComputeCost cost = ComputeCost.between(size, began, began.plusSeconds(1_800));

        assertThat(cost.cpuHours()).isEqualTo(1, within(1e-9));
        assertThat(cost.memoryGibHours()).isEqualTo(2, within(1e-9));
        assertThat(ComputeCost.between(size, began, began.minusSeconds(5)))
                .isEqualTo(ComputeCost.NONE);
    }
}
