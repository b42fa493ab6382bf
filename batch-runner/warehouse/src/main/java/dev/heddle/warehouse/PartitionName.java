package dev.heddle.warehouse;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.trino.hive.thrift.metastore.FieldSchema;
import io.trino.hive.thrift.metastore.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Partitions are named as Hive names their folders: {@code ds=2026-11-01/country=de}, with {@code
 * %} and two hexadecimal digits for what a folder's name cannot hold.
 */
public final class PartitionName {
    private static final String ESCAPED = "\"#%'*/:=?\\\u007F{[]^";

    private PartitionName() {}

    static String of(Table table, List<String> values) {
        return of(table.getPartitionKeys().stream().map(FieldSchema::getName).toList(), values);
    }

    /** The name of a partition. */
    public static String of(List<String> keys, List<String> values) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < keys.size(); i++) {
            name.append(i > 0 ? "/" : "")
                    .append(escape(keys.get(i)))
                    .append('=')
                    .append(escape(values.get(i)));
        }
        return name.toString();
    }

    /**
     * The values in a name.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if it does not name these keys
     */
    public static List<String> values(String name, List<TableColumn> keys) {
        List<String> values = new ArrayList<>();
        String[] parts = name.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (parts.length != keys.size()
                    || equals < 0
                    || !unescape(parts[i].substring(0, equals))
                            .equalsIgnoreCase(keys.get(i).name())) {
                throw new HeddleException(
                        ErrorCode.INVALID_REQUEST,
                        "a partition is named %s, found '%s'"
                                .formatted(
                                        keys.stream()
                                                .map(key -> key.name() + "=…")
                                                .collect(Collectors.joining("/")),
                                        name));
            }
            values.add(unescape(parts[i].substring(equals + 1)));
        }
        return values;
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c < ' ' || ESCAPED.indexOf(c) >= 0) {
                escaped.append('%').append("%02X".formatted((int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && i + 2 < text.length() && isHex(text, i + 1)) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    private static boolean isHex(String text, int at) {
        return Character.digit(text.charAt(at), 16) >= 0
                && Character.digit(text.charAt(at + 1), 16) >= 0;
    }
}
