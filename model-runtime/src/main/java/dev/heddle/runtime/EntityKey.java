package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The key of an entity as one text: of one field its value, {@code 42}; of several a JSON array,
 * {@code [42,"JFK"]}. Equal keys have equal texts, whatever engine wrote them.
 */
public final class EntityKey {
    /** The longest key, in characters. */
    public static final int LONGEST = 1_000;

    private EntityKey() {}

    /**
     * The key in some fields of a row.
     *
     * @param indexes the fields, in the order of the view's keys
     * @return null if one of them is absent
     * @throws HeddleException with {@code INVALID_INPUT} if it is too long
     */
    static String of(Row row, int[] indexes) {
        if (indexes.length == 1) {
            Object value = row.boxedAt(indexes[0]);
            return value == null ? null : checked(value.toString());
        }
        for (int index : indexes) {
            if (!row.isPresent(index)) {
                return null;
            }
        }
        return checked(
                JsonRows.text(
                        json -> {
                            json.writeStartArray();
                            for (int index : indexes) {
                                write(json, row.boxedAt(index));
                            }
                            json.writeEndArray();
                        }));
    }

    /** The key of a row of a view's keys. */
    public static String of(Row keys) {
        int[] all = new int[keys.type().fields().size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        return of(keys, all);
    }

    /**
     * The keys of an entity, of values as a person or a function gives them.
     *
     * @param keys the view's keys
     * @param values one for each: of its type, or a text of it
     * @throws HeddleException with {@code INVALID_INPUT} if they are none
     */
    public static Row row(Struct keys, List<?> values) {
        if (values.size() != keys.fields().size()) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT,
                    "%d keys are given, expected %d: %s"
                            .formatted(values.size(), keys.fields().size(), keys));
        }
        Row row = new Row(keys);
        for (int i = 0; i < values.size(); i++) {
            row.setBoxed(i, KeyText.read(keys.fields().get(i), values.get(i)));
        }
        return row;
    }

    /** The keys that a text of {@link #of} stands for. */
    public static Row parse(Struct keys, String text) {
        if (keys.fields().size() == 1) {
            return row(keys, List.of(text));
        }
        List<Object> values = new ArrayList<>();
        try (JsonParser json = JsonRows.parser(text.getBytes(StandardCharsets.UTF_8))) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                values.add(json.getText());
            }
        } catch (IOException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT, "'%s' is no key of %s".formatted(text, keys), e);
        }
        return row(keys, values);
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else {
            json.writeString(value.toString());
        }
    }

    private static String checked(String key) {
        if (key.length() > LONGEST) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT,
                    "an entity's key has %d characters, expected at most %d"
                            .formatted(key.length(), LONGEST));
        }
        return key;
    }
}
