package dev.heddle.registry;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** The contents of versions over HTTP, as streams. */
@Path("/api/v1/blobs/{sha256}")
public class BlobsResource {
    private final Blobs blobs;

    BlobsResource(Blobs blobs) {
        this.blobs = blobs;
    }

    @HEAD
    @Access(Role.CONTRIBUTOR)
    public Response head(@PathParam("sha256") String sha256) {
        return blobs.touch(sha256)
                .map(size -> Response.ok().header(HttpHeaders.CONTENT_LENGTH, size).build())
                .orElseGet(() -> Response.status(404).build());
    }

    @GET
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public InputStream get(@PathParam("sha256") String sha256) {
        return blobs.open(sha256);
    }

    @PUT
    @Consumes(MediaType.WILDCARD)
    @Access(Role.CONTRIBUTOR)
    public Response put(@PathParam("sha256") String sha256, InputStream content) {
        return Response.status(blobs.upload(sha256, content) ? 201 : 200).build();
    }
}
