package dev.heddle.metrics;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What MLflow's tools ask a tracking server first: whether it is there, and how new it is. */
@Path("/")
@Produces(MediaType.TEXT_PLAIN)
public class ServerResource {
    /** The release of MLflow whose protocol this is. */
    private static final String MLFLOW_VERSION = "3.17.2";

    @GET
    @Path("health")
    public String health() {
        return "OK";
    }

    @GET
    @Path("version")
    public String version() {
        return MLFLOW_VERSION;
    }
}
