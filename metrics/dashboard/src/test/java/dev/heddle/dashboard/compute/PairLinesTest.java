package dev.heddle.dashboard.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PairLinesTest {
    @Test
    void shouldReadALineForEachPair() {
        assertThat(PairLines.pairs("Environment", "A=1\r\n\n B = x=y \nC="))
                .containsExactly(Map.entry("A", "1"), Map.entry("B", " x=y "), Map.entry("C", ""));
        assertThat(PairLines.pairs("Environment", " \n")).isEmpty();
    }

    @Test
    void shouldSayWhichLineIsWrongWithoutItsValue() {
        assertThatThrownBy(() -> PairLines.pairs("Environment", "A=1\n=secret"))
                .hasMessage("Line 2 of Environment has no name before a '=', expected NAME=value");
        assertThatThrownBy(() -> PairLines.pairs("Tags", "team=a\nteam=secret"))
                .hasMessage("Line 2 of Tags names 'team' again, expected every name once");
    }

    @Test
    void shouldWriteByNameWhatItReads() {
        Map<String, String> pairs = Map.of("B", " 2 ", "A", "x=y", "C", "");

        assertThat(PairLines.text(pairs)).isEqualTo("A=x=y\nB= 2 \nC=");
        assertThat(PairLines.pairs("Environment", PairLines.text(pairs))).isEqualTo(pairs);
    }
}
