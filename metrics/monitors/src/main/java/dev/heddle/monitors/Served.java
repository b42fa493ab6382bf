package dev.heddle.monitors;

import dev.heddle.client.Endpoint;
import dev.heddle.client.ServingRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Knows which versions endpoints serve, so that those are watched that nobody calls. */
@Singleton
class Served {
    private final MonitorsDatabase database;
    private final ServingRegistry registry;

    Served(MonitorsDatabase database, ServingRegistry registry) {
        this.database = database;
        this.registry = registry;
    }

    /** Looks again which versions are served. */
    void refresh() {
        List<Endpoint> endpoints =
                registry.deployments(0, Duration.ZERO).endpoints().stream()
                        .filter(endpoint -> endpoint.version().isPresent())
                        .toList();
        String[] models = endpoints.stream().map(Endpoint::model).toArray(String[]::new);
        Integer[] versions =
                endpoints.stream()
                        .map(endpoint -> endpoint.version().orElseThrow())
                        .toArray(Integer[]::new);
        database.run(handle -> refresh(handle, models, versions));
    }

    private static void refresh(Handle handle, String[] models, Integer[] versions) {
        handle.createUpdate(
                        """
                        insert into monitored_version (model, version, served)
                        select distinct v.model, v.version, true
                        from unnest(?::text[], ?::int[]) as s (model, version)
                        join model_version v using (model, version)
                        on conflict (model, version) do update set served = true
                        where not monitored_version.served
                        """)
                .bind(0, models)
                .bind(1, versions)
                .execute();
        handle.createUpdate(
                        """
                        update monitored_version set served = false
                        where served and (model, version) not in (
                          select s.model, s.version
                          from unnest(?::text[], ?::int[]) as s (model, version))
                        """)
                .bind(0, models)
                .bind(1, versions)
                .execute();
    }
}
