package dev.heddle.mlflow.search;

/**
 * What a condition or an order is about: {@code metrics.accuracy}, {@code start_time}.
 *
 * @param kind what it belongs to
 * @param key its name there
 */
public record Term(Kind kind, String key) {
    /** What a term may belong to. */
    public enum Kind {
        METRIC("metric"),
        PARAMETER("parameter"),
        TAG("tag"),
        ATTRIBUTE("attribute"),
        DATASET("dataset");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Its word in messages. */
        String word() {
            return word;
        }
    }
}
