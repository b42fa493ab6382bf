package dev.heddle.mlflow.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.mlflow.search.Term.Kind;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {
    private static final Language RUNS =
            new Language(
                    Set.of(Kind.METRIC, Kind.PARAMETER, Kind.TAG, Kind.ATTRIBUTE, Kind.DATASET),
                    Set.of("run_id", "run_name", "status"),
                    Set.of("start_time"),
                    Set.of("run_name", "start_time"),
                    Map.of("Created", "start_time", "run name", "run_name"),
                    Set.of("run_id"),
                    Set.of(Kind.TAG, Kind.PARAMETER));

    @Test
    void shouldFindNoConditionInAnEmptyFilter() {
        assertThat(RUNS.filter("")).isEmpty();
        assertThat(RUNS.filter(null)).isEmpty();
        assertThat(RUNS.filter("  \n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    metrics.accuracy > 0.72          | METRIC    | accuracy   | GREATER     | Number[value=0.72, isInteger=false]
                    metric.a=-1e-3                   | METRIC    | a          | EQUAL       | Number[value=-0.001, isInteger=false]
                    metrics.`a b/c` <> 3             | METRIC    | a b/c      | NOT_EQUAL   | Number[value=3.0, isInteger=true]
                    metrics.a.b.c <= .5              | METRIC    | a.b.c      | LESS_OR_EQUAL | Number[value=0.5, isInteger=false]
                    `metrics`.`a` >= 1               | METRIC    | a          | GREATER_OR_EQUAL | Number[value=1.0, isInteger=true]
                    params."my param" = 'x'          | PARAMETER | my param   | EQUAL       | Text[value=x]
                    parameters.x != "it's"           | PARAMETER | x          | NOT_EQUAL   | Text[value=it's]
                    tag.mlflow.user LIKE '%ann%'     | TAG       | mlflow.user | LIKE       | Text[value=%ann%]
                    tags.`a` iLike 'B'               | TAG       | a          | ILIKE       | Text[value=B]
                    tags.a is null                   | TAG       | a          | IS_NULL     | None[]
                    tags.a IS  NOT  NULL             | TAG       | a          | IS_NOT_NULL | None[]
                    run.status = 'FINISHED'          | ATTRIBUTE | status     | EQUAL       | Text[value=FINISHED]
                    Created < 12                     | ATTRIBUTE | start_time | LESS        | Number[value=12.0, isInteger=true]
                    attr.`run name` = ''             | ATTRIBUTE | run_name   | EQUAL       | Text[value=]
                    run_id IN ('a','b',)             | ATTRIBUTE | run_id     | IN          | Texts[values=[a, b]]
                    run_id not in ("a")              | ATTRIBUTE | run_id     | NOT_IN      | Texts[values=[a]]
                    datasets.name = 'wine'           | DATASET   | name       | EQUAL       | Text[value=wine]
                    """)
    void shouldReadACondition(
            String filter, Kind kind, String key, Comparator comparator, String operand) {
        List<Condition> conditions = RUNS.filter(filter);

        assertThat(conditions)
                .singleElement()
                .satisfies(
                        condition -> {
                            assertThat(condition.term()).isEqualTo(new Term(kind, key));
                            assertThat(condition.comparator()).isEqualTo(comparator);
                            assertThat(condition.operand()).hasToString(operand);
                        });
    }

    @Test
    void shouldReadConditionsThatAllMustHold() {
        assertThat(RUNS.filter("metrics.a > 1 and params.b = 'and' AND tags.c = 'd'")).hasSize(3);
        assertThat(RUNS.filter("metrics.a > 1 and ")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    metrics.a > 1 or metrics.b > 1 | Invalid clause(s) in filter string: 'or metrics.b > 1' (at position 15), expected AND
                    metrics.a >                    | Invalid clause(s) in filter string: it ends early (at position 12), expected a value
                    metrics.a                      | Invalid clause(s) in filter string: it ends early (at position 10), expected a comparator
                    metrics.a ~ 1                  | Invalid clause(s) in filter string: '~ 1' (at position 11), expected a comparator
                    tags.a = 'b                    | Invalid clause(s) in filter string: ''b' (at position 10), expected a closing quote
                    models.a = 'b'                 | Invalid entity type 'models'. Valid values are [metric, parameter, tag, attribute, dataset] (at position 1)
                    color = 'b'                    | Invalid attribute key 'color' specified. Valid keys are [run_id, run_name, start_time, status] (at position 1)
                    metrics.a = 'b'                | Expected numeric value type for metric. Found 'b' (at position 11)
                    params.a = 1                   | Expected a quoted string value for parameter (e.g. 'my-value'). Got value 1 (at position 10)
                    params.a = b                   | Expected a quoted string value for parameter (e.g. 'my-value'). Got value b (at position 12)
                    start_time = 'b'               | Expected numeric value type for numeric attribute: start_time. Found 'b' (at position 12)
                    metrics.a LIKE 1               | Invalid comparator 'LIKE' not one of ['=', '!=', '<', '<=', '>', '>='] (at position 11)
                    tags.a > 'b'                   | Invalid comparator '>' not one of ['=', '!=', 'LIKE', 'ILIKE'] (at position 8)
                    status IN ('a')                | Only [run_id] attributes support comparison with a list of quoted string values. (at position 8)
                    metrics.a is null              | IS NULL / IS NOT NULL is only supported for tags and params, not for 'metric' 'a' (at position 11)
                    dataset.x = 'a'                | Invalid dataset key 'x' specified. Valid keys are [context, digest, name] (at position 1)
                    run_id IN ()                   | While parsing a list in the query, expected a non-empty list of string values, but got empty list (at position 11)
                    run_id IN (1)                  | While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list (at position 12)
                    run_id IN ('a' 'b')            | While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list. (at position 16)
                    """)
    void shouldSayWhereAFilterIsWrong(String filter, String message) {
        assertThatThrownBy(() -> RUNS.filter(filter))
                .isInstanceOf(HeddleException.class)
                .hasMessage(message)
                .extracting(e -> ((HeddleException) e).code())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void shouldBoundTheConditions() {
        String many = String.join(" and ", java.util.Collections.nCopies(101, "metrics.a > 1"));

        assertThatThrownBy(() -> RUNS.filter(many)).hasMessageContaining("more than 100");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    metrics.`a b` DESC | METRIC    | a b        | false
                    tags.a             | TAG       | a          | true
                    start_time asc     | ATTRIBUTE | start_time | true
                    Created desc       | ATTRIBUTE | start_time | false
                    """)
    void shouldReadAnOrder(String clause, Kind kind, String key, boolean isAscending) {
        assertThat(RUNS.order(clause)).isEqualTo(new Order(new Term(kind, key), isAscending));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    metrics.a up        | Invalid ordering key in order_by clause 'metrics.a up' (at position 11)
                    metrics.a desc desc | Invalid order_by clause 'metrics.a desc desc'. Could not be parsed (at position 16)
                    = a                 | Invalid order_by clause '= a'. Could not be parsed (at position 1)
                    status              | Invalid attribute key 'status' specified. Valid keys are [run_name, start_time] (at position 1)
                    """)
    void shouldSayWhatIsNoOrder(String clause, String message) {
        assertThatThrownBy(() -> RUNS.order(clause)).hasMessage(message);
    }

    @Test
    void shouldBecomeSqlWithBoundValues() {
        List<Object> binds = new ArrayList<>();

        String sql = RUNS.filter("tags.a LIKE 'x%'").get(0).sql("t.value", binds);

        assertThat(sql).isEqualTo("t.value like ? escape ''");
        assertThat(binds).containsExactly("x%");
    }
}
