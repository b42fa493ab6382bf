package dev.heddle.dashboard.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTextTest {
    private static List<String> words(String text) {
        return CommandText.words("Command", text);
    }

    @Test
    void shouldReadWordsAsAShellDoes() {
        assertThat(words("")).isEmpty();
        assertThat(words(" \n\t ")).isEmpty();
        assertThat(words("python  report.py\n--day\t1"))
                .containsExactly("python", "report.py", "--day", "1");
        assertThat(words("sh -c 'echo \"$HOME\" | wc'"))
                .containsExactly("sh", "-c", "echo \"$HOME\" | wc");
        assertThat(words("a\\ b \"c\\\"d\" e'f g'h")).containsExactly("a b", "c\"d", "ef gh");
        assertThat(words("''")).containsExactly("");
        assertThat(words("'a\\b' \"a\\b\"")).containsExactly("a\\b", "a\\b");
        assertThat(words("a\\")).containsExactly("a\\");
    }

    @Test
    void shouldSayThatAQuoteDoesNotEnd() {
        assertThatThrownBy(() -> words("python -c 'print(1)"))
                .hasMessage("Command has a quote (') that does not end, expected another one");
    }

    @Test
    void shouldReadWhatItWrites() {
        List<String> command =
                List.of("python", "-c", "print('a b')", "", "$HOME", "a\\b", "two\nlines", "\"q\"");

        assertThat(CommandText.text(List.of("python", "report.py", "--day=1")))
                .isEqualTo("python report.py --day=1");
        assertThat(words(CommandText.text(command))).isEqualTo(command);
    }
}
