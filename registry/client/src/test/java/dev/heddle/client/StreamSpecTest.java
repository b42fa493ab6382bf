package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.streams.Delivery;
import dev.heddle.client.streams.RetryRule;
import dev.heddle.client.streams.StartAt;
import dev.heddle.client.streams.StreamSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamSpecTest {
    private final ObjectMapper json = HeddleJson.mapper();

    @Test
    void shouldFillInWhatIsLeftOut() throws Exception {
        StreamSpec spec =
                json.readValue(
                        """
                        {"name": "clicks", "model": "clicks/3", "topics": ["clicks"],
                         "group": "growth", "retries": {"a.B": {"attempts": 4, "outage": true}}}
                        """,
                        StreamSpec.class);

        assertThat(spec.delivery()).isEqualTo(Delivery.AT_LEAST_ONCE);
        assertThat(spec.startAt()).isEqualTo(StartAt.EARLIEST);
        assertThat(spec.parallelism()).isEqualTo(8);
        assertThat(spec.maxBatch()).isEqualTo(500);
        assertThat(spec.maxWait()).isEqualTo(Duration.ZERO);
        assertThat(spec.retries().get("a.B"))
                .isEqualTo(new RetryRule(4, Duration.ofMillis(100), Duration.ofSeconds(10), true));
        assertThat(spec.deadLetters("clicks")).isEqualTo("clicks.growth.dlq");
        assertThat(json.readValue(json.writeValueAsString(spec), StreamSpec.class)).isEqualTo(spec);
        assertThat(spec).isEqualTo(spec.withModel("clicks/4").withModel("clicks/3"));
    }

    @Test
    void shouldNameWhatIsWrong() {
        assertThatThrownBy(() -> StreamSpec.of("a b", "m/1", "t", "g"))
                .hasMessageStartingWith("name is 'a b', expected 1 to 100 letters");
        assertThatThrownBy(() -> StreamSpec.of("a", "", "t", "g"))
                .hasMessage("model is empty, expected a version: clicks/3, churn@champion");
        assertThatThrownBy(() -> StreamSpec.of("a", "m/1", "t/u", "g"))
                .hasMessageStartingWith("topic is 't/u'");
        assertThatThrownBy(() -> StreamSpec.of("a", "m/1", "t", null))
                .hasMessageStartingWith("group is 'null'");
        assertThatThrownBy(
                        () ->
                                json.readValue(
                                        """
                                        {"name": "a", "model": "m", "topics": ["t"], "group": "g",
                                         "output": "t"}
                                        """,
                                        StreamSpec.class))
                .hasMessageContaining("output is 't', which the stream reads itself");
        assertThatThrownBy(
                        () ->
                                json.readValue(
                                        """
                                        {"name": "a", "model": "m", "topics": ["t"], "group": "g",
                                         "parallelism": 513}
                                        """,
                                        StreamSpec.class))
                .hasMessageContaining("parallelism is from 1 to 512, got 513");
    }
}
