package dev.heddle.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Rows under headings. Where the terminal is too narrow, the widest columns are cut. */
final class Table {
    private static final String GAP = "  ";
    private static final int NARROWEST = 8;

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    Table row(Object... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(
                    "%d cells for %d columns".formatted(cells.length, headings.size()));
        }
        rows.add(Arrays.stream(cells).map(cell -> plain(String.valueOf(cell))).toList());
        return this;
    }

    /** One line a row, and no control characters: what a tag holds must not move the cursor. */
    private static String plain(String cell) {
        return cell.replaceAll("\\p{Cntrl}+", " ");
    }

    void print(PrintWriter out, OptionalInt columns) {
        int[] widths = widths(columns);
        Stream.concat(Stream.of(headings), rows.stream())
                .forEach(row -> out.println(line(row, widths)));
    }

    private int[] widths(OptionalInt columns) {
        int[] widths = headings.stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        if (columns.isEmpty()) {
            return widths;
        }
        int room = columns.getAsInt() - GAP.length() * (widths.length - 1);
        while (Arrays.stream(widths).sum() > room) {
            int widest = widest(widths);
            if (widths[widest] <= NARROWEST) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private static int widest(int[] widths) {
        int widest = 0;
        for (int i = 1; i < widths.length; i++) {
            widest = widths[i] >= widths[widest] ? i : widest;
        }
        return widest;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            String cut = cell.length() <= widths[i] ? cell : cell.substring(0, widths[i] - 1) + "…";
            line.append(i == 0 ? "" : GAP).append(cut);
            line.append(" ".repeat(widths[i] - cut.length()));
        }
        return line.toString().stripTrailing();
    }
}
