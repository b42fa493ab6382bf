package dev.heddle.ingestion;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.client.streams.DeployedStream;
import dev.heddle.client.streams.WorkerReport;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What processes ask for and tell that run streams. */
@Path("/api/v1/deployments/streams")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class StreamDeploymentsResource {
    private final Streams streams;

    StreamDeploymentsResource(Streams streams) {
        this.streams = streams;
    }

    @GET
    public List<DeployedStream> deployed() {
        return streams.deployed();
    }

    @POST
    @Path("{stream}/reports")
    @Access(Role.CONTRIBUTOR)
    public void report(@PathParam("stream") String stream, WorkerReport body) {
        if (body == null) {
            throw new HeddleException(ErrorCode.INVALID_REQUEST, "the request has no body");
        }
        streams.report(stream, body);
    }
}
