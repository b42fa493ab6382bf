package dev.heddle.containers;

/** What comes of a command that runs in a container; called by one thread at a time. */
public interface TerminalListener {
    /** It printed something; the command waits until this returns. */
    void printed(byte[] bytes);

    /** It has ended, and nothing more comes. */
    void ended(int exitCode);

    /** The connection to it was lost, and nothing more comes. */
    void lost(String reason);
}
