package dev.heddle.tracking;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.MlflowJson;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Takes experiments, runs and logged models as another tracking server had them. */
@Path("/api/v1/tracking")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@Access(Role.CONTRIBUTOR)
public class ImportsResource {
    private final Imports imports;

    ImportsResource(Imports imports) {
        this.imports = imports;
    }

    @PUT
    @Path("experiments")
    public byte[] experiment(byte[] body) {
        return MlflowJson.bytes(imports.experiment(Message.of(body)));
    }

    @PUT
    @Path("runs/{id}")
    public byte[] run(@PathParam("id") String id, byte[] body) {
        return MlflowJson.bytes(imports.run(id, Message.of(body)));
    }

    @PUT
    @Path("logged-models/{id}")
    public byte[] model(@PathParam("id") String id, byte[] body) {
        return MlflowJson.bytes(imports.model(id, Message.of(body)));
    }
}
