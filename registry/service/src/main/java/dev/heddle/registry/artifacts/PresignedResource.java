package dev.heddle.registry.artifacts;

import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.MlflowJson;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;

/**
 * Where clients of MLflow read a file in parts, many at once. The address is the platform's own and
 * needs the caller's own credentials; none of the store are given out.
 */
@Path("/api/2.0/mlflow-artifacts/presigned/{path: .+}")
public class PresignedResource {
    private final ArtifactTree tree;

    PresignedResource(ArtifactTree tree) {
        this.tree = tree;
    }

    /** Where and how to read a file. */
    public record Address(String url, Map<String, String> headers, long fileSize) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public byte[] address(
            @Context HttpServerRequest request,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @Context UriInfo uri) {
        String plain = ArtifactPath.file(Addresses.asked(request, "presigned/"));
        ArtifactFile file =
                tree.find(plain)
                        .orElseThrow(
                                () -> Checks.missing("No such artifact: '%s'".formatted(plain)));
        return MlflowJson.bytes(
                new Address(
                        Addresses.file(uri, plain), Addresses.headers(authorization), file.size()));
    }
}
