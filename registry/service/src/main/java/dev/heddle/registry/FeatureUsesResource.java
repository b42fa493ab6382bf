package dev.heddle.registry;

import dev.heddle.client.Page;
import dev.heddle.client.features.FeatureUse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** The models of a feature view over HTTP. */
@Path("/api/v1/features/{view}/models")
@Produces(MediaType.APPLICATION_JSON)
public class FeatureUsesResource {
    private final FeatureUses uses;

    FeatureUsesResource(FeatureUses uses) {
        this.uses = uses;
    }

    @GET
    public Page<FeatureUse> models(
            @PathParam("view") String view,
            @QueryParam("limit") Integer limit,
            @QueryParam("pageToken") String token) {
        return uses.of(view, PageRequest.of(limit, token));
    }
}
