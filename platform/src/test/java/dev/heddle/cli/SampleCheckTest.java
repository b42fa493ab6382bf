package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class SampleCheckTest {
    private final SampleCheck function = new SampleCheck(false);
    private final SampleCheck graph = new SampleCheck(true);

    @Test
    void shouldTellAFunctionsSmallestDifference() throws JsonProcessingException {
        assertThat(function.difference(json("{\"p\":[0.5,1]}"), json("{\"p\":[0.5,1]}"))).isEmpty();
        assertThat(
                        function.difference(
                                json("{\"p\":[0.5,0.1]}"),
                                json("{\"p\":[0.5,0.10000000000000002]}")))
                .contains("p[1] was 0.1 and is 0.10000000000000002");
        assertThat(function.wasExact()).isTrue();
    }

    @Test
    void shouldLetAGraphsNumbersDifferALittle() throws JsonProcessingException {
        assertThat(graph.difference(json("{\"p\":0.5}"), json("{\"p\":0.50001}"))).isEmpty();
        assertThat(graph.wasExact()).isFalse();
        assertThat(graph.difference(json("{\"p\":0.5}"), json("{\"p\":0.51}")))
                .contains("p was 0.5 and is 0.51");
        assertThat(graph.difference(json("{\"label\":\"a\"}"), json("{\"label\":\"b\"}")))
                .contains("label was \"a\" and is \"b\"");
    }

    @Test
    void shouldTellMissingAndAdditionalParts() throws JsonProcessingException {
        assertThat(function.difference(json("{\"a\":1}"), json("{\"b\":1}")))
                .contains("a was 1 and is missing");
        assertThat(function.difference(json("[1]"), json("[1,2]")))
                .contains("the output was [1] and is [1,2]");
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
