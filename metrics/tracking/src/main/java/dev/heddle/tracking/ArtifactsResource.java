package dev.heddle.tracking;

import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.MlflowJson;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

/** The files of runs over MLflow's protocol. */
@Path("/api/2.0/mlflow/artifacts")
@Produces(MediaType.APPLICATION_JSON)
public class ArtifactsResource {
    private final Runs runs;
    private final ArtifactListing listing;

    ArtifactsResource(Runs runs, ArtifactListing listing) {
        this.runs = runs;
        this.listing = listing;
    }

    @GET
    @Path("list")
    public byte[] list(@Context UriInfo uri) {
        Message message = Message.of(uri.getQueryParameters());
        String root = runs.get(message.runId()).info().artifactUri();
        return MlflowJson.bytes(listing.list(root, message, "path"));
    }
}
