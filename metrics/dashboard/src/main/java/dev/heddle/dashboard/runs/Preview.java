package dev.heddle.dashboard.runs;

import dev.heddle.dashboard.Chart;
import java.util.List;
import java.util.Optional;

/**
 * What is shown of a file.
 *
 * @param image the address of the image that it is; may be empty
 * @param chart what it tells as a chart
 * @param table what it tells as a table
 * @param text what it holds as text; may be empty
 * @param isCut whether there is more than is shown
 */
record Preview(
        String image, Optional<Chart> chart, Optional<Table> table, String text, boolean isCut) {
    static final Preview NONE = text("", false);

    /** A table: texts, and an empty one where there is nothing. */
    record Table(List<String> columns, List<List<String>> rows) {}

    static Preview image(String address) {
        return new Preview(address, Optional.empty(), Optional.empty(), "", false);
    }

    static Preview chart(Chart chart) {
        return new Preview("", Optional.of(chart), Optional.empty(), "", false);
    }

    static Preview table(List<String> columns, List<List<String>> rows, boolean isCut) {
        return new Preview("", Optional.empty(), Optional.of(new Table(columns, rows)), "", isCut);
    }

    static Preview text(String text, boolean isCut) {
        return new Preview("", Optional.empty(), Optional.empty(), text, isCut);
    }

    /** Whether there is nothing to show. */
    public boolean isNothing() {
        return image.isEmpty() && chart.isEmpty() && table.isEmpty() && text.isEmpty();
    }
}
