package dev.heddle.serving;

/** Where calls of endpoints are written that ask for it. */
public interface InferenceLog {
    /**
     * Takes a call that has been answered. Returns at once and never fails: what cannot be taken is
     * dropped and counted.
     */
    void add(LoggedCall call);
}
