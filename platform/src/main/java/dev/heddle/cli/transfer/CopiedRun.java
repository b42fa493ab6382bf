package dev.heddle.cli.transfer;

/**
 * A run where it was copied to.
 *
 * @param id its id there
 * @param artifactUri where its files are there
 * @param fingerprint how it was at its source when it was complete; empty if it is not
 * @param isDeleted whether it is deleted there
 */
record CopiedRun(String id, String artifactUri, String fingerprint, boolean isDeleted) {
    /** Whether it is whole, and as it is at its source now. */
    boolean is(TrackedRun run, String wanted) {
        return fingerprint.equals(wanted) && isDeleted == run.isDeleted();
    }
}
