package dev.heddle.client.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heddle.client.runs.Curve.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Curves and confusion matrices that runs store. */
final class CurveTest {
    private static final double[] SCORES = {0.1, 0.4, 0.35, 0.8};
    private static final boolean[] OUTCOMES = {false, false, true, true};

    @Test
    void shouldFindTheCurvesOfScores() {
        // The example of scikit-learn's roc_curve: an area of 0.75.
        Curve roc = Curve.of(Kind.ROC, SCORES, OUTCOMES);
        assertThat(roc.x()).containsExactly(0.0, 0.0, 0.5, 0.5, 1.0);
        assertThat(roc.y()).containsExactly(0.0, 0.5, 0.5, 1.0, 1.0);
        assertThat(roc.area()).isCloseTo(0.75, within(1e-12));
        Curve precision = Curve.of(Kind.PRECISION_RECALL, SCORES, OUTCOMES);
        assertThat(precision.x()).containsExactly(0.0, 0.5, 0.5, 1.0, 1.0);
        assertThat(precision.y()).containsExactly(1.0, 1.0, 0.5, 2.0 / 3, 0.5);
    }

    @Test
    void shouldTakeEqualScoresAtOnceAndThinMany() {
        Curve ties = Curve.of(Kind.ROC, new double[] {1, 1, 1}, new boolean[] {true, false, true});
        assertThat(ties.x()).containsExactly(0.0, 1.0);
        Random random = new Random(5);
        double[] scores = random.doubles(50_000).toArray();
        boolean[] outcomes = new boolean[scores.length];
        for (int i = 0; i < scores.length; i++) {
            outcomes[i] = random.nextDouble() < scores[i];
        }
        Curve many = Curve.of(Kind.ROC, scores, outcomes);
        assertThat(many.x()).hasSize(1_000).startsWith(0.0).endsWith(1.0);
        assertThat(many.area()).isCloseTo(5.0 / 6, within(0.01));
    }

    @Test
    void shouldRefuseWhatIsNoCurve() {
        assertThatThrownBy(() -> Curve.roc(List.of(0.0), List.of()))
                .hasMessageContaining("expected as many");
        assertThatThrownBy(() -> Curve.roc(List.of(1.5), List.of(0.0)))
                .hasMessageContaining("expected 0 to 1");
        assertThatThrownBy(() -> Curve.of(Kind.ROC, new double[] {1}, new boolean[] {true}))
                .hasMessageContaining("1 positive and 0 negative");
        assertThatThrownBy(() -> JsonFile.path("roc.txt")).hasMessageContaining(".json");
    }

    @Test
    void shouldCountConfusions() throws IOException {
        Confusion confusion =
                Confusion.of(List.of("cat", "dog", "cat"), List.of("cat", "cat", "bird"));
        assertThat(confusion.labels()).containsExactly("bird", "cat", "dog");
        assertThat(confusion.matrix())
                .containsExactly(List.of(0L, 0L, 0L), List.of(1L, 1L, 0L), List.of(0L, 1L, 0L));
        try (InputStream content = confusion.content().open()) {
            assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(
                            "{\"labels\":[\"bird\",\"cat\",\"dog\"],\"matrix\":[[0,0,0],[1,1,0],[0,1,0]]}");
        }
        assertThatThrownBy(() -> new Confusion(List.of("a"), List.of()))
                .hasMessageContaining("1 lines of 1 counts");
        assertThatThrownBy(() -> new Confusion(List.of("a"), List.of(List.of(-1L))))
                .hasMessageContaining("negative");
    }
}
