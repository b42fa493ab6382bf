package dev.heddle.model;

import static dev.heddle.model.FeatureView.wrong;

import dev.heddle.model.FeatureView.Source;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@link FeatureView} as plain maps and texts, and back. */
final class FeatureViewMaps {
    private static final Set<String> KNOWN =
            Set.of("name", "doc", "keys", "features", "time", "timeToLive", "table", "source");
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})\\s*([smhd])");
    private static final Pattern LIST = Pattern.compile("list<(\\w+)>");

    private FeatureViewMaps() {}

    static Map<String, Object> write(FeatureView view) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", view.name());
        view.doc().ifPresent(doc -> map.put("doc", doc));
        map.put("keys", types(view.keys()));
        map.put("features", types(view.features()));
        map.put("time", view.time());
        view.timeToLive().ifPresent(span -> map.put("timeToLive", text(span)));
        map.put("table", view.table());
        map.put("source", view.source().name().toLowerCase(Locale.ROOT));
        return map;
    }

    /** A list, since not everything that keeps maps keeps their order. */
    private static List<Map<String, String>> types(Struct struct) {
        List<Map<String, String>> types = new ArrayList<>();
        struct.fields().forEach(field -> types.add(Map.of(field.name(), field.type().toString())));
        return types;
    }

    private static String text(Duration span) {
        if (span.toMillisPart() > 0 || span.toNanosPart() > 0) {
            return span.toString();
        }
        long seconds = span.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    static FeatureView read(Map<String, ?> map) {
        Set<String> unknown = new TreeSet<>(map.keySet());
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) {
            throw wrong(
                    unknown.iterator().next(),
                    "an unknown field",
                    "one of " + new TreeSet<>(KNOWN));
        }
        String name = text(map, "name").orElseThrow(() -> missing("name", "the view's name"));
        return new FeatureView(
                name,
                text(map, "doc"),
                struct("keys", map.get("keys"), true),
                struct("features", map.get("features"), false),
                text(map, "time").orElse("time"),
                text(map, "timeToLive").map(FeatureViewMaps::span),
                text(map, "table")
                        .orElse("features." + name.toLowerCase(Locale.ROOT).replace('-', '_')),
                text(map, "source").map(FeatureViewMaps::source).orElse(Source.STREAM));
    }

    private static Optional<String> text(Map<String, ?> map, String field) {
        Object value = map.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            throw wrong(field, value, "a text");
        }
        return Optional.of(value.toString());
    }

    private static Struct struct(String path, Object value, boolean required) {
        List<Field> fields = new ArrayList<>();
        if (value instanceof Map<?, ?> types) {
            addFields(path, types, required, fields);
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            for (Object one : list) {
                if (!(one instanceof Map<?, ?> types)) {
                    throw wrong(path, one, "names and types, {customerId: long}");
                }
                addFields(path, types, required, fields);
            }
        } else {
            throw wrong(
                    path, value == null ? "missing" : value, "names and types, {customerId: long}");
        }
        return new Struct(fields);
    }

    private static void addFields(
            String path, Map<?, ?> types, boolean required, List<Field> fields) {
        types.forEach(
                (name, type) -> {
                    FieldType parsed = type(path + "." + name, String.valueOf(type));
                    fields.add(
                            required
                                    ? Field.required(name.toString(), parsed)
                                    : Field.optional(name.toString(), parsed));
                });
    }

    private static FieldType type(String path, String text) {
        Matcher list = LIST.matcher(text.replace(" ", ""));
        if (list.matches()) {
            return new ListOf(type(path, list.group(1)));
        }
        for (Scalar scalar : Scalar.values()) {
            if (scalar.toString().equals(text)) {
                return scalar;
            }
        }
        throw wrong(
                path,
                "'" + text + "'",
                "boolean, integer, long, float, double, string, binary, date, timestamp or a list<…> of one");
    }

    private static Duration span(String text) {
        Matcher matcher = SPAN.matcher(text);
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw wrong("timeToLive", "'" + text + "'", "a span such as 30m, 12h or 7d");
        }
    }

    private static Source source(String text) {
        for (Source source : Source.values()) {
            if (source.name().equalsIgnoreCase(text)) {
                return source;
            }
        }
        throw wrong("source", "'" + text + "'", "stream or table");
    }

    private static IllegalArgumentException missing(String field, String expected) {
        return wrong(field, "missing", expected);
    }
}
