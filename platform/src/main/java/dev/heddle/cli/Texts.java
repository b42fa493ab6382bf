package dev.heddle.cli;

import dev.heddle.client.Follow;
import dev.heddle.client.ModelVersion;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Values as one short line. */
final class Texts {
    private static final int MAX_VALUE = 80;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private Texts() {}

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String map(Map<String, ?> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + line(entry.getValue()))
                        .collect(Collectors.joining(" "));
    }

    /** A value on one line, shortened; values may be whole documents. */
    private static String line(Object value) {
        String line = String.valueOf(value).replaceAll("\\p{Cntrl}", " ");
        return line.length() > MAX_VALUE ? line.substring(0, MAX_VALUE) + "…" : line;
    }

    /** A name as a part of an address. */
    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String follow(Follow follow) {
        if (follow instanceof Follow.Alias alias) {
            return "alias " + alias.alias();
        }
        if (follow instanceof Follow.Pinned pinned) {
            return "version " + pinned.version();
        }
        String tags = ((Follow.Rule) follow).tags();
        return tags.isEmpty() ? "newest version" : "newest with " + tags;
    }

    static String version(Optional<Integer> version) {
        return version.map(String::valueOf).orElse("-");
    }

    static String shortDigest(ModelVersion version) {
        return version.digest().substring(0, Math.min(12, version.digest().length()));
    }

    static String fields(FieldType.Struct struct) {
        return struct.fields().stream()
                .map(field -> field.name() + mark(field) + ": " + field.type())
                .collect(Collectors.joining(", "));
    }

    private static String mark(Field field) {
        return field.mayBeLeftOut() ? "?" : "";
    }

    /** A text as one word of a shell's command line. */
    static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
