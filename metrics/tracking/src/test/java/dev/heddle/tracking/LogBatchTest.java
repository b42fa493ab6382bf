package dev.heddle.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogBatchTest {
    private static LogBatch read(String json) {
        return LogBatch.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldReadNumbersHoweverTheyAreWritten() {
        LogBatch batch =
                read(
                        """
                        {'run_id': 'r', 'metrics': [
                          {'key': 'a', 'value': 1, 'timestamp': 5, 'step': '7'},
                          {'key': 'b', 'value': '-Infinity', 'timestamp': 5.0},
                          {'key': 'a', 'value': NaN, 'timestamp': '6', 'step': null}]}
                        """);

        assertThat(batch.points().keys()).containsExactly("a", "b");
        assertThat(batch.points().keyIndexes()).containsExactly(1, 2, 1);
        assertThat(batch.points().values())
                .containsExactly(1, Double.NEGATIVE_INFINITY, Double.NaN);
        assertThat(batch.points().timestamps()).containsExactly(5, 5, 6);
        assertThat(batch.points().steps()).containsExactly(7, 0, 0);
    }

    @Test
    void shouldKnowTheLatestPointOfEachMetric() {
        Points points =
                TrackingFixture.points(
                        Metric.of("a", 1, 10, 2),
                        Metric.of("a", 2, 11, 2),
                        Metric.of("a", 9, 99, 1),
                        Metric.of("b", 1, 1, 1),
                        Metric.of("b", 2, 1, 1));

        assertThat(points.latest()).containsExactly(1, 4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    []                                                                     | The request's body is no JSON object.
                    {'run_id': 1}                                                          | Invalid value 1 for parameter 'run_id' supplied
                    {'metrics': []}                                                        | Missing value for required parameter 'run_id'.
                    {'run_id': 'r', 'metrics': {}}                                         | Invalid value … for parameter 'metrics' supplied
                    {'run_id': 'r', 'metrics': [{'value': 1, 'timestamp': 1}]}             | Missing value for required parameter 'metrics[0].key'.
                    {'run_id': 'r', 'metrics': [{'key': 'a', 'timestamp': 1}]}             | Missing value for required parameter 'metrics[0].value'.
                    {'run_id': 'r', 'metrics': [{'key': 'a', 'value': 1}]}                 | Missing value for required parameter 'metrics[0].timestamp'.
                    {'run_id': 'r', 'metrics': [{'key': 'a', 'value': 'x'}]}               | Invalid value "x" for parameter 'metrics[0].value' supplied
                    {'run_id': 'r', 'metrics': [{'key': 'a/../b', 'value': 1, 'timestamp': 1}]} | Invalid value "a/../b" for parameter 'metrics[0].name' supplied: Names may be treated as files
                    {'run_id': 'r', 'metrics': [{'key': 'a?', 'value': 1, 'timestamp': 1}]} | Invalid value "a?" for parameter 'metrics[0].name' supplied: Names may only contain
                    {'run_id': 'r', 'metrics': [{'key': 'a', 'value': 1, 'timestamp': -1}]} | Invalid value -1 for parameter 'metrics[0].timestamp' supplied: metric 'a' (value=1.0). Timestamp must be a nonnegative long
                    {'run_id': 'r', 'metrics': [{'key': 'a', 'value': 1, 'timestamp': 99999999999999999999}]} | Invalid value 99999999999999999999 for parameter 'metrics[0].timestamp'
                    {'run_id': 'r', 'params': [{'value': 'x'}]}                            | Missing value for required parameter 'params[0].key'.
                    {'run_id': 'r', 'params': [{'key': 'a'}, {'key': 'a'}]}                | Duplicate parameter keys have been submitted: ['a'].
                    {'run_id': 'r', 'tags': [{'key': 'a', 'value': 1}]}                    | Invalid value 1 for parameter 'tags[0].value' supplied:  Hint: Value was of type 'int'.
                    {'run_id': 'r', 'tags': [{'key': 'a', 'value': 'x\\ud834'}]}           | Invalid value for parameter 'tags[0].value' supplied: it has half of a character.
                    {'run_id': 'r', 'tags': [                                              | The request's body is no JSON: line 1
                    """)
    void shouldSayWhatIsWrong(String json, String message) {
        assertThatThrownBy(() -> read(json)).hasMessageStartingWith(message);
    }

    @Test
    void shouldBoundWhatOneRequestLogs() {
        String metric = "{'key': 'a', 'value': 1, 'timestamp': 1}";

        assertThatThrownBy(() -> read("{'run_id': 'r', 'metrics': [" + many(metric, 1_001) + "]}"))
                .hasMessageStartingWith(
                        "A batch logging request can contain at most 1000 metrics. Got 1001 metrics.");
        assertThatThrownBy(
                        () ->
                                read(
                                        "{'run_id': 'r', 'tags': ["
                                                + many("{'key': 'a', 'value': 'b'}", 101)
                                                + "]}"))
                .hasMessageContaining("at most 100 tags");
        assertThatThrownBy(
                        () ->
                                read(
                                        "{'run_id': 'r', 'tags': [{'key': 'a', 'value': 'b'}], 'metrics': ["
                                                + many(metric, 1_000)
                                                + "]}"))
                .hasMessageContaining("at most 1000 metrics, params, and tags");
        assertThatThrownBy(() -> LogBatch.read(new byte[1_000_001]))
                .hasMessageContaining("at most 1000000 bytes");
    }

    @Test
    void shouldCutValuesThatAreTooLong() {
        LogBatch batch =
                read(
                        "{'run_id': 'r', 'params': [{'key': 'a', 'value': '%s'}], 'tags': [{'key': 'a', 'value': '%s'}]}"
                                .formatted("\uD834\uDD1E".repeat(6_001), "x".repeat(8_001)));

        assertThat(batch.parameters())
                .containsExactly(new KeyValue("a", "\uD834\uDD1E".repeat(6_000)));
        assertThat(batch.tags()).containsExactly(new KeyValue("a", "x".repeat(8_000)));
    }

    private static String many(String item, int count) {
        return IntStream.range(0, count).mapToObj(i -> item).collect(Collectors.joining(","));
    }
}
