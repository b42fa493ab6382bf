package dev.heddle.registry.mlflow;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.MlflowJson;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

/** Takes registered models and versions as another registry had them. */
@Path("/api/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@Access(Role.CONTRIBUTOR)
public class RegistryImportsResource {
    private final RegistryImports imports;

    RegistryImportsResource(RegistryImports imports) {
        this.imports = imports;
    }

    @PUT
    @Path("{model}/imported")
    public byte[] model(
            @PathParam("model") String model, byte[] body, @Context SecurityContext caller) {
        return MlflowJson.bytes(imports.model(model, Message.of(body), Callers.name(caller)));
    }

    @PUT
    @Path("{model}/imported-versions/{version}")
    public byte[] version(
            @PathParam("model") String model,
            @PathParam("version") int version,
            byte[] body,
            @Context SecurityContext caller) {
        return MlflowJson.bytes(
                imports.version(model, version, Message.of(body), Callers.name(caller)));
    }
}
