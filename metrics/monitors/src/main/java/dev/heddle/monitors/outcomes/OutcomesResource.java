package dev.heddle.monitors.outcomes;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.client.monitors.OutcomesReceipt;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;

/**
 * Takes what really happened. Whoever may call a model only reads; an outcome changes figures that
 * alerts and rollouts go by, so it takes a contributor.
 */
@Path("/models/{model}/outcomes")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@Blocking
public class OutcomesResource {
    private final Outcomes outcomes;

    OutcomesResource(Outcomes outcomes) {
        this.outcomes = outcomes;
    }

    /** An outcome, an array of them, or one on each line. */
    @POST
    @Access(Role.CONTRIBUTOR)
    public OutcomesReceipt take(@PathParam("model") String model, byte[] body) {
        Instant now = Instant.now();
        return outcomes.take(model, OutcomeReader.read(body, now), now);
    }
}
