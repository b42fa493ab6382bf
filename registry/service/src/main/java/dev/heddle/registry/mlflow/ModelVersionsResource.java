package dev.heddle.registry.mlflow;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.MlflowJson;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.Catalog;
import dev.heddle.registry.VersionLifecycle;
import dev.heddle.registry.mlflow.RegisteredModel.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Model versions over MLflow's protocol. */
@Path("/api/2.0/mlflow/model-versions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class ModelVersionsResource {
    private static final byte[] NOTHING = MlflowJson.bytes(Map.of());

    private final RegistryReader reader;
    private final RegistrySearch search;
    private final VersionCreation creation;
    private final VersionLifecycle lifecycle;
    private final Catalog catalog;

    ModelVersionsResource(
            RegistryReader reader,
            RegistrySearch search,
            VersionCreation creation,
            VersionLifecycle lifecycle,
            Catalog catalog) {
        this.reader = reader;
        this.search = search;
        this.creation = creation;
        this.lifecycle = lifecycle;
        this.catalog = catalog;
    }

    /** One page of versions. */
    public record Found(List<RegisteredVersion> modelVersions, Optional<String> nextPageToken) {}

    @POST
    @Path("create")
    @Access(Role.CONTRIBUTOR)
    public byte[] create(byte[] body, @Context SecurityContext caller) {
        Message message = Message.of(body);
        String name = RegistryWords.name(message);
        int version = creation.create(name, message, Callers.name(caller));
        return answer(name, version);
    }

    @GET
    @Path("get")
    public byte[] get(@Context UriInfo uri) {
        Message message = Message.of(uri.getQueryParameters());
        return answer(RegistryWords.name(message), RegistryWords.version(message));
    }

    @GET
    @Path("search")
    public byte[] search(@Context UriInfo uri) {
        var page = search.versions(Message.of(uri.getQueryParameters()));
        return MlflowJson.bytes(new Found(page.items(), page.nextPageToken()));
    }

    @PATCH
    @Path("update")
    @Access(Role.CONTRIBUTOR)
    public byte[] update(byte[] body, @Context SecurityContext caller) {
        Message message = Message.of(body);
        String name = RegistryWords.name(message);
        int version = RegistryWords.version(message);
        String description = message.text("description").orElse("");
        RegistryWords.ofVersion(
                name,
                version,
                () -> {
                    lifecycle.describe(name, version, description, Callers.name(caller));
                    return name;
                });
        return answer(name, version);
    }

    @POST
    @Path("transition-stage")
    @Access(Role.CONTRIBUTOR)
    public byte[] move(byte[] body, @Context SecurityContext caller) {
        Message message = Message.of(body);
        String name = RegistryWords.name(message);
        int version = RegistryWords.version(message);
        String stage = RegistryWords.stage(message.required("stage"));
        boolean archivesOthers = message.flag("archive_existing_versions").orElse(false);
        if (archivesOthers && !RegistryWords.isActive(stage)) {
            throw Checks.invalid(
                    ("Model version transition cannot archive existing model versions because '%s'"
                                    + " is not an Active stage. Valid stages are ['Staging',"
                                    + " 'Production']")
                            .formatted(message.required("stage")));
        }
        RegistryWords.ofVersion(
                name,
                version,
                () -> {
                    lifecycle.move(name, version, stage, archivesOthers, Callers.name(caller));
                    return name;
                });
        return answer(name, version);
    }

    @DELETE
    @Path("delete")
    @Access(Role.ADMIN)
    public byte[] delete(byte[] body, @Context UriInfo uri, @Context SecurityContext caller) {
        Message message = Bodies.of(body, uri);
        String name = RegistryWords.name(message);
        int version = RegistryWords.version(message);
        return RegistryWords.ofVersion(
                name,
                version,
                () -> {
                    lifecycle.delete(name, version, Callers.name(caller));
                    return NOTHING;
                });
    }

    @GET
    @Path("get-download-uri")
    public byte[] files(@Context UriInfo uri) {
        Message message = Message.of(uri.getQueryParameters());
        RegisteredVersion version =
                reader.version(RegistryWords.name(message), RegistryWords.version(message));
        return MlflowJson.bytes(Map.of("artifact_uri", reader.filesOf(version)));
    }

    @POST
    @Path("set-tag")
    @Access(Role.CONTRIBUTOR)
    public byte[] tag(byte[] body, @Context SecurityContext caller) {
        Message message = Message.of(body);
        String name = RegistryWords.name(message);
        int version = RegistryWords.version(message);
        Tag tag = RegistryWords.tag(message);
        RegistryWords.ofVersion(
                name,
                version,
                () -> catalog.tag(name, version, tag.key(), tag.value(), Callers.name(caller)));
        return NOTHING;
    }

    @DELETE
    @Path("delete-tag")
    @Access(Role.CONTRIBUTOR)
    public byte[] untag(byte[] body, @Context UriInfo uri, @Context SecurityContext caller) {
        Message message = Bodies.of(body, uri);
        String name = RegistryWords.name(message);
        int version = RegistryWords.version(message);
        String key = message.required("key");
        try {
            RegistryWords.ofVersion(
                    name, version, () -> catalog.untag(name, version, key, Callers.name(caller)));
        } catch (HeddleException e) {
            // To remove what is not there is no error in this protocol.
            if (e.code() != ErrorCode.TAG_NOT_FOUND) {
                throw e;
            }
        }
        return NOTHING;
    }

    private byte[] answer(String name, int version) {
        return MlflowJson.bytes(Map.of("model_version", reader.version(name, version)));
    }
}
