package dev.heddle.client.batch;

/** What becomes of a row that cannot be scored. */
public enum OnError {
    /** The job fails and publishes nothing. */
    FAIL,
    /** It is left out, and counted. */
    SKIP,
    /** It goes with its error into a table beside the output. */
    QUARANTINE
}
