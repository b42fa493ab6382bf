package dev.heddle.warehouse;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A column.
 *
 * @param name in lower case, as Hive keeps it
 * @param type in Hive's words: {@code bigint}, {@code array<double>}, {@code struct<a:int>}
 * @param comment what it means
 */
public record TableColumn(String name, String type, Optional<String> comment) {
    public TableColumn {
        name = name.toLowerCase(Locale.ROOT);
        type = type.toLowerCase(Locale.ROOT);
        comment = comment == null ? Optional.empty() : comment;
        Objects.requireNonNull(type, "type");
    }

    /** A column that nobody commented. */
    public TableColumn(String name, String type) {
        this(name, type, Optional.empty());
    }

    @Override
    public String toString() {
        return name + " " + type;
    }
}
