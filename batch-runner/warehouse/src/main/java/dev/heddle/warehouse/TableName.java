package dev.heddle.warehouse;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A table's name, in lower case as Hive keeps it.
 *
 * @param database the database
 * @param table the table in it
 */
public record TableName(String database, String table) implements Comparable<TableName> {
    private static final Pattern WORD = Pattern.compile("[a-z0-9_]{1,128}");
    private static final Pattern NAME = Pattern.compile("(%1$s\\.)?%1$s".formatted(WORD));

    public TableName {
        check(database);
        check(table);
    }

    /**
     * Reads {@code growth.customers}; a name without a database is in {@code default}.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if it is no such name
     */
    public static TableName parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(lower).matches()) {
            throw wrong(text);
        }
        int dot = lower.indexOf('.');
        return dot < 0
                ? new TableName("default", lower)
                : new TableName(lower.substring(0, dot), lower.substring(dot + 1));
    }

    private static void check(String word) {
        if (!WORD.matcher(word).matches()) {
            throw wrong(word);
        }
    }

    private static HeddleException wrong(String text) {
        return new HeddleException(
                ErrorCode.INVALID_REQUEST,
                "a table is named like growth.customers, of letters, digits and _; found '%s'"
                        .formatted(text));
    }

    /** The table's folder below the warehouse's root. */
    String folder() {
        return database + ".db/" + table;
    }

    @Override
    public int compareTo(TableName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return database + "." + table;
    }
}
