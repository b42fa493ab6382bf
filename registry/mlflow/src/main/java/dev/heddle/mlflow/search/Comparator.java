package dev.heddle.mlflow.search;

/** How a condition compares. */
public enum Comparator {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    LIKE("LIKE"),
    ILIKE("ILIKE"),
    IN("IN"),
    NOT_IN("NOT IN"),
    IS_NULL("IS NULL"),
    IS_NOT_NULL("IS NOT NULL");

    private final String text;

    Comparator(String text) {
        this.text = text;
    }

    /** As it is written in a filter. */
    public String text() {
        return text;
    }
}
