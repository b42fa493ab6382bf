package dev.heddle.tracking;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.mlflow.Checks;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;

/** Removes for good what was deleted, when an admin says so. */
@Path("/api/v1/tracking/purge")
@Produces(MediaType.APPLICATION_JSON)
public class PurgeResource {
    private final Purge purge;
    private final TrackingConfig config;

    PurgeResource(Purge purge, TrackingConfig config) {
        this.purge = purge;
        this.config = config;
    }

    /**
     * Removes what was deleted longer ago than so many seconds; as long ago as it is kept where
     * none are given.
     */
    @POST
    @Access(Role.ADMIN)
    public Purge.Removed purge(@QueryParam("olderThanSeconds") Long seconds) {
        if (seconds != null && seconds < 0) {
            throw Checks.invalid("olderThanSeconds is %d, expected 0 or more".formatted(seconds));
        }
        return purge.purge(seconds == null ? config.keepDeleted() : Duration.ofSeconds(seconds));
    }
}
