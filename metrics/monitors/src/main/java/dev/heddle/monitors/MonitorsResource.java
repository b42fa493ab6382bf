package dev.heddle.monitors;

import dev.heddle.client.Access;
import dev.heddle.client.Page;
import dev.heddle.client.Token.Role;
import dev.heddle.client.monitors.Alert;
import dev.heddle.client.monitors.FieldDistribution;
import dev.heddle.client.monitors.MonitorDetail;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.MonitorSummary;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What monitors say, over HTTP. */
@Path("/api/v1/monitors")
@Produces(MediaType.APPLICATION_JSON)
public class MonitorsResource {
    private final Summaries summaries;
    private final Details details;
    private final Distributions distributions;
    private final Policies policies;
    private final Messenger messenger;

    MonitorsResource(
            Summaries summaries,
            Details details,
            Distributions distributions,
            Policies policies,
            Messenger messenger) {
        this.summaries = summaries;
        this.details = details;
        this.distributions = distributions;
        this.policies = policies;
        this.messenger = messenger;
    }

    @GET
    public Page<MonitorSummary> list(
            @QueryParam("model") List<String> models,
            @QueryParam("limit") Integer limit,
            @QueryParam("pageToken") String token) {
        return summaries.list(models, Paging.of(limit, token));
    }

    @GET
    @Path("models/{model}/versions/{version}")
    public MonitorDetail detail(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @QueryParam("window") String window) {
        return details.find(model, version, window);
    }

    @GET
    @Path("models/{model}/versions/{version}/fields/{field}")
    public FieldDistribution field(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @PathParam("field") String field,
            @QueryParam("window") String window) {
        return distributions.find(model, version, field, window);
    }

    @GET
    @Path("models/{model}/policy")
    public MonitorPolicy policy(@PathParam("model") String model) {
        return policies.find(model);
    }

    @PUT
    @Path("models/{model}/policy")
    @Consumes(MediaType.APPLICATION_JSON)
    @Access(Role.CONTRIBUTOR)
    public MonitorPolicy setPolicy(@PathParam("model") String model, MonitorPolicy body) {
        if (body == null) {
            throw ReportRules.invalid("expected a policy, {} for what the configuration says");
        }
        return policies.set(model, body);
    }

    @GET
    @Path("alerts")
    public Page<Alert> alerts(
            @QueryParam("state") String state,
            @QueryParam("limit") Integer limit,
            @QueryParam("pageToken") String token) {
        return summaries.alerts(state, Paging.of(limit, token));
    }

    /** Tells the webhook that this is a test; who receives is told. */
    @POST
    @Path("webhook/test")
    @Access(Role.CONTRIBUTOR)
    public Map<String, String> testWebhook() {
        return messenger.test(Instant.now());
    }
}
