package dev.heddle.monitors.outcomes;

import dev.heddle.client.monitors.MonitorPolicy;

/** What models' monitors hold for right, as far as outcomes need to know. */
public interface MonitorPolicies {
    /** A model's policy; {@link MonitorPolicy#DEFAULT} where nobody has said anything. */
    MonitorPolicy policy(String model);
}
