package dev.heddle.monitors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WindowTest {
    private static final Instant NOW = Instant.parse("2026-11-02T10:17:23Z");

    @ParameterizedTest
    @CsvSource({
        "PT5M, PT1M",
        "PT1H, PT1M",
        "PT3H, PT1M",
        "PT4H, PT5M",
        "PT16H, PT5M",
        "P1D, PT15M",
        "P2D, PT15M",
        "P7D, PT1H",
        "P30D, PT4H",
        "P45D, PT6H",
        "P90D, P1D"
    })
    void shouldChooseTheShortestGrainOfAtMost200Pieces(String length, String grain) {
        Window window = Window.parse(length, NOW);

        assertThat(window.grain()).isEqualTo(Duration.parse(grain));
        assertThat(window.pieces()).hasSizeLessThanOrEqualTo(200);
        assertThat(window.pieces().get(0)).isEqualTo(window.from());
        assertThat(Duration.between(window.from(), NOW))
                .isGreaterThanOrEqualTo(Duration.parse(length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1h", "PT4M", "P91D", "-PT1H", "PT1H; drop table"})
    void shouldRefuseWhatIsNoWindow(String text) {
        assertThatThrownBy(() -> Window.parse(text, NOW))
                .hasMessageStartingWith("window is '%s'".formatted(text));
    }
}
