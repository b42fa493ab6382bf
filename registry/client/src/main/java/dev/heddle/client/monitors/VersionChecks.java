package dev.heddle.client.monitors;

import java.util.List;

/**
 * Looks at versions in a way of its own, as quality does; in the process that has the registry.
 * Asked once a minute for each version that is looked at.
 */
public interface VersionChecks {
    /**
     * How a version is, with {@code since} of no meaning.
     *
     * @param policy what its model's monitors hold for right
     * @throws dev.heddle.model.HeddleException if it cannot look now; then all stays as it was
     */
    List<MonitorCheck> checks(String model, int version, MonitorPolicy policy);
}
