package dev.heddle.serving;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/** How an endpoint is called, for programs that read OpenAPI. */
@Path("/models/{endpoint}/openapi.json")
@Blocking
public class OpenApiResource {
    private final EndpointFollower endpoints;

    OpenApiResource(EndpointFollower endpoints) {
        this.endpoints = endpoints;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> document(@PathParam("endpoint") String name) {
        ServedVersion version =
                endpoints
                        .find(name)
                        .orElseThrow(
                                () ->
                                        new HeddleException(
                                                ErrorCode.ENDPOINT_NOT_FOUND,
                                                "there is no endpoint '%s'".formatted(name)))
                        .current()
                        .orElseThrow(
                                () ->
                                        new HeddleException(
                                                ErrorCode.NOT_READY,
                                                "endpoint '%s' has no version ready yet"
                                                        .formatted(name)));
        return OpenApi.document(name, version.description(), version.model());
    }
}
