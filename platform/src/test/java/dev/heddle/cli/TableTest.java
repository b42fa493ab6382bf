package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void shouldLineUpColumns() {
        Table table = new Table("MODEL", "LATEST").row("churn", 3).row("a-long-name", 12);

        assertThat(print(table, OptionalInt.empty()))
                .isEqualTo(
                        """
                        MODEL        LATEST
                        churn        3
                        a-long-name  12
                        """);
    }

    @Test
    void shouldCutTheWidestColumnToFitTheTerminal() {
        Table table = new Table("MODEL", "TAGS").row("churn", "team=growth stage=prod owner=ann");

        String text = print(table, OptionalInt.of(22));

        assertThat(text.lines().toList()).containsExactly("MODEL  TAGS", "churn  team=growth st…");
    }

    @Test
    void shouldKeepValuesWholeWhereThereIsNoTerminal() {
        String value = "x".repeat(500);

        assertThat(print(new Table("A").row(value), OptionalInt.empty())).contains(value);
    }

    @Test
    void shouldKeepControlCharactersOffTheTerminal() {
        Table table = new Table("A").row("a\u001b[2Jb\nc");

        assertThat(print(table, OptionalInt.empty()).lines().toList())
                .containsExactly("A", "a [2Jb c");
    }

    private static String print(Table table, OptionalInt columns) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        table.print(out, columns);
        out.flush();
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
