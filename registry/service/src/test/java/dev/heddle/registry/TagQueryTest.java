package dev.heddle.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.registry.TagQuery.All;
import dev.heddle.registry.TagQuery.And;
import dev.heddle.registry.TagQuery.Is;
import dev.heddle.registry.TagQuery.Or;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TagQueryTest {
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void shouldMatchEverythingWithoutConditions(String text) {
        assertThat(TagQuery.parse(text)).isEqualTo(new All());
    }

    @Test
    void shouldReadConditions() {
        assertThat(TagQuery.parse("team=growth AND stage != 'pre prod'"))
                .isEqualTo(
                        new And(
                                List.of(
                                        new Is("team", "growth", false),
                                        new Is("stage", "pre prod", true))));
    }

    @Test
    void shouldBindAndBeforeOr() {
        assertThat(TagQuery.parse("a=1 or b=2 and c=3"))
                .isEqualTo(
                        new Or(
                                List.of(
                                        new Is("a", "1", false),
                                        new And(
                                                List.of(
                                                        new Is("b", "2", false),
                                                        new Is("c", "3", false))))));
    }

    @Test
    void shouldReadParentheses() {
        assertThat(TagQuery.parse("(a=1 or b=2)and(c=3)"))
                .isEqualTo(
                        new And(
                                List.of(
                                        new Or(
                                                List.of(
                                                        new Is("a", "1", false),
                                                        new Is("b", "2", false))),
                                        new Is("c", "3", false))));
    }

    @Test
    void shouldTakeTagsNamedLikeOperators() {
        assertThat(TagQuery.parse("or=and and order=1"))
                .isEqualTo(
                        new And(List.of(new Is("or", "and", false), new Is("order", "1", false))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "team              | 5  | '=' or '!='",
                "team=             | 6  | a value",
                "team=growth and   | 16 | a tag's name",
                "team=growth or    | 15 | a tag's name",
                "team=growth stage=prod | 13 | 'and', 'or' or the end",
                "(team=growth      | 13 | ')'",
                "team='growth      | 6  | a closing quote",
                "team=a;drop table | 7  | 'and', 'or' or the end",
            })
    void shouldSayWhereAQueryIsWrong(String text, int position, String expected) {
        assertThatThrownBy(() -> TagQuery.parse(text))
                .hasMessageContaining("expected " + expected + " at position " + position);
    }

    @Test
    void shouldLimitConditionsAndDepth() {
        assertThatThrownBy(() -> TagQuery.parse("a=1" + " and a=1".repeat(50)))
                .hasMessageContaining("more than 50 conditions");
        assertThatThrownBy(() -> TagQuery.parse("(".repeat(100_000)))
                .hasMessageContaining("more than 50 conditions");
    }

    @Test
    void shouldBindValuesRatherThanWriteThem() {
        List<String> binds = new ArrayList<>();

        String sql = TagQuery.parse("team=\"x' or 1=1 --\"").toSql(binds);

        assertThat(sql).doesNotContain("1=1");
        assertThat(binds).containsExactly("team", "x' or 1=1 --", "x' or 1=1 --");
    }
}
