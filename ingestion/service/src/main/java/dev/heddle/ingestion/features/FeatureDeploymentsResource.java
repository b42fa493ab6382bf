package dev.heddle.ingestion.features;

import dev.heddle.model.FeatureView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What processes ask for that read and write features. */
@Path("/api/v1/deployments/features")
@Produces(MediaType.APPLICATION_JSON)
public class FeatureDeploymentsResource {
    private final FeatureViews views;

    FeatureDeploymentsResource(FeatureViews views) {
        this.views = views;
    }

    @GET
    public List<FeatureView> views() {
        return views.views();
    }
}
