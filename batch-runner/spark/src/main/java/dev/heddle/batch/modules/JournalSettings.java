package dev.heddle.batch.modules;

import dev.heddle.warehouse.TableName;
import java.util.List;
import java.util.Optional;

/**
 * How a journal is kept.
 *
 * @param keys the columns that say what a row is about
 * @param tracked the columns whose changes make history; empty for all others
 * @param input what the rows of a write are
 * @param effective the column that says since when a row holds; empty for the time of the write
 * @param sequence the column that orders changes of the same time; empty for none
 * @param deleteWhen a condition in Spark's SQL that holds for rows that say their key is gone
 * @param allowEmpty whether a snapshot may be empty, and so close all
 * @param current the table that holds the rows that are current; empty for none
 */
record JournalSettings(
        List<String> keys,
        List<String> tracked,
        Input input,
        Optional<String> effective,
        Optional<String> sequence,
        Optional<String> deleteWhen,
        boolean allowEmpty,
        Optional<TableName> current) {
    /** What the rows of a write are. */
    enum Input {
        /** All rows that there are at one time; a key that is missing is gone. */
        SNAPSHOT,
        /** Rows that changed, each at its time; a key that is missing stayed as it was. */
        CHANGES
    }

    JournalSettings {
        keys = lower(keys);
        tracked = lower(tracked);
    }

    private static List<String> lower(List<String> names) {
        return names.stream().map(ColumnPatterns::lower).distinct().toList();
    }
}
