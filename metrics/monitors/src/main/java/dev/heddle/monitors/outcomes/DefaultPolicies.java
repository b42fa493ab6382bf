package dev.heddle.monitors.outcomes;

import dev.heddle.client.monitors.MonitorPolicy;
import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;

/** Policies where nobody keeps any. */
@Singleton
@DefaultBean
final class DefaultPolicies implements MonitorPolicies {
    @Override
    public MonitorPolicy policy(String model) {
        return MonitorPolicy.DEFAULT;
    }
}
