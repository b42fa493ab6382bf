package dev.heddle.dashboard.runs;

import dev.heddle.client.runs.RecordedRun;
import dev.heddle.dashboard.Display;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that runs have under a name: a metric, a parameter or a tag.
 *
 * @param kind which of them
 * @param name its name
 */
record Column(Kind kind, String name) {
    /** What runs have. */
    enum Kind {
        METRIC("metrics"),
        PARAMETER("params"),
        TAG("tags");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    static Column metric(String name) {
        return new Column(Kind.METRIC, name);
    }

    static Column parameter(String name) {
        return new Column(Kind.PARAMETER, name);
    }

    /** The column of a key, {@code metrics.auc}; empty for what is none. */
    static Optional<Column> of(String key) {
        int dot = key.indexOf('.');
        if (dot < 0 || dot + 1 == key.length() || key.indexOf('`') >= 0) {
            return Optional.empty();
        }
        for (Kind kind : Kind.values()) {
            if (kind.word.equals(key.substring(0, dot))) {
                return Optional.of(new Column(kind, key.substring(dot + 1)));
            }
        }
        return Optional.empty();
    }

    /** Those of some keys that are columns. */
    static List<Column> all(List<String> keys) {
        return keys.stream().flatMap(key -> of(key).stream()).distinct().toList();
    }

    /** {@code metrics.auc}, as addresses and views have it. */
    public String key() {
        return kind.word + "." + name;
    }

    /** What it is, in a word. */
    public String word() {
        return kind == Kind.PARAMETER ? "parameter" : kind == Kind.METRIC ? "metric" : "tag";
    }

    /** The column in the language of filters and orders, whatever its name holds. */
    String clause() {
        return kind.word + ".`" + name + "`";
    }

    boolean isNumber() {
        return kind == Kind.METRIC;
    }

    /** What a run has there, as text. */
    Optional<String> text(RecordedRun run) {
        return kind == Kind.METRIC
                ? Optional.ofNullable(run.metrics().get(name)).map(Display::number)
                : Optional.ofNullable(texts(run).get(name));
    }

    /** What a run has there exactly, to compare by. */
    Optional<String> exact(RecordedRun run) {
        return kind == Kind.METRIC
                ? Optional.ofNullable(run.metrics().get(name)).map(String::valueOf)
                : text(run);
    }

    /** What a run has there, if it is a finite number. */
    Optional<Double> number(RecordedRun run) {
        Optional<Double> value =
                kind == Kind.METRIC
                        ? Optional.ofNullable(run.metrics().get(name))
                        : Optional.ofNullable(texts(run).get(name)).flatMap(Column::parsed);
        return value.filter(Double::isFinite);
    }

    private Map<String, String> texts(RecordedRun run) {
        return kind == Kind.PARAMETER ? run.parameters() : run.tags();
    }

    private static Optional<Double> parsed(String text) {
        try {
            return Optional.of(Double.valueOf(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
