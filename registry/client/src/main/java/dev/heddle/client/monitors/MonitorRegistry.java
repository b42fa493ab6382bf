package dev.heddle.client.monitors;

import java.util.List;

/** Where processes tell what they see of versions. */
public interface MonitorRegistry {
    /**
     * Keeps reports; each takes the place of an earlier one of the same version, source, process
     * and minute. What is said of a version that does not exist is dropped.
     */
    void report(List<MonitorReport> reports);

    /**
     * Keeps the profile that later ones of a version are compared with.
     *
     * @param profile as {@code dev.heddle.sketches} writes it
     */
    void baseline(String model, int version, byte[] profile);
}
