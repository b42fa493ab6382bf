package dev.heddle.dashboard.runs;

import java.util.ArrayList;
import java.util.List;

/** Reads lines of comma-separated values as RFC 4180 has them. */
final class Csv {
    private Csv() {}

    /**
     * The first lines of a text.
     *
     * @param separator what is between values
     * @param most the most lines
     */
    static List<List<String>> read(String text, char separator, int most) {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < text.length() && lines.size() < most; i++) {
            char c = text.charAt(i);
            if (isQuoted) {
                boolean isEscaped = c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"';
                if (isEscaped) {
                    i++;
                }
                if (c == '"' && !isEscaped) {
                    isQuoted = false;
                } else {
                    value.append(c);
                }
            } else if (c == '"' && value.length() == 0) {
                isQuoted = true;
            } else if (c == separator) {
                line.add(value.toString());
                value.setLength(0);
            } else if (c == '\n') {
                line.add(value.toString());
                value.setLength(0);
                lines.add(line);
                line = new ArrayList<>();
            } else if (c != '\r') {
                value.append(c);
            }
        }
        if (lines.size() < most && (value.length() > 0 || !line.isEmpty())) {
            line.add(value.toString());
            lines.add(line);
        }
        return lines;
    }
}
