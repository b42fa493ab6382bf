package dev.heddle.monitors.outcomes;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.Signature;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The outputs of a version that outcomes can be compared with: its single booleans, numbers and
 * texts, in the order of the signature, at most {@value #MOST}.
 *
 * @param kinds what each holds, by name
 */
record OutputFields(Map<String, Kind> kinds) {
    private static final int MOST = 50;

    /** What an output holds. */
    enum Kind {
        BOOLEAN("true or false", "boolean"),
        /** A whole number, which may stand for a class or for an amount. */
        WHOLE("a whole number", "whole number"),
        NUMBER("a number", "number"),
        TEXT("a text", "text");

        private final String expected;
        private final String word;

        Kind(String expected, String word) {
            this.expected = expected;
            this.word = word;
        }

        /** What such an outcome looks like, {@code a whole number}. */
        String expected() {
            return expected;
        }

        /** {@code whole number}. */
        String word() {
            return word;
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    OutputFields {
        kinds = Collections.unmodifiableMap(new LinkedHashMap<>(kinds));
    }

    /** As a column keeps it. */
    @JsonValue
    Map<String, Kind> json() {
        return kinds;
    }

    static OutputFields of(Signature signature) {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        for (Field field : signature.output().fields()) {
            kind(field.type().kind())
                    .filter(kind -> kinds.size() < MOST)
                    .ifPresent(kind -> kinds.put(field.name(), kind));
        }
        return new OutputFields(kinds);
    }

    private static Optional<Kind> kind(FieldType.Kind kind) {
        return switch (kind) {
            case BOOLEAN -> Optional.of(Kind.BOOLEAN);
            case INTEGER, LONG -> Optional.of(Kind.WHOLE);
            case FLOAT, DOUBLE -> Optional.of(Kind.NUMBER);
            case STRING -> Optional.of(Kind.TEXT);
            case BINARY, DATE, TIMESTAMP, LIST, MAP, STRUCT, TENSOR -> Optional.empty();
        };
    }

    /** What an output holds; empty if there is no such output, or none that can be compared. */
    Optional<Kind> kind(String name) {
        return Optional.ofNullable(kinds.get(name));
    }

    /** The names of the outputs of some kinds. */
    List<String> of(Kind... wanted) {
        List<Kind> list = List.of(wanted);
        return kinds.entrySet().stream()
                .filter(entry -> list.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
