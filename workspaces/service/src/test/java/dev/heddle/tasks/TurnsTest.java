package dev.heddle.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.tasks.Turns.Waiting;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TurnsTest {
    /** Runs {@code a1 a2 b1}: the letter is the owner. */
    private static List<Waiting> waiting(String... ids) {
        return Arrays.stream(ids).map(id -> new Waiting(id, id.substring(0, 1))).toList();
    }

    @Test
    void shouldLetWhoWaitsLongestGoFirst() {
        assertThat(Turns.next(waiting("a1", "a2", "b1"), Map.of(), 2, 10))
                .containsExactly("a1", "a2");
    }

    @Test
    void shouldLetOthersPassWhoeverHasManyAlready() {
        assertThat(Turns.next(waiting("a1", "a2", "a3", "b1", "c1"), Map.of("a", 1), 3, 2))
                .containsExactly("a1", "b1", "c1");
    }

    @Test
    void shouldUseEveryPlaceIfNobodyElseWaits() {
        assertThat(Turns.next(waiting("a1", "a2", "a3"), Map.of("a", 2), 3, 2))
                .containsExactly("a1", "a2", "a3");
    }

    @Test
    void shouldTakeTurnsAmongThoseWhoHaveMany() {
        assertThat(Turns.next(waiting("a1", "a2", "a3", "b1", "b2"), Map.of("a", 3), 4, 1))
                .containsExactly("b1", "b2", "a1", "a2");
        assertThat(Turns.next(waiting("a1", "a2", "b1", "b2"), Map.of(), 4, 1))
                .containsExactly("a1", "b1", "a2", "b2");
    }

    @Test
    void shouldLetNobodyBeginWithoutAPlace() {
        assertThat(Turns.next(waiting("a1"), Map.of(), 0, 1)).isEmpty();
        assertThat(Turns.next(waiting("a1"), Map.of(), -3, 1)).isEmpty();
    }
}
