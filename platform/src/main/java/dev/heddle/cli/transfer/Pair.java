package dev.heddle.cli.transfer;

import java.util.List;

/** A tag or a parameter. */
record Pair(String key, String value) {
    Pair {
        value = value == null ? "" : value;
    }

    /** The value under a key in a list; empty text if there is none. */
    static String value(List<Pair> pairs, String key) {
        return pairs.stream()
                .filter(pair -> pair.key().equals(key))
                .map(Pair::value)
                .findFirst()
                .orElse("");
    }
}
