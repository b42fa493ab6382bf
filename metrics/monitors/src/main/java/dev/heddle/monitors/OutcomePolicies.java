package dev.heddle.monitors;

import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.monitors.outcomes.MonitorPolicies;
import jakarta.inject.Singleton;

/** The policies that are kept, for outcomes. */
@Singleton
final class OutcomePolicies implements MonitorPolicies {
    private final MonitorsDatabase database;

    OutcomePolicies(MonitorsDatabase database) {
        this.database = database;
    }

    @Override
    public MonitorPolicy policy(String model) {
        return database.transaction(handle -> Policies.of(handle, model));
    }
}
