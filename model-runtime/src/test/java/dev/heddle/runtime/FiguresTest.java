package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.model.Figure;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private final Figures figures = new Figures();

    @Test
    void shouldAddUpByName() {
        figures.record("margin", -0.5);
        figures.record("margin", 2);
        figures.record("rows", 3);

        assertThat(figures.take())
                .containsEntry("margin", new Figure(2, 1.5, -0.5, 2))
                .containsEntry("rows", Figure.of(3))
                .hasSize(2);
    }

    @Test
    void shouldBeginAnewOnceItWasTaken() {
        figures.record("margin", 5);
        figures.take();
        figures.record("margin", 1);

        assertThat(figures.take()).containsEntry("margin", Figure.of(1));
        assertThat(figures.take()).isEmpty();
    }

    @Test
    void shouldDropWhatIsNoFigure() {
        figures.record("nan", Double.NaN);
        figures.record("infinite", Double.POSITIVE_INFINITY);
        figures.record("1st", 1);
        figures.record("a b", 1);
        figures.record(null, 1);

        assertThat(figures.take()).isEmpty();
    }

    @Test
    void shouldKeepABoundedNumberOfNames() {
        for (int i = 0; i < 1_000; i++) {
            figures.record("name" + i, i);
        }

        assertThat(figures.take()).hasSize(Figures.MOST_NAMES);
    }

    @Test
    void shouldLoseNothingOfManyThreads() {
        CompletableFuture<?>[] threads = new CompletableFuture<?>[8];
        for (int t = 0; t < threads.length; t++) {
            threads[t] =
                    CompletableFuture.runAsync(
                            () -> {
                                for (int i = 0; i < 10_000; i++) {
                                    figures.record("n", i % 10);
                                }
                            });
        }
        CompletableFuture.allOf(threads).join();

        assertThat(figures.take()).containsEntry("n", new Figure(80_000, 360_000, 0, 9));
    }
}
