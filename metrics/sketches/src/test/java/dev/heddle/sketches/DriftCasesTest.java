package dev.heddle.sketches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Figures beside those that SciPy has for the same samples; see src/test/python/cases.py. */
class DriftCasesTest {
    private static final double EXACT = 1e-9;

    @Test
    void shouldFindWhatSciPyFinds() throws IOException {
        // given
        List<String[]> cases;
        try (InputStream in = DriftCasesTest.class.getResourceAsStream("/drift-cases.csv")) {
            String all =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            cases = all.lines().map(line -> line.split(",")).toList();
        }

        // when, then
        assertThat(cases).hasSizeGreaterThan(300);
        for (String[] each : cases) {
            double expected = Double.parseDouble(each[1]);
            assertThat(found(each))
                    .as("%s of %s", each[0], each[2])
                    .isCloseTo(expected, within(EXACT * Math.max(1, Math.abs(expected))));
        }
    }

    private static double found(String[] each) {
        return switch (each[0]) {
            case "chi2" ->
                    Probability.chiSquared(Double.parseDouble(each[2]), Integer.parseInt(each[3]));
            case "normal" -> Probability.normal(Double.parseDouble(each[2]));
            case "ks" -> distance(numbers(each[2]), numbers(each[3]));
            case "mean" -> Rows.numbers(numbers(each[2])).mean().orElseThrow();
            case "variance" -> Rows.numbers(numbers(each[2])).variance().orElseThrow();
            case "quantile" ->
                    Rows.numbers(numbers(each[3]))
                            .quantile(Double.parseDouble(each[2]))
                            .orElseThrow();
            case "jensen-shannon" -> shares(each).jensenShannon();
            case "psi" -> shares(each).stabilityIndex();
            default -> throw new IllegalArgumentException(each[0]);
        };
    }

    private static double distance(double[] baseline, double[] window) {
        DriftJudgement judgement = new DriftJudgement(DriftOptions.DEFAULT, 4);
        return judgement
                .judge(Rows.numbers(baseline), Rows.numbers(window))
                .kolmogorovSmirnov()
                .orElseThrow()
                .value();
    }

    private static Shares shares(String[] each) {
        double[] baseline = numbers(each[2]);
        double[] window = numbers(each[3]);
        double before = Arrays.stream(baseline).sum();
        double now = Arrays.stream(window).sum();
        return new Shares(
                Arrays.stream(baseline).map(count -> count / before).toArray(),
                Arrays.stream(window).map(count -> count / now).toArray(),
                before,
                now);
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }
}
