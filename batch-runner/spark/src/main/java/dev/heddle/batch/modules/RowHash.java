package dev.heddle.batch.modules;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import scala.collection.JavaConverters;

/**
 * The SHA-256, in lower-case hexadecimal, of a row's values. It does not depend on the order of the
 * columns, on the case of their names, on columns that are null (so that a new column changes no
 * old row's hash), on the width of numbers, on the time zone or on the Java version; 0.0 and -0.0
 * are the same. Each value goes in with its name, its kind and its length.
 */
final class RowHash {
    private RowHash() {}

    /** The hash of some columns. */
    static Column of(List<String> names) {
        List<String> sorted = names.stream().map(ColumnPatterns::lower).sorted().toList();
        String[] ordered = sorted.toArray(String[]::new);
        UDF1<Row, String> hash = row -> hash(ordered, row);
        return functions
                .udf(hash, DataTypes.StringType)
                .apply(functions.struct(ColumnPatterns.columns(sorted)));
    }

    private static String hash(String[] names, Row row) {
        MessageDigest digest = SaltedHash.sha256();
        for (int i = 0; i < names.length; i++) {
            if (!row.isNullAt(i)) {
                put(digest, 'c', names[i].getBytes(StandardCharsets.UTF_8));
                put(digest, row.get(i));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void put(MessageDigest digest, Object value) {
        if (value == null) {
            put(digest, '0', new byte[0]);
        } else if (value instanceof String text) {
            put(digest, 's', text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Double || value instanceof Float) {
            // Adding zero makes -0.0 to 0.0; all NaN have the same bits.
            put(digest, 'f', Double.doubleToLongBits(((Number) value).doubleValue() + 0.0));
        } else if (value instanceof BigDecimal decimal) {
            String plain =
                    decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
            put(digest, 'd', plain.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Number number) {
            put(digest, 'i', number.longValue());
        } else if (value instanceof Boolean flag) {
            put(digest, 'b', flag ? 1 : 0);
        } else if (value instanceof byte[] bytes) {
            put(digest, 'x', bytes);
        } else if (value instanceof Date date) {
            put(digest, 'e', date.toLocalDate().toEpochDay());
        } else if (value instanceof LocalDate date) {
            put(digest, 'e', date.toEpochDay());
        } else if (value instanceof Timestamp time) {
            put(digest, 't', micros(time.toInstant()));
        } else if (value instanceof Instant time) {
            put(digest, 't', micros(time));
        } else if (value instanceof LocalDateTime time) {
            put(digest, 'l', micros(time.toInstant(ZoneOffset.UTC)));
        } else {
            putNested(digest, value);
        }
    }

    private static void putNested(MessageDigest digest, Object value) {
        if (value instanceof scala.collection.Seq<?> list) {
            put(digest, 'a', list.length());
            for (Object entry : JavaConverters.seqAsJavaList(list)) {
                put(digest, entry);
            }
        } else if (value instanceof scala.collection.Map<?, ?> map) {
            // By the hash of the key, since a map has no order of its own.
            TreeMap<String, Object> sorted = new TreeMap<>();
            JavaConverters.mapAsJavaMap(map)
                    .forEach((key, entry) -> sorted.put(single(key), entry));
            put(digest, 'm', sorted.size());
            sorted.forEach(
                    (key, entry) -> {
                        put(digest, 'k', key.getBytes(StandardCharsets.UTF_8));
                        put(digest, entry);
                    });
        } else if (value instanceof Row row) {
            List<String> names = new ArrayList<>();
            for (StructField field : row.schema().fields()) {
                names.add(ColumnPatterns.lower(field.name()));
            }
            Integer[] order = new Integer[names.size()];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (one, other) -> names.get(one).compareTo(names.get(other)));
            put(digest, 'r', names.size());
            for (int i : order) {
                put(digest, 'c', names.get(i).getBytes(StandardCharsets.UTF_8));
                put(digest, row.get(i));
            }
        } else {
            put(digest, 'o', value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String single(Object key) {
        MessageDigest digest = SaltedHash.sha256();
        put(digest, key);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static long micros(Instant time) {
        return Math.addExact(
                Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1000);
    }

    private static void put(MessageDigest digest, char kind, long value) {
        put(digest, kind, ByteBuffer.allocate(8).putLong(value).array());
    }

    private static void put(MessageDigest digest, char kind, byte[] bytes) {
        digest.update(ByteBuffer.allocate(5).put((byte) kind).putInt(bytes.length).array());
        digest.update(bytes);
    }
}
