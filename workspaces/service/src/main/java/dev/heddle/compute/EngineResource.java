package dev.heddle.compute;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.client.workspaces.ComputeEngine;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What runs containers, over HTTP. */
@Path("/api/v1/engine")
@Produces(MediaType.APPLICATION_JSON)
public class EngineResource {
    private final Inventory inventory;

    EngineResource(Inventory inventory) {
        this.inventory = inventory;
    }

    @GET
    @Access(Role.ADMIN)
    public ComputeEngine engine() {
        return inventory.take();
    }
}
