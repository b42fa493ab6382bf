package dev.heddle.client.batch;

import java.util.Objects;
import java.util.Optional;

/**
 * A table in short.
 *
 * @param name {@code growth.customers}
 * @param kind Hive's word for it: {@code EXTERNAL_TABLE}, {@code MANAGED_TABLE}, {@code
 *     VIRTUAL_VIEW}
 * @param current what it holds; empty if it is not kept by Heddle
 */
public record TableOverview(String name, String kind, Optional<TableVersionSummary> current) {
    public TableOverview {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        current = current == null ? Optional.empty() : current;
    }
}
