package dev.heddle.dashboard.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Commands as people type them: words with blanks or line ends between, quotes and backslashes as a
 * shell reads them. Nothing else of a shell is there: no variable, no pipe.
 */
public final class CommandText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private CommandText() {}

    /**
     * The words of a text; none if it is blank.
     *
     * @param field what the text is called in messages
     * @throws IllegalArgumentException if a quote does not end
     */
    public static List<String> words(String field, String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean isWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean isEscape = character == '\\' && quote != '\'' && i + 1 < text.length();
            if (isEscape && (quote == 0 || "\"\\".indexOf(text.charAt(i + 1)) >= 0)) {
                i++;
                isWord = true;
                word.append(text.charAt(i));
            } else if (quote != 0) {
                if (character == quote) {
                    quote = 0;
                } else {
                    word.append(character);
                }
            } else if (character == '\'' || character == '"') {
                quote = character;
                isWord = true;
            } else if (Character.isWhitespace(character)) {
                if (isWord) {
                    words.add(word.toString());
                }
                word.setLength(0);
                isWord = false;
            } else {
                word.append(character);
                isWord = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException(
                    "%s has a quote (%s) that does not end, expected another one"
                            .formatted(field, quote));
        }
        if (isWord) {
            words.add(word.toString());
        }
        return words;
    }

    /** Words as a text that {@link #words} reads again. */
    public static String text(List<String> words) {
        return words.stream().map(CommandText::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
