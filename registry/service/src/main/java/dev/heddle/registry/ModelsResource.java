package dev.heddle.registry;

import dev.heddle.client.Access;
import dev.heddle.client.Model;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Page;
import dev.heddle.client.RegistrationRequest;
import dev.heddle.client.Token.Role;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;

/** Models and versions over HTTP. */
@Path("/api/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ModelsResource {
    private final Catalog catalog;
    private final Registration registration;
    private final ArchiveRegistration archives;

    ModelsResource(Catalog catalog, Registration registration, ArchiveRegistration archives) {
        this.catalog = catalog;
        this.registration = registration;
        this.archives = archives;
    }

    /** Body that sets a model's description. */
    public record Description(String description) {}

    /** Body that sets a tag. */
    public record TagValue(String value) {}

    /** Body that moves an alias. */
    public record AliasTarget(int version) {}

    @GET
    public Page<Model> list(
            @QueryParam("filter") String filter,
            @QueryParam("name") String part,
            @QueryParam("limit") Integer limit,
            @QueryParam("pageToken") String token) {
        return catalog.models(filter, part, PageRequest.of(limit, token));
    }

    @GET
    @Path("{model}")
    public Model model(@PathParam("model") String model) {
        return catalog.model(model);
    }

    @PATCH
    @Path("{model}")
    @Access(Role.CONTRIBUTOR)
    public Model describe(@PathParam("model") String model, Description body) {
        return catalog.describe(model, Requests.body(body).description());
    }

    @DELETE
    @Path("{model}")
    @Access(Role.ADMIN)
    public void delete(@PathParam("model") String model) {
        catalog.deleteModel(model);
    }

    @GET
    @Path("{model}/versions")
    public Page<ModelVersion> versions(
            @PathParam("model") String model,
            @QueryParam("filter") String filter,
            @QueryParam("limit") Integer limit,
            @QueryParam("pageToken") String token) {
        return catalog.versions(model, filter, PageRequest.of(limit, token));
    }

    @POST
    @Path("{model}/versions")
    @Access(Role.CONTRIBUTOR)
    public Response register(
            @PathParam("model") String model,
            RegistrationRequest body,
            @Context SecurityContext caller) {
        VersionCommit.Outcome outcome =
                registration.register(model, Requests.body(body), Requests.actor(caller));
        return Response.status(outcome.isNew() ? 201 : 200).entity(outcome.version()).build();
    }

    @POST
    @Path("{model}/versions")
    @Consumes("application/zip")
    @Access(Role.CONTRIBUTOR)
    public Response registerArchive(
            @PathParam("model") String model, InputStream zip, @Context SecurityContext caller) {
        VersionCommit.Outcome outcome = archives.register(model, zip, Requests.actor(caller));
        return Response.status(outcome.isNew() ? 201 : 200).entity(outcome.version()).build();
    }

    @GET
    @Path("{model}/versions/{reference}")
    public Response version(
            @PathParam("model") String model, @PathParam("reference") String reference) {
        ModelVersion version = catalog.version(model, reference);
        return Response.ok(version).tag(new EntityTag(version.digest(), true)).build();
    }

    @DELETE
    @Path("{model}/versions/{version}")
    @Access(Role.ADMIN)
    public void deleteVersion(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @Context SecurityContext caller) {
        catalog.deleteVersion(model, version, Requests.actor(caller));
    }

    @PUT
    @Path("{model}/versions/{version}/tags/{key}")
    @Access(Role.CONTRIBUTOR)
    public ModelVersion tag(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @PathParam("key") String key,
            TagValue body,
            @Context SecurityContext caller) {
        String value = Requests.body(body).value();
        return catalog.tag(model, version, key, value, Requests.actor(caller));
    }

    @DELETE
    @Path("{model}/versions/{version}/tags/{key}")
    @Access(Role.CONTRIBUTOR)
    public ModelVersion untag(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @PathParam("key") String key,
            @Context SecurityContext caller) {
        return catalog.untag(model, version, key, Requests.actor(caller));
    }

    @PUT
    @Path("{model}/aliases/{alias}")
    @Access(Role.CONTRIBUTOR)
    public Response alias(
            @PathParam("model") String model,
            @PathParam("alias") String alias,
            @HeaderParam("If-Match") String ifMatch,
            AliasTarget body,
            @Context SecurityContext caller) {
        int version = Requests.body(body).version();
        Model changed =
                catalog.alias(
                        model, alias, version, Requests.ifMatch(ifMatch), Requests.actor(caller));
        return Response.ok(changed).tag(String.valueOf(version)).build();
    }

    @DELETE
    @Path("{model}/aliases/{alias}")
    @Access(Role.CONTRIBUTOR)
    public Model removeAlias(
            @PathParam("model") String model,
            @PathParam("alias") String alias,
            @HeaderParam("If-Match") String ifMatch,
            @Context SecurityContext caller) {
        return catalog.removeAlias(model, alias, Requests.ifMatch(ifMatch), Requests.actor(caller));
    }
}
