package dev.heddle.registry;

import dev.heddle.client.Access;
import dev.heddle.client.Page;
import dev.heddle.client.Token;
import dev.heddle.client.Token.Role;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Tokens over HTTP. */
@Path("/api/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Access(Role.ADMIN)
public class TokensResource {
    private final Tokens tokens;

    TokensResource(Tokens tokens) {
        this.tokens = tokens;
    }

    /** Body that makes a token. */
    public record NewToken(String name, Role role) {}

    @GET
    public Page<Token> list() {
        return new Page<>(tokens.list(), Optional.empty());
    }

    @POST
    public Response create(NewToken body) {
        NewToken wanted = Requests.body(body);
        if (wanted.role() == null) {
            throw Names.invalid("role is missing, expected VIEWER, CONTRIBUTOR or ADMIN");
        }
        return Response.status(201).entity(tokens.create(wanted.name(), wanted.role())).build();
    }

    @DELETE
    @Path("{name}")
    public void delete(@PathParam("name") String name) {
        tokens.delete(name);
    }
}
