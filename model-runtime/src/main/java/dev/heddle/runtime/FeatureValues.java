package dev.heddle.runtime;

import dev.heddle.model.FeatureView;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Violation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What is written of a view as it stands on its topic: the key of an event is the entity's, the
 * value a JSON object of keys, features and time. Safe for use by many threads.
 */
public final class FeatureValues {
    /**
     * A header of events that were written before, and stand there again since something older came
     * after them.
     */
    public static final String REPEATED = "heddle.repeated";

    private static final LocalDate FIRST = LocalDate.of(1, 1, 1);
    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);
    private static final Instant FIRST_MOMENT = FIRST.atStartOfDay(ZoneOffset.UTC).toInstant();
    private static final Instant LAST_MOMENT =
            LAST.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusNanos(1);

    private final FeatureView view;
    private final Struct written;
    private final JsonRows json;
    private final int keys;
    private final int features;

    /** The values of a view. */
    public FeatureValues(FeatureView view) {
        this.view = view;
        this.written = view.written();
        // Whoever wrote them may know of further features.
        this.json = JsonRows.ofKnownFields(written);
        this.keys = view.keys().fields().size();
        this.features = view.features().fields().size();
    }

    /**
     * Reads a value as a row of all that is written.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if it is none of this view
     */
    public Row row(byte[] value) {
        JsonRows.Input input = json.read(value);
        if (input.isArray()) {
            throw HeddleException.invalidInput(List.of(new Violation("", "an array", "an object")));
        }
        Row row = input.rows().get(0);
        check(view, row);
        return row;
    }

    /**
     * Refuses days and moments that tables do not have: those before the year 1 or after 9999.
     *
     * @param written a row of all that is written
     */
    static void check(FeatureView view, Row written) {
        List<Field> fields = written.type().fields();
        for (int i = 0; i < fields.size(); i++) {
            Object value = written.valueAt(i);
            boolean isOutside =
                    value instanceof LocalDate day && (day.isBefore(FIRST) || day.isAfter(LAST))
                            || value instanceof Instant time
                                    && (time.isBefore(FIRST_MOMENT) || time.isAfter(LAST_MOMENT));
            if (isOutside) {
                throw HeddleException.invalidInput(
                        List.of(
                                new Violation(
                                        fields.get(i).name(),
                                        value.toString(),
                                        "a day of the years 1 to 9999, as feature view '%s' keeps"
                                                .formatted(view.name()))));
            }
        }
    }

    /**
     * Reads a value.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if it is none of this view
     */
    public FeatureWrite read(byte[] value) {
        return of(row(value));
    }

    /** What a row of all that is written says. */
    public FeatureWrite of(Row row) {
        Row entity = new Row(view.keys());
        for (int i = 0; i < keys; i++) {
            entity.setBoxed(i, row.boxedAt(i));
        }
        Row known = new Row(view.features());
        for (int i = 0; i < features; i++) {
            known.setBoxed(i, row.boxedAt(keys + i));
        }
        Instant time = (Instant) row.valueAt(keys + features);
        return new FeatureWrite(view, EntityKey.of(entity), new KnownFeatures(time, known));
    }

    /** The value of an entity's features. */
    public byte[] write(Row entity, KnownFeatures known) {
        Row row = new Row(written);
        for (int i = 0; i < keys; i++) {
            row.setBoxed(i, entity.boxedAt(i));
        }
        for (int i = 0; i < features; i++) {
            row.setBoxed(keys + i, known.values().boxedAt(i));
        }
        row.setValue(keys + features, known.time());
        return json.write(row);
    }

    /** The value of what was written. */
    public byte[] write(FeatureWrite write) {
        return write(EntityKey.parse(view.keys(), write.key()), write.features());
    }
}
