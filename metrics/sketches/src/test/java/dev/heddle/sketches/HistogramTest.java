package dev.heddle.sketches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heddle.sketches.Histogram.Bin;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void shouldPutNumbersIntoRoundBinsOfBoth() {
        // given
        FieldProfile window =
                Rows.numbers(DoubleStream.iterate(0, i -> i + 1).limit(100).toArray());
        FieldProfile baseline =
                Rows.numbers(DoubleStream.iterate(50, i -> i + 1).limit(100).toArray());

        // when
        List<Bin> bins = Histogram.of(window, Optional.of(baseline));

        // then
        assertThat(bins).first().extracting(Bin::label).isEqualTo("0 – 20");
        assertThat(bins).last().extracting(Bin::label).isEqualTo("140 – 160");
        assertThat(bins.get(1).window()).isCloseTo(0.2, within(1e-9));
        assertThat(bins.get(2).baseline().orElseThrow()).isCloseTo(0.1, within(1e-9));
        assertThat(bins.stream().mapToDouble(Bin::window).sum()).isCloseTo(1, within(1e-9));
    }

    @Test
    void shouldNameOutliersByTheirBound() {
        // given
        double[] values = new Random(3).doubles(1_000).toArray();
        values[0] = -1e9;
        values[1] = 1e9;

        // when
        List<Bin> bins = Histogram.of(Rows.numbers(values), Optional.empty());

        // then
        assertThat(bins).hasSizeBetween(10, 16);
        assertThat(bins).first().extracting(Bin::label).isEqualTo("below 0");
        assertThat(bins).last().extracting(Bin::label).isEqualTo("1 or more");
        assertThat(bins).allMatch(bin -> bin.baseline().isEmpty());
    }

    @Test
    void shouldGiveFewNumbersABinEach() {
        // given
        FieldProfile window = Rows.numbers(1, 1, 2, -0.0, 0.0);

        // when
        List<Bin> bins = Histogram.of(window, Optional.of(Rows.numbers(2, 7)));

        // then
        assertThat(bins).extracting(Bin::label).containsExactly("0", "1", "2", "7");
        assertThat(bins)
                .extracting(bin -> Math.round(100 * bin.window()))
                .containsExactly(40L, 40L, 20L, 0L);
        assertThat(bins)
                .extracting(bin -> bin.baseline().orElseThrow())
                .containsExactly(0.0, 0.0, 0.5, 0.5);
    }

    @Test
    void shouldPutRareValuesTogether() {
        // given
        String[] values =
                Stream.concat(
                                IntStream.range(0, 100).mapToObj(i -> "often"),
                                IntStream.range(0, 100).mapToObj(i -> "once " + i))
                        .toArray(String[]::new);

        // when
        List<Bin> bins = Histogram.of(Rows.texts(values), Optional.of(Rows.texts("new")));

        // then
        assertThat(bins).hasSize(16);
        assertThat(bins.get(0).label()).isEqualTo("new");
        assertThat(bins.get(0).window()).isZero();
        assertThat(bins.get(1).window()).isEqualTo(0.5);
        assertThat(bins.get(15).label()).isEqualTo("all others");
        assertThat(bins.stream().mapToDouble(Bin::window).sum()).isCloseTo(1, within(1e-9));
    }

    @Test
    void shouldHaveNoBinsOfNothing() {
        // given
        FieldProfile nothing = Rows.numbers(Double.NaN);

        // when, then
        assertThat(Histogram.of(nothing, Optional.of(nothing))).isEmpty();
    }

    @Property(tries = 200)
    void shouldShareOutNumbersOfAnySize(@ForAll @Size(min = 1, max = 60) double[] values) {
        // given
        FieldProfile window = Rows.numbers(values);

        // when
        List<Bin> bins = Histogram.of(window, Optional.of(window));

        // then
        assertThat(bins).hasSizeLessThanOrEqualTo(18);
        assertThat(bins.stream().mapToDouble(Bin::window).sum())
                .isCloseTo(window.present() > 0 ? 1 : 0, within(1e-9));
    }
}
