package dev.heddle.compute;

import java.util.Set;

/**
 * Keeps containers for something: it compares what is wanted with what there is, and begins what
 * makes them agree. What takes long it does on threads of its own.
 */
public interface ContainerKeeper {
    /**
     * Whether there is anything to look after. A platform that nobody uses containers on asks no
     * engine.
     */
    boolean hasWork();

    /** Looks at what there is; called by one thread, again and again. */
    void look(Snapshot containers);

    /** The names of the containers that belong to something it knows. */
    Set<String> containers();

    /** The names of the volumes that belong to something it knows. */
    Set<String> volumes();
}
