package dev.heddle.client.batch;

/** What becomes of the times of a schedule that passed while no job of it could begin. */
public enum CatchUp {
    /** They are left out. */
    NONE,
    /** The last of them is made up for. */
    LAST,
    /** Each of them is made up for, one after the other. */
    ALL
}
