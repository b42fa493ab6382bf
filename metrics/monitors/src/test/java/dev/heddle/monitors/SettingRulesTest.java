package dev.heddle.monitors;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SettingRulesTest {
    @Test
    void shouldTakeWhatIsSetByDefault() {
        assertThatCode(() -> SettingRules.check(new DefaultSettings())).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseToMergeWhatIsNotKept() {
        DefaultSettings settings =
                new DefaultSettings() {
                    @Override
                    public Duration keepFiveMinutes() {
                        return Duration.ofHours(6);
                    }
                };

        assertThatThrownBy(() -> SettingRules.check(settings))
                .hasMessage("heddle.monitors.keep-five-minutes is PT6H, expected PT10H or more");
    }

    @Test
    void shouldRefuseAShareAboveOne() {
        DefaultSettings settings =
                new DefaultSettings() {
                    @Override
                    public double errorRate() {
                        return 5;
                    }
                };

        assertThatThrownBy(() -> SettingRules.check(settings))
                .hasMessage("heddle.monitors.error-rate is 5, expected 0 to 1");
    }
}
