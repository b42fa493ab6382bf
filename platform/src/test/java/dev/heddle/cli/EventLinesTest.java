package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.streams.TopicEvent;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventLinesTest {
    @Test
    void shouldTakeALineAsTheValueOrAsAWholeEvent() {
        TopicEvent bare = EventLines.read("{\"page\": \"/home\", \"seconds\": 1.50}", 1);
        TopicEvent whole =
                EventLines.read(
                        """
                        {"key": 42, "value": {"page": "/"}, "time": "2026-11-01T00:00:00Z",
                         "headers": {"trace": "a"}}
                        """,
                        2);
        TopicEvent text = EventLines.read("{\"value\": \"as it is\", \"key\": null}", 3);
        TopicEvent other = EventLines.read("{\"value\": 1, \"unit\": \"km\"}", 4);

        assertThat(bare.value()).isEqualTo("{\"page\": \"/home\", \"seconds\": 1.50}");
        assertThat(bare.key()).isEmpty();
        assertThat(whole.key()).contains("42");
        assertThat(whole.value()).isEqualTo("{\"page\":\"/\"}");
        assertThat(whole.time()).contains(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(whole.headers()).isEqualTo(Map.of("trace", "a"));
        assertThat(text.value()).isEqualTo("as it is");
        assertThat(text.key()).isEmpty();
        assertThat(other.value()).isEqualTo("{\"value\": 1, \"unit\": \"km\"}");
    }

    @Test
    void shouldNameTheLineThatIsNoEvent() {
        assertThatThrownBy(() -> EventLines.read("nonsense", 7))
                .hasMessageStartingWith("line 7 is no JSON: Unrecognized token 'nonsense'");
        assertThatThrownBy(() -> EventLines.read("{\"value\": 1, \"time\": \"noon\"}", 8))
                .hasMessage("line 8: time is 'noon', expected one like 2026-11-01T00:00:00Z");
    }

    @Test
    void shouldPrintWhatIsJsonAsSuch() {
        assertThat(EventLines.write("t", Optional.of("k"), "{\"a\": 1}", Map.of("ce_id", "7")))
                .isEqualTo(
                        "{\"topic\":\"t\",\"key\":\"k\",\"value\":{\"a\":1},\"headers\":{\"ce_id\":\"7\"}}");
        assertThat(EventLines.write("t", Optional.empty(), "hello", Map.of()))
                .isEqualTo("{\"topic\":\"t\",\"key\":null,\"value\":\"hello\"}");
    }
}
