package dev.heddle.monitors;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.model.HeddleException;
import dev.heddle.monitors.outcomes.MonitorPolicies;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What each model's monitors hold for right. */
@Singleton
public class Policies implements MonitorPolicies {
    private static final int MOST_FIELDS = 200;
    private static final int MOST_SEGMENTS = 10;
    private static final int MOST_NAME = 500;

    private final MonitorsDatabase database;

    Policies(MonitorsDatabase database) {
        this.database = database;
    }

    /**
     * A model's policy; everything as the configuration says if nobody has said otherwise.
     *
     * @throws HeddleException with {@code MODEL_NOT_FOUND}
     */
    public MonitorPolicy find(String model) {
        return database.transaction(
                handle -> {
                    Versions.requireModel(handle, model);
                    return of(handle, model);
                });
    }

    @Override
    public MonitorPolicy policy(String model) {
        return database.transaction(handle -> of(handle, model));
    }

    /**
     * Says what a model's monitors hold for right, in whole.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} that names the field, or {@code
     *     MODEL_NOT_FOUND}
     */
    public MonitorPolicy set(String model, MonitorPolicy policy) {
        check(policy);
        return database.transaction(
                handle -> {
                    Versions.requireModel(handle, model);
                    handle.createUpdate(
                                    """
                                    insert into monitor_policy (model, policy)
                                    values (?, ?::jsonb)
                                    on conflict (model) do update set policy = excluded.policy
                                    """)
                            .bind(0, model)
                            .bind(1, HeddleJson.text(policy))
                            .execute();
                    return policy;
                });
    }

    static MonitorPolicy of(Handle handle, String model) {
        return handle.createQuery("select policy from monitor_policy where model = ?")
                .bind(0, model)
                .mapTo(String.class)
                .findOne()
                .map(json -> HeddleJson.ofText(json, MonitorPolicy.class))
                .orElse(MonitorPolicy.DEFAULT);
    }

    private static void check(MonitorPolicy policy) {
        requireBetween("errorRate", policy.errorRate(), 1);
        requireBetween("p99Millis", policy.p99Millis(), Double.MAX_VALUE);
        requireBetween("psi", policy.psi(), Double.MAX_VALUE);
        requireBetween("minimumQuality", policy.minimumQuality(), Double.MAX_VALUE);
        requireNames("ignoredFields", policy.ignoredFields(), MOST_FIELDS);
        requireNames("segments", policy.segments(), MOST_SEGMENTS);
        requireNames("outcome", policy.outcome().stream().toList(), 1);
        requireNames("score", policy.score().stream().toList(), 1);
    }

    private static void requireBetween(String field, Optional<Double> value, double most) {
        if (value.isPresent() && !(value.get() >= 0 && value.get() <= most)) {
            throw ReportRules.invalid(
                    "%s is %s, expected %s"
                            .formatted(field, value.get(), most == 1 ? "0 to 1" : "0 or more"));
        }
    }

    private static void requireNames(String field, List<String> names, int most) {
        if (names.size() > most) {
            throw ReportRules.invalid(
                    "%s has %d names, expected at most %d".formatted(field, names.size(), most));
        }
        for (String name : names) {
            if (name.isEmpty() || name.length() > MOST_NAME) {
                throw ReportRules.invalid(
                        "%s has '%.100s', expected a name of 1 to %d characters"
                                .formatted(field, name, MOST_NAME));
            }
        }
    }
}
