package dev.heddle.tracking;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Writes parameters and tags, whatever they belong to. */
final class Pairs {
    private Pairs() {}

    /**
     * Sets pairs; of two with one name the last counts.
     *
     * @param table a table with the columns {@code key} and {@code value}
     * @param column the column of what they belong to, with the key its primary key
     * @param owner what they belong to
     */
    static void put(
            Handle handle, String table, String column, Object owner, List<KeyValue> pairs) {
        if (pairs.isEmpty()) {
            return;
        }
        Binds.bind(
                        handle.createUpdate(
                                """
                                insert into %1$s (%2$s, key, value)
                                select distinct on (p.key) ?, p.key, p.value
                                from unnest(?, ?) with ordinality as p(key, value, place)
                                order by p.key, p.place desc
                                on conflict (%2$s, key) do update set value = excluded.value
                                """
                                        .formatted(table, column)),
                        List.of(owner, keys(pairs), values(pairs)))
                .execute();
    }

    static String[] keys(List<KeyValue> pairs) {
        return pairs.stream().map(KeyValue::key).toArray(String[]::new);
    }

    static String[] values(List<KeyValue> pairs) {
        return pairs.stream().map(KeyValue::value).toArray(String[]::new);
    }
}
