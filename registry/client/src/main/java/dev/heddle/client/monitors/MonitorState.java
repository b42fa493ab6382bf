package dev.heddle.client.monitors;

/** How something is. */
public enum MonitorState {
    /** As it should be. */
    OK,
    /** Too little is known yet to say. */
    LEARNING,
    /** Nothing happened in the time that is looked at. */
    IDLE,
    /** Not as it should be. */
    ALERT
}
