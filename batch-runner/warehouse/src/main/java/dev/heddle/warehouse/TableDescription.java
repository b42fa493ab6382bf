package dev.heddle.warehouse;

import java.util.Objects;
import java.util.Optional;

/**
 * A table of the metastore.
 *
 * @param name its name
 * @param schema its columns
 * @param location where it lies, as Hadoop spells it; null for a view
 * @param kind Hive's word for it: {@code EXTERNAL_TABLE}, {@code MANAGED_TABLE}, {@code
 *     VIRTUAL_VIEW}
 * @param current its version; empty if it is not kept by Heddle
 */
public record TableDescription(
        TableName name,
        TableSchema schema,
        Optional<String> location,
        String kind,
        Optional<TableVersion> current) {
    public TableDescription {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(current, "current");
    }
}
