package dev.heddle.dashboard.compute;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.client.workspaces.ResourceSample;
import dev.heddle.dashboard.Chart;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageChartsTest {
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");

    private static ResourceSample sample(long second, double cpus, long memoryBytes) {
        return new ResourceSample(AT.plusSeconds(second), cpus, memoryBytes, 0, 0, 3);
    }

    private static JsonNode points(Chart chart, int series) throws JsonProcessingException {
        return new ObjectMapper().readTree(chart.json()).at("/series/" + series + "/points");
    }

    @Test
    void shouldDrawWhatIsUsedBesideWhatMayBeUsed() throws JsonProcessingException {
        List<ResourceSample> samples =
                List.of(sample(0, 0.5, 256L << 20), sample(15, 1.5, 512L << 20));

        Chart cpus = UsageCharts.cpus(samples, new ComputeSize(2, 512L << 20));
        Chart memory = UsageCharts.memory(samples, new ComputeSize(2, 512L << 20));

        long begin = AT.toEpochMilli();
        assertThat(points(cpus, 0))
                .hasToString("[[%d,0.5],[%d,1.5]]".formatted(begin, begin + 15_000));
        assertThat(points(cpus, 1))
                .hasToString("[[%d,2.0],[%d,2.0]]".formatted(begin, begin + 15_000));
        assertThat(memory.detail()).isEqualTo("MiB");
        assertThat(points(memory, 0))
                .hasToString("[[%d,256.0],[%d,512.0]]".formatted(begin, begin + 15_000));
        assertThat(points(memory, 1).at("/0/1").asDouble()).isEqualTo(512);
    }

    @Test
    void shouldDrawNothingOfOneSampleAlone() {
        ComputeSize size = new ComputeSize(2, 4L << 30);

        assertThat(UsageCharts.both(List.of(sample(0, 1, 1)), size)).isEmpty();
        assertThat(UsageCharts.both(List.of(sample(0, 1, 1), sample(15, 1, 1)), size))
                .extracting(Chart::title)
                .containsExactly("Processors", "Memory");
    }

    @Test
    void shouldWriteLargeMemoryInGib() throws JsonProcessingException {
        Chart memory =
                UsageCharts.memory(List.of(sample(0, 1, 3L << 29)), new ComputeSize(2, 4L << 30));

        assertThat(memory.detail()).isEqualTo("GiB");
        assertThat(points(memory, 0).at("/0/1").asDouble()).isEqualTo(1.5);
        assertThat(points(memory, 1).at("/0/1").asDouble()).isEqualTo(4);
    }

    @Test
    void shouldLeaveAGapWhereNothingWasMeasured() throws JsonProcessingException {
        Chart cpus =
                UsageCharts.cpus(
                        List.of(
                                sample(0, 1, 1),
                                sample(15, 1, 1),
                                sample(30, 1, 1),
                                sample(45 + 600, 1, 1)),
                        new ComputeSize(2, 1L << 30));

        assertThat(points(cpus, 0)).hasSize(5);
        assertThat(points(cpus, 0).at("/3/1").isNull()).isTrue();
        assertThat(points(cpus, 0).at("/3/0").asLong())
                .isEqualTo(AT.plusSeconds(30).toEpochMilli() + 1);
    }

    @Test
    void shouldSeeNoGapWhereSamplesAreFarApart() throws JsonProcessingException {
        Chart cpus =
                UsageCharts.cpus(
                        List.of(sample(0, 1, 1), sample(100, 1, 1), sample(230, 1, 1)),
                        new ComputeSize(2, 1L << 30));

        assertThat(points(cpus, 0)).hasSize(3);
    }
}
