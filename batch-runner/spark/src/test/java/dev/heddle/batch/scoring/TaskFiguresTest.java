package dev.heddle.batch.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.model.Figure;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskFiguresTest {
    private static TaskFigures with(String name, Figure figure) {
        TaskFigures figures = new TaskFigures();
        figures.add(Map.of(name, figure));
        return figures;
    }

    @Test
    void shouldAddUpWhatTasksReport() {
        TaskFigures all = new TaskFigures();

        all.merge(with("margin", new Figure(2, 3, 1, 2)));
        all.merge(with("margin", new Figure(1, -5, -5, -5)));
        all.merge(with("rows", Figure.of(7)));

        assertThat(all.value())
                .containsEntry("margin", new Figure(3, -2, -5, 2))
                .containsEntry("rows", Figure.of(7))
                .hasSize(2);
    }

    @Test
    void shouldLeaveItsCopiesAlone() {
        TaskFigures figures = with("margin", Figure.of(1));
        TaskFigures copy = figures.copy();

        figures.add(Map.of("margin", Figure.of(2)));
        boolean isEmpty = figures.copyAndReset().isZero();

        assertThat(copy.value()).containsEntry("margin", Figure.of(1));
        assertThat(figures.value()).containsEntry("margin", new Figure(2, 3, 1, 2));
        assertThat(isEmpty).isTrue();
    }

    @Test
    void shouldDropWhatIsReportedOutsideOfTasks() {
        TaskFigures figures = new TaskFigures();

        TaskFigures.METRICS.record("margin", 1);

        assertThat(figures.isZero()).isTrue();
    }

    @Test
    void shouldKeepABoundedNumberOfNames() {
        TaskFigures figures = new TaskFigures();

        for (int i = 0; i < 200; i++) {
            figures.add(Map.of("name" + i, Figure.of(i)));
        }

        assertThat(figures.value()).hasSize(100);
    }
}
