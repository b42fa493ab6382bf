package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.cli.ScoreOptions.FeatureConverter;
import dev.heddle.client.batch.FeatureSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreOptionsTest {
    private final FeatureConverter converter = new FeatureConverter();

    @Test
    void shouldReadWhereFeaturesComeFrom() {
        assertThat(converter.convert("weather=travel.weather:origin:observed:3h"))
                .isEqualTo(
                        new FeatureSource(
                                "weather",
                                "travel.weather",
                                List.of("origin"),
                                "observed",
                                Optional.of(Duration.ofHours(3))));
        assertThat(converter.convert("basket=shop.baskets:customer+shop:at"))
                .isEqualTo(
                        new FeatureSource(
                                "basket",
                                "shop.baskets",
                                List.of("customer", "shop"),
                                "at",
                                Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"weather", "weather=t", "weather=t:k", "weather=t:a+:at", "w=t::at"})
    void shouldSayHowAFeatureSourceIsWritten(String text) {
        assertThatThrownBy(() -> converter.convert(text))
                .hasMessage(
                        "'%s' is no feature source, expected VIEW=TABLE:KEY[+KEY…]:TIME[:TTL]"
                                .formatted(text));
    }
}
