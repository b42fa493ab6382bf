package dev.heddle.client;

import java.util.Optional;

/**
 * A part that must be ready before a process takes calls. The platform asks every bean of this type
 * at {@code /readyz}, often and by many threads: an answer comes at once, from what is known.
 */
public interface Readiness {
    /** What is ready or not, in one word: {@code serving}. */
    String name();

    /** Why it is not ready, a sentence; empty if it is. */
    Optional<String> problem();
}
