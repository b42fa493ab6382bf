package dev.heddle.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.Page;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageRequestTest {
    @Test
    void shouldContinueAfterTheLastItem() {
        Page<String> page = PageRequest.of(2, null).page(List.of("a", "b/ü", "c"), item -> item);

        assertThat(page.items()).containsExactly("a", "b/ü");
        assertThat(PageRequest.of(2, page.nextPageToken().orElseThrow()).after()).contains("b/ü");
    }

    @Test
    void shouldEndWithTheLastPage() {
        assertThat(PageRequest.of(2, "").page(List.of("a", "b"), item -> item))
                .isEqualTo(new Page<>(List.of("a", "b"), java.util.Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1001})
    void shouldRefuseOtherLimits(int limit) {
        assertThatThrownBy(() -> PageRequest.of(limit, null))
                .hasMessageContaining("limit is " + limit + ", expected 1 to 1000");
    }

    @Test
    void shouldRefuseTokensThatItDidNotGiveOut() {
        assertThatThrownBy(() -> PageRequest.of(1, "~~~")).hasMessageContaining("pageToken");
        assertThatThrownBy(() -> PageRequest.of(1, "YWJj").afterNumber(0))
                .hasMessageContaining("pageToken");
    }
}
