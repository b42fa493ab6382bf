package dev.heddle.registry.artifacts;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.mlflow.Checks;
import dev.heddle.registry.Blobs;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.util.Optional;

/** The tree of artifacts as MLflow's clients read and write it, as streams in both directions. */
@Path("/api/2.0/mlflow-artifacts/artifacts")
public class ArtifactsResource {
    private static final String DONE = "{}";

    private final ArtifactTree tree;
    private final Blobs blobs;

    ArtifactsResource(ArtifactTree tree, Blobs blobs) {
        this.tree = tree;
        this.blobs = blobs;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public StreamingOutput list(@QueryParam("path") String path) {
        return new ArtifactListing(tree, ArtifactPath.folder(path == null ? "" : path));
    }

    @GET
    @Path("{path: .+}")
    public Response get(
            @Context HttpServerRequest request,
            @HeaderParam("Range") String range,
            @HeaderParam("If-Range") String ifRange,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch) {
        ArtifactFile file = require(request);
        if (("\"" + file.sha256() + "\"").equals(ifNoneMatch)) {
            return Response.notModified(file.sha256()).build();
        }
        return new ArtifactDownload(blobs, file, range, ifRange).get();
    }

    @HEAD
    @Path("{path: .+}")
    public Response head(@Context HttpServerRequest request) {
        return new ArtifactDownload(blobs, require(request), null, null).head();
    }

    @PUT
    @Path("{path: .+}")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Access(Role.CONTRIBUTOR)
    public String put(@Context HttpServerRequest request, InputStream content) {
        String file = path(request);
        ArtifactTree.requireWritable(file);
        tree.put(file, blobs.upload(content == null ? InputStream.nullInputStream() : content));
        return DONE;
    }

    @DELETE
    @Path("{path: .+}")
    @Produces(MediaType.APPLICATION_JSON)
    @Access(Role.CONTRIBUTOR)
    public String delete(@Context HttpServerRequest request) {
        tree.delete(path(request));
        return DONE;
    }

    private static String path(HttpServerRequest request) {
        return ArtifactPath.file(Addresses.asked(request, "artifacts/"));
    }

    private ArtifactFile require(HttpServerRequest request) {
        String file = path(request);
        return tree.find(file)
                .orElseThrow(
                        () ->
                                tree.list(file, Optional.empty(), 1).isEmpty()
                                        ? Checks.missing("No such artifact: '%s'".formatted(file))
                                        : Checks.invalid(
                                                "Artifact path refers to a directory, not a file: '%s'"
                                                        .formatted(file)));
    }
}
