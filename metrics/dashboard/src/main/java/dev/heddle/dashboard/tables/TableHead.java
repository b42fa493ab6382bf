package dev.heddle.dashboard.tables;

import dev.heddle.client.batch.TableSummary;
import dev.heddle.client.batch.TableVersionSummary;
import dev.heddle.dashboard.Display;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What every page of a table begins with.
 *
 * @param table the table
 * @param tab the part of it that is shown
 * @param notice a word for what has just been done; empty for nothing
 * @param problem why something was not done; empty if all was
 */
record TableHead(TableSummary table, Tab tab, String notice, String problem) {
    /** The parts of a table's page. */
    enum Tab {
        OVERVIEW,
        VERSIONS,
        QUALITY,
        DIFF;

        /** The part of a name; the first for another one. */
        static Tab of(String name) {
            for (Tab tab : values()) {
                if (tab.word().equals(name)) {
                    return tab;
                }
            }
            return OVERVIEW;
        }

        String word() {
            return Display.word(this);
        }
    }

    /** What it holds; empty if Heddle does not keep it. */
    public Optional<TableVersionSummary> current() {
        return table.current();
    }

    /** Whether Heddle keeps it. */
    public boolean isKept() {
        return table.current().isPresent();
    }

    /** Whether it is said of any column what it holds. */
    public boolean isDescribed() {
        return Stream.concat(table.columns().stream(), table.partitionKeys().stream())
                .anyMatch(column -> column.comment().isPresent());
    }

    /** The address of its first part. */
    public String address() {
        return address(table.name());
    }

    static String address(String table) {
        return "/ui/tables/" + Display.path(table);
    }
}
