package dev.heddle.sketches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sketches.Drift.State;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static final int WINDOWS = 100;

    @Test
    void shouldSeldomFindDriftWhereThereIsNone() {
        // given
        Map<String, Population> populations = DriftStudy.POPULATIONS;

        // when, then
        populations.forEach(
                (name, population) ->
                        assertThat(DriftStudy.falseAlarms(population, WINDOWS, 100, 20_000, 5))
                                .as(name)
                                .hasSizeLessThanOrEqualTo(3));
    }

    @Test
    void shouldFindEveryFieldThatMovedByHalfAStandardDeviation() {
        // given
        Population diabetes = DriftStudy.POPULATIONS.get("diabetes");
        Population flights = DriftStudy.POPULATIONS.get("flights");

        // when, then
        assertThat(DriftStudy.missed(diabetes, 442, 2_000, 3, 6)).isEmpty();
        assertThat(DriftStudy.missed(flights, 2_000, 2_000, 3, 6)).isEmpty();
    }

    private static Drift judge(FieldProfile baseline, FieldProfile window) {
        return new DriftJudgement(DriftOptions.DEFAULT, 4).judge(baseline, window);
    }

    private static double[] constant(int rows, double value) {
        double[] values = new double[rows];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void shouldTellAConstantFromAnother() {
        // given
        FieldProfile baseline = Rows.numbers(constant(100, 5));

        // when
        Drift same = judge(baseline, Rows.numbers(constant(100, 5)));
        Drift less = judge(baseline, Rows.numbers(constant(100, 4)));
        Drift more = judge(baseline, Rows.numbers(constant(100, 6)));

        // then
        assertThat(same.state()).isEqualTo(State.NEAR);
        assertThat(same.stabilityIndex().orElseThrow().value()).isZero();
        assertThat(less.state()).isEqualTo(State.FAR);
        assertThat(more.state()).isEqualTo(State.FAR);
        assertThat(more.stabilityIndex().orElseThrow().isTooLarge()).isTrue();
        assertThat(more.message()).startsWith("input.x: ");
    }

    @Test
    void shouldFindValuesThatAreNew() {
        // given
        String[] before = IntStream.range(0, 500).mapToObj(i -> "v" + i % 5).toArray(String[]::new);
        String[] now = before.clone();
        for (int i = 0; i < 40; i++) {
            now[i] = "new";
        }

        // when
        Drift drift = judge(Rows.texts(before), Rows.texts(now));

        // then
        assertThat(drift.unknown().orElseThrow().value()).isEqualTo(0.08);
        assertThat(drift.unknown().orElseThrow().isTooLarge()).isTrue();
        assertThat(drift.message()).contains("a share of 0.0800 is new");
    }

    @Test
    void shouldFindANewValueInALongTail() {
        // given
        Random random = new Random(9);
        String[] before = new String[20_000];
        Arrays.setAll(before, i -> "v" + (int) Math.pow(5_000, random.nextDouble()));
        String[] now = new String[2_000];
        Arrays.setAll(
                now, i -> i % 10 == 0 ? "new" : "v" + (int) Math.pow(5_000, random.nextDouble()));

        // when
        Drift drift = judge(Rows.texts(before), Rows.texts(now));

        // then
        assertThat(drift.unknown().orElseThrow().value()).isBetween(0.05, 0.15);
        assertThat(drift.unknown().orElseThrow().isTooLarge()).isTrue();
    }

    @Test
    void shouldExpectThatIdentifiersDiffer() {
        // given
        String[] before = IntStream.range(0, 1_000).mapToObj(i -> "a" + i).toArray(String[]::new);
        String[] now = IntStream.range(0, 1_000).mapToObj(i -> "b" + i).toArray(String[]::new);

        // when
        Drift drift = judge(Rows.texts(before), Rows.texts(now));

        // then
        assertThat(drift.state()).isEqualTo(State.NEAR);
        assertThat(drift.stabilityIndex()).isEmpty();
    }

    @Test
    void shouldFindThatValuesAreMissing() {
        // given
        double[] now = constant(400, 1);
        Arrays.fill(now, 0, 60, Double.NaN);

        // when
        Drift drift = judge(Rows.numbers(constant(400, 1)), Rows.numbers(now));
        Drift fewer = judge(Rows.numbers(now), Rows.numbers(constant(400, 1)));

        // then
        assertThat(drift.missing().orElseThrow().value()).isEqualTo(0.15);
        assertThat(drift.state()).isEqualTo(State.FAR);
        assertThat(fewer.state()).isEqualTo(State.NEAR);
    }

    @Test
    void shouldLearnFromFewRows() {
        // given
        FieldProfile few = Rows.numbers(constant(99, 1));
        FieldProfile nothing = Rows.numbers();

        // when, then
        assertThat(judge(few, Rows.numbers(constant(500, 9))).state()).isEqualTo(State.LEARNING);
        assertThat(judge(nothing, nothing).state()).isEqualTo(State.LEARNING);
        assertThat(judge(few, nothing).missing()).isEmpty();
    }

    @Test
    void shouldNotJudgeWhatIsIgnored() {
        // given
        Random random = new Random(4);
        Population population = DriftStudy.POPULATIONS.get("diabetes");
        Profile baseline = population.sample(1_000, random);
        Profile window = population.sample(1_000, random, 0, 30);

        // when
        List<Drift> judged = Drift.between(baseline, window, DriftOptions.DEFAULT);
        List<Drift> ignored =
                Drift.between(
                        baseline, window, DriftOptions.DEFAULT.withIgnored(Set.of("input.age")));

        // then
        assertThat(judged.get(0).state()).isEqualTo(State.FAR);
        assertThat(ignored.get(0).state()).isEqualTo(State.NEAR);
        assertThat(ignored.get(0).stabilityIndex().orElseThrow().isTooLarge()).isTrue();
        assertThat(ignored.get(0).message()).isEmpty();
    }

    @Test
    void shouldLearnWhatTheBaselineDoesNotHave() {
        // given
        Random random = new Random(4);
        Profile window = DriftStudy.POPULATIONS.get("diabetes").sample(200, random);

        // when
        List<Drift> all = Drift.between(Profile.EMPTY, window, DriftOptions.DEFAULT);

        // then
        assertThat(all).hasSize(11).allMatch(drift -> drift.state() == State.LEARNING);
    }

    @Test
    void shouldRaiseDistancesWithTheIndex() {
        // given, when
        DriftOptions options = DriftOptions.DEFAULT.withStabilityIndex(0.4);

        // then
        assertThat(options.kolmogorovSmirnov()).isEqualTo(0.2);
        assertThat(options.jensenShannon()).isEqualTo(0.26);
    }
}
