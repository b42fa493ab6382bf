package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.HeddleException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WaitingBytesTest {
    @Test
    void shouldRefuseWhatIsTooMuchUntilOthersAreDone() {
        TestConfig config = new TestConfig(Path.of(""));
        WaitingBytes waiting = new WaitingBytes(config);
        waiting.reserve(config.maxWaitingBytes() - 1);

        assertThat(waiting.tryReserve(2)).isFalse();
        assertThatThrownBy(() -> waiting.reserve(2))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("try again");
        waiting.release(1);
        assertThat(waiting.tryReserve(2)).isTrue();
    }
}
