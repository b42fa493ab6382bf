package dev.heddle.client.monitors;

import java.util.List;

/**
 * Looks at what is no version: each feature that has such things is one, in the process that has
 * the registry. Asked once a minute, by one thread at a time.
 */
public interface OperationalChecks {
    /** The kinds of the checks that it makes; no other makes them. */
    List<MonitorCheck.Kind> kinds();

    /**
     * How everything is that it looks at; what is not among them any more is well again. May block
     * for some seconds.
     *
     * @throws dev.heddle.model.HeddleException if it cannot look now; then all stays as it was
     */
    List<TargetCheck> checks();
}
