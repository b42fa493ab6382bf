package dev.heddle.registry;

import dev.heddle.client.Access;
import dev.heddle.client.ServingRegistry.Deployments;
import dev.heddle.client.ServingRegistry.Report;
import dev.heddle.client.Token.Role;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;

/** What serving processes ask for and tell. */
@Path("/api/v1/deployments")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class DeploymentsResource {
    private static final int MAX_WAIT_SECONDS = 60;

    private final LocalServingRegistry registry;

    DeploymentsResource(LocalServingRegistry registry) {
        this.registry = registry;
    }

    @GET
    public Deployments deployments(
            @QueryParam("revision") @DefaultValue("0") long revision,
            @QueryParam("waitSeconds") @DefaultValue("0") int wait) {
        if (wait < 0 || wait > MAX_WAIT_SECONDS) {
            throw Names.invalid(
                    "waitSeconds is %d, expected 0 to %d".formatted(wait, MAX_WAIT_SECONDS));
        }
        return registry.deployments(revision, Duration.ofSeconds(wait));
    }

    @POST
    @Path("reports")
    @Access(Role.CONTRIBUTOR)
    public void report(Report body) {
        registry.report(Requests.body(body));
    }
}
