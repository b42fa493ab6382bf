package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.Field;
import dev.heddle.model.Field.FeatureReference;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills in the features that callers of a model leave out. What comes of one view and one entity is
 * read at once. Safe for use by many threads.
 */
final class FeatureFill {
    private final OnlineFeatures features;
    private final List<Group> groups = new ArrayList<>();

    private FeatureFill(Struct input, OnlineFeatures features) {
        this.features = features;
        Map<List<Object>, Group> byEntity = new LinkedHashMap<>();
        for (int i = 0; i < input.fields().size(); i++) {
            Optional<FeatureReference> reference = input.fields().get(i).feature();
            if (reference.isPresent()) {
                FeatureReference feature = reference.get();
                byEntity.computeIfAbsent(
                                List.of(feature.view(), feature.keys()),
                                entity -> new Group(input, feature))
                        .fields
                        .add(i);
            }
        }
        groups.addAll(byEntity.values());
    }

    /** What fills in the features of that input; null if it has none. */
    static FeatureFill of(Struct input, OnlineFeatures features) {
        FeatureFill fill = new FeatureFill(input, features);
        return fill.groups.isEmpty() ? null : fill;
    }

    boolean mayBlock() {
        return features.mayBlock();
    }

    /** The records with their features. */
    Records complete(Columns columns, Records records) {
        if (records.hasTensors() && isComplete(records)) {
            return records;
        }
        List<Row> rows = records.rows();
        List<Violation> violations = new ArrayList<>(0);
        for (Group group : groups) {
            group.fill(rows, violations);
        }
        if (!violations.isEmpty()) {
            throw HeddleException.invalidInput(violations);
        }
        return records.hasTensors() ? Records.ofRows(columns, rows) : records;
    }

    private boolean isComplete(Records records) {
        for (Group group : groups) {
            for (int field : group.fields) {
                if (records.tensor(field) == null) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The fields that are features of one entity. */
    private final class Group {
        private final Struct input;
        private final String view;
        private final int[] keys;
        private final List<Integer> fields = new ArrayList<>();
        private volatile Source source;

        Group(Struct input, FeatureReference feature) {
            this.input = input;
            this.view = feature.view();
            this.keys = RowCopy.indexes(input, feature.keys());
        }

        void fill(List<Row> rows, List<Violation> violations) {
            if (rows.size() == 1) {
                if (!isComplete(rows.get(0))) {
                    fillOne(rows.get(0), violations);
                }
                return;
            }
            List<Integer> lacking = new ArrayList<>();
            List<String> wanted = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                if (!isComplete(rows.get(i))) {
                    lacking.add(i);
                    // Of an entity without a name nothing is known; what is asked does not matter.
                    String key = EntityKey.of(rows.get(i), keys);
                    wanted.add(key);
                }
            }
            if (lacking.isEmpty()) {
                return;
            }
            Source from = source();
            Map<String, KnownFeatures> known = new LinkedHashMap<>();
            if (from != null) {
                List<String> distinct =
                        wanted.stream().filter(key -> key != null).distinct().toList();
                List<KnownFeatures> found = features.read(from.view, distinct);
                for (int i = 0; i < distinct.size(); i++) {
                    known.put(distinct.get(i), found.get(i));
                }
            }
            for (int i = 0; i < lacking.size(); i++) {
                int index = lacking.get(i);
                copy(from, known.get(wanted.get(i)), rows.get(index));
                check(rows.get(index), "[" + index + "].", violations);
            }
        }

        private void fillOne(Row row, List<Violation> violations) {
            Source from = source();
            if (from != null) {
                String key = EntityKey.of(row, keys);
                copy(from, key == null ? null : features.read(from.view, key), row);
            }
            check(row, "", violations);
        }

        private void copy(Source from, KnownFeatures known, Row row) {
            if (from != null && known != null) {
                from.copy.absent(known.values(), row);
            }
        }

        private boolean isComplete(Row row) {
            for (int i = 0; i < fields.size(); i++) {
                if (!row.isPresent(fields.get(i))) {
                    return false;
                }
            }
            return true;
        }

        private void check(Row row, String path, List<Violation> violations) {
            for (int index : fields) {
                Field field = input.fields().get(index);
                if (field.required()
                        && !row.isPresent(index)
                        && violations.size() < Violations.MAX) {
                    violations.add(
                            new Violation(
                                    path + field.name(),
                                    "nothing",
                                    "%s (%s)"
                                            .formatted(
                                                    ValueReader.of(field.type()).expected(),
                                                    reason(row))));
                }
            }
        }

        private String reason(Row row) {
            if (source() == null) {
                return "there is no feature view '%s' that could fill it in".formatted(view);
            }
            String key = EntityKey.of(row, keys);
            return key == null
                    ? "feature view '%s' needs a key to fill it in".formatted(view)
                    : "feature view '%s' knows nothing of '%s' that could fill it in"
                            .formatted(view, key);
        }

        /** Null if there is no such view. */
        private Source source() {
            FeatureView present = features.view(view).orElse(null);
            if (present == null) {
                return null;
            }
            Source known = source;
            if (known == null || known.view != present) {
                known = new Source(present, copyOf(present));
                source = known;
            }
            return known;
        }

        private RowCopy copyOf(FeatureView present) {
            List<String> names = new ArrayList<>();
            for (int index : fields) {
                names.add(input.fields().get(index).feature().orElseThrow().name());
            }
            if (keys.length != present.keys().fields().size()) {
                throw unfit(
                        "the model names %d keys of it, and it has %s"
                                .formatted(keys.length, present.keys()));
            }
            try {
                for (int i = 0; i < keys.length; i++) {
                    RowCopy.requireSameKey(
                            present.keys().fields().get(i), input.fields().get(keys[i]));
                }
                return RowCopy.of(present.features(), names, input, fields);
            } catch (IllegalArgumentException e) {
                throw unfit(e.getMessage());
            }
        }

        private HeddleException unfit(String reason) {
            return new HeddleException(
                    ErrorCode.NOT_READY,
                    "feature view '%s' does not fit the model: %s".formatted(view, reason));
        }
    }

    private record Source(FeatureView view, RowCopy copy) {}
}
