package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of one class as features of one view, and back. Safe for use by many threads.
 *
 * <p>On a view's topic, features are a JSON object of all that is written: keys, features and event
 * time.
 */
final class ViewRecords {
    /** A time further ahead would keep out what comes after it. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private final FeatureView view;
    private final Class<?> type;
    private final RecordBinding binding;
    private final Struct struct;
    private final Struct written;
    private final JsonRows json;
    private final RowCopy toWritten;
    private final RowCopy ofWritten;
    private final RowCopy toFeatures;
    private final RowCopy ofFeatures;
    private final int[] keys;
    private final int time;

    /** The records of a class; throws with {@code INVALID_INPUT} if they do not fit the view. */
    ViewRecords(FeatureView view, Class<?> type) {
        this.view = view;
        this.type = type;
        this.struct = SignatureInference.struct(type);
        this.binding = new RecordBinding(type, struct);
        this.written = view.written();
        this.json = new JsonRows(written);
        List<String> names = struct.fields().stream().map(Field::name).toList();
        try {
            this.toWritten = copy(struct, written, names);
            this.ofWritten = copy(written, struct, names);
            List<String> features = view.features().fields().stream().map(Field::name).toList();
            this.toFeatures = copy(written, view.features(), features);
            this.ofFeatures = copy(view.features(), written, features);
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage(), e);
        }
        this.time = written.fields().size() - 1;
        this.keys =
                RowCopy.indexes(written, view.keys().fields().stream().map(Field::name).toList());
    }

    private static RowCopy copy(Struct from, Struct to, List<String> names) {
        List<Integer> targets = new ArrayList<>();
        for (int index : RowCopy.indexes(to, names)) {
            targets.add(index);
        }
        return RowCopy.of(from, names, to, targets);
    }

    /**
     * What a record writes.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if it lacks a key or the time
     */
    Emission write(Object record) {
        Row row = new Row(written);
        toWritten.all(binding.toRow(record), row);
        for (int i = 0; i < written.fields().size(); i++) {
            if (written.fields().get(i).required() && !row.isPresent(i)) {
                throw invalid("it has no " + written.fields().get(i).name(), null);
            }
        }
        FeatureValues.check(view, row);
        Instant moment = ((Instant) row.valueAt(time)).truncatedTo(ChronoUnit.MICROS);
        if (moment.isAfter(Instant.now().plus(AHEAD))) {
            throw invalid(
                    "its %s is %s, expected at most a day ahead of now"
                            .formatted(view.time(), moment),
                    null);
        }
        row.setValue(time, moment);
        Row features = new Row(view.features());
        toFeatures.all(row, features);
        String key = EntityKey.of(row, keys);
        return new Emission(
                new FeatureWrite(view, key, new KnownFeatures(moment, features)), json.write(row));
    }

    /** The record of what is known of an entity. */
    Object read(Row entity, KnownFeatures known) {
        Row row = new Row(written);
        for (int i = 0; i < keys.length; i++) {
            row.setBoxed(keys[i], entity.boxedAt(i));
        }
        ofFeatures.all(known.values(), row);
        row.setValue(time, known.time());
        Row result = new Row(struct);
        ofWritten.all(row, result);
        for (int i = 0; i < struct.fields().size(); i++) {
            Field field = struct.fields().get(i);
            if (field.required() && !result.isPresent(i)) {
                throw invalid(
                        "nothing is known of %s, which it requires: make it an Optional"
                                .formatted(field.name()),
                        null);
            }
        }
        try {
            return binding.toRecord(result);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private HeddleException invalid(String reason, Throwable cause) {
        return new HeddleException(
                ErrorCode.INVALID_INPUT,
                "record %s does not fit feature view '%s': %s"
                        .formatted(type.getSimpleName(), view.name(), reason),
                cause);
    }
}
