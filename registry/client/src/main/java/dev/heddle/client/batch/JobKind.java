package dev.heddle.client.batch;

/** What a batch job does. */
public enum JobKind {
    /** Scores a table, or files, with a version of a model. */
    SCORE,
    /** Writes files or another table into a table. */
    WRITE,
    /** Reads a table, or its past, into files. */
    READ,
    /** Writes what each entity of a feature view had at a moment as JSON lines. */
    LATEST,
    /** Adds what was written to a feature view's topic to the view's table. */
    ARCHIVE,
    /** Writes what each entity of a feature view's table has now to the view's topic. */
    MATERIALIZE,
    /** Scores rows on Spark that were scored online before, and compares bit by bit. */
    VERIFY,
    /** Compares features of logged calls with what their views' tables say of the same moments. */
    SKEW
}
