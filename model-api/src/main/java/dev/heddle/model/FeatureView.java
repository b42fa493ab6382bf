package dev.heddle.model;

import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Features of an entity: what is known of it, as of when, and for how long that counts. Functions
 * over events write them, or they come from a table; calls and jobs find them by the entity's key.
 *
 * @param name letters, digits, {@code _} and {@code -}
 * @param doc what it is; empty where nobody said
 * @param keys what names an entity, in order: booleans, whole numbers, texts, dates or timestamps,
 *     all of them required
 * @param features what is known of an entity: scalars and lists of scalars; each may be absent
 * @param time the name of the event time among the fields that are written: when the features
 *     became true
 * @param timeToLive how long after its event time a value counts; empty for ever
 * @param table the table that holds their history, {@code features.activity}
 * @param source who writes them
 */
public record FeatureView(
        String name,
        Optional<String> doc,
        Struct keys,
        Struct features,
        String time,
        Optional<Duration> timeToLive,
        String table,
        Source source) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}");
    private static final Pattern FIELD = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,127}");
    private static final Pattern TABLE = Pattern.compile("[a-z0-9_]+\\.[a-z0-9_]+");
    private static final Set<Scalar> KEYS =
            Set.of(
                    Scalar.BOOLEAN,
                    Scalar.INTEGER,
                    Scalar.LONG,
                    Scalar.STRING,
                    Scalar.DATE,
                    Scalar.TIMESTAMP);

    /** Columns that the table has beside a view's fields. */
    private static final Set<String> TAKEN = Set.of("ds", "heddle_partition", "heddle_offset");

    private static final int MOST_KEYS = 8;
    private static final int MOST_FEATURES = 1_000;

    /** Who writes a view's features. */
    public enum Source {
        /** Functions over events; what they write lands in the table, too. */
        STREAM,
        /** Whoever writes the table; from there they are materialized. */
        TABLE
    }

    public FeatureView {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(doc, "doc");
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(features, "features");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(timeToLive, "timeToLive");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(source, "source");
        require(NAME, "name", name, "up to 100 letters, digits, '_' and '-'");
        require(FIELD, "time", time, "a field's name");
        require(TABLE, "table", table, "DATABASE.TABLE in lower case");
        between("keys", keys.fields().size(), MOST_KEYS);
        between("features", features.fields().size(), MOST_FEATURES);
        Map<String, Field> all = new LinkedHashMap<>();
        for (Field key : keys.fields()) {
            if (!(key.type() instanceof Scalar type) || !KEYS.contains(type) || !key.required()) {
                throw wrong(
                        "keys." + key.name(),
                        key.type(),
                        "boolean, integer, long, string, date or timestamp");
            }
            add(all, "keys", key);
        }
        for (Field feature : features.fields()) {
            boolean fits =
                    feature.type() instanceof Scalar
                            || (feature.type() instanceof ListOf list
                                    && list.element() instanceof Scalar);
            if (!fits || feature.required()) {
                throw wrong(
                        "features." + feature.name(), feature.type(), "a scalar or a list of one");
            }
            add(all, "features", feature);
        }
        add(all, "time", Field.required(time, Scalar.TIMESTAMP));
        if (timeToLive.filter(span -> span.isNegative() || span.isZero()).isPresent()) {
            throw wrong("timeToLive", timeToLive.get(), "longer than nothing");
        }
    }

    private static void add(Map<String, Field> all, String of, Field field) {
        require(FIELD, of, field.name(), "a field's name");
        if (TAKEN.contains(field.name().toLowerCase(Locale.ROOT))) {
            throw wrong(of, field.name(), "a name that the table does not use itself");
        }
        for (String name : all.keySet()) {
            // Tables do not tell upper case from lower case.
            if (name.equalsIgnoreCase(field.name())) {
                throw wrong(of, field.name(), "a name that no other field has");
            }
        }
        all.put(field.name(), field);
    }

    private static void require(Pattern pattern, String field, String value, String expected) {
        if (!pattern.matcher(value).matches()) {
            throw wrong(field, "'" + value + "'", expected);
        }
    }

    private static void between(String field, int count, int most) {
        if (count < 1 || count > most) {
            throw wrong(field, count + " fields", "1 to " + most);
        }
    }

    static IllegalArgumentException wrong(String field, Object found, String expected) {
        return new IllegalArgumentException(
                "%s is %s, expected %s".formatted(field, found, expected));
    }

    /** All that is written of an entity: its keys, its features and the event time. */
    public Struct written() {
        List<Field> fields = new ArrayList<>(keys.fields());
        fields.addAll(features.fields());
        fields.add(Field.required(time, Scalar.TIMESTAMP));
        return new Struct(fields);
    }

    /** What is written goes to this topic, by key. */
    public String topic() {
        return "heddle.features." + name;
    }

    /**
     * What keeps a definition from taking the place of this one, a sentence each: what is kept of
     * the view has to stay readable.
     */
    public List<String> incompatibilitiesOf(FeatureView next) {
        List<String> reasons = new ArrayList<>();
        if (!keys.equals(next.keys)) {
            reasons.add("keys changed from %s to %s".formatted(keys, next.keys));
        }
        if (!time.equals(next.time)) {
            reasons.add("time changed from %s to %s".formatted(time, next.time));
        }
        if (!table.equals(next.table)) {
            reasons.add("table changed from %s to %s".formatted(table, next.table));
        }
        if (source != next.source) {
            reasons.add("source changed from %s to %s".formatted(source, next.source));
        }
        for (int i = 0; i < features.fields().size(); i++) {
            Field present = features.fields().get(i);
            Optional<Field> same =
                    i < next.features.fields().size()
                            ? Optional.of(next.features.fields().get(i))
                            : Optional.empty();
            if (same.isEmpty()
                    || !same.get().name().equals(present.name())
                    || !same.get().type().equals(present.type())) {
                reasons.add(
                        "feature %d was %s: %s; further features go to the end"
                                .formatted(i + 1, present.name(), present.type()));
            }
        }
        return reasons;
    }

    /** As plain maps and texts, for JSON and YAML. */
    public Map<String, Object> toMap() {
        return FeatureViewMaps.write(this);
    }

    /**
     * A view of plain maps and texts.
     *
     * @throws IllegalArgumentException if they are no view; the message names the field
     */
    public static FeatureView fromMap(Map<String, ?> map) {
        return FeatureViewMaps.read(map);
    }
}
