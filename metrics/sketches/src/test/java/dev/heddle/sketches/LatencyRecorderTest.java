package dev.heddle.sketches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heddle.model.HeddleException;
import org.junit.jupiter.api.Test;

class LatencyRecorderTest {
    @Test
    void shouldTellWhatCallsTook() {
        // given
        LatencyRecorder recorder = new LatencyRecorder();
        for (int i = 1; i <= 10_000; i++) {
            recorder.record(i * 100_000L);
        }

        // when
        LatencySketch sketch = LatencySketch.read(recorder.take().write());

        // then
        assertThat(sketch.count()).isEqualTo(10_000);
        assertThat(sketch.quantile(0.5).orElseThrow()).isCloseTo(500, within(20.0));
        assertThat(sketch.quantile(1)).hasValue(1_000);
        assertThat(sketch.merge(sketch).count()).isEqualTo(20_000);
        assertThat(recorder.take().quantile(0.5)).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNoSketch() {
        // given
        byte[] bytes = {2, 2, 15, 0};

        // when, then
        assertThatThrownBy(() -> LatencySketch.read(bytes)).isInstanceOf(HeddleException.class);
    }
}
