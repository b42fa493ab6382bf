package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.cli.OutcomeFile.OutcomeType;
import dev.heddle.client.monitors.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomeFileTest {
    private static OutcomeFile file(String text, boolean isCsv, OutcomeType type) {
        return new OutcomeFile(
                new BufferedReader(new StringReader(text)), isCsv, Optional.ofNullable(type));
    }

    private static List<Outcome> csv(String text) throws IOException {
        return file(text, true, null).next(100);
    }

    @Test
    void shouldReadJsonLinesSomeAtATime() throws IOException {
        OutcomeFile file =
                file(
                        """
                        {"requestId": "a", "outcome": true}

                        {"requestId": "b", "index": 2, "outcome": 1.5, "time": "2026-11-01T00:00:00Z"}
                        {"requestId": "c", "outcome": "x"}
                        """,
                        false,
                        null);

        List<Outcome> first = file.next(2);
        int line = file.lineNumber();

        assertThat(first).extracting(Outcome::requestId).containsExactly("a", "b");
        assertThat(first.get(0).index()).isZero();
        assertThat(first.get(1).index()).isEqualTo(2);
        assertThat(first.get(1).time()).hasValue(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(line).isEqualTo(3);
        assertThat(file.next(2)).extracting(Outcome::requestId).containsExactly("c");
        assertThat(file.next(2)).isEmpty();
    }

    @Test
    void shouldNameALineThatIsNoOutcome() {
        assertThatThrownBy(() -> file("{\"requestId\": \"a\"}\n", false, null).next(1))
                .hasMessageStartingWith("line 1: it is no {\"requestId\"");
        assertThatThrownBy(() -> file("\n{{\n", false, null).next(1))
                .hasMessageStartingWith("line 2: ");
    }

    @Test
    void shouldReadCsvByWhatItsOutcomesAre() throws IOException {
        assertThat(csv("requestId,outcome\na,TRUE\nb,false\n"))
                .extracting(outcome -> outcome.outcome().toString())
                .containsExactly("true", "false");
        assertThat(csv("outcome,requestId,index\n1,a,3\n2.5,b,\n"))
                .extracting(outcome -> outcome.outcome().toString(), Outcome::index)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("1", 3),
                        org.assertj.core.groups.Tuple.tuple("2.5", 0));
        assertThat(csv("requestId,outcome\n\"a\",\"x, \"\"y\"\"\"\nb,1\n"))
                .extracting(outcome -> outcome.outcome().toString())
                .containsExactly("\"x, \\\"y\\\"\"", "\"1\"");
        assertThat(file("requestId,outcome\na,1\n", true, OutcomeType.TEXT).next(10))
                .extracting(outcome -> outcome.outcome().isTextual())
                .containsExactly(true);
    }

    @Test
    void shouldSayWhatIsWrongWithCsv() {
        assertThatThrownBy(() -> csv("id,outcome\n"))
                .hasMessageContaining("line 1: expected a header");
        assertThatThrownBy(() -> csv("requestId,outcome,weight\n"))
                .hasMessageContaining("there is no column weight");
        assertThatThrownBy(() -> csv("requestId,outcome\na\n"))
                .hasMessage("line 2: it has 1 cells, expected 2");
        assertThatThrownBy(() -> csv("requestId,outcome,index\na,1,x\n"))
                .hasMessageContaining("the index is 'x'");
        assertThatThrownBy(
                        () ->
                                file("requestId,outcome\na,1\nb,x\n", true, OutcomeType.NUMBER)
                                        .next(10))
                .hasMessage("line 3: the outcome is 'x', expected a number as before; see --type");
        assertThatThrownBy(() -> csv("requestId,outcome,time\na,1,today\n"))
                .hasMessageContaining("the time is 'today'");
    }
}
