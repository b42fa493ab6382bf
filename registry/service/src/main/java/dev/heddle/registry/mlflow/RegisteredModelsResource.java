package dev.heddle.registry.mlflow;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.MlflowJson;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.Catalog;
import dev.heddle.registry.ModelLifecycle;
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

/** Registered models over MLflow's protocol. */
@Path("/api/2.0/mlflow/registered-models")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class RegisteredModelsResource {
    private static final byte[] NOTHING = MlflowJson.bytes(Map.of());

    private final RegistryReader reader;
    private final RegistrySearch search;
    private final ModelLifecycle lifecycle;
    private final Catalog catalog;

    RegisteredModelsResource(
            RegistryReader reader,
            RegistrySearch search,
            ModelLifecycle lifecycle,
            Catalog catalog) {
        this.reader = reader;
        this.search = search;
        this.lifecycle = lifecycle;
        this.catalog = catalog;
    }

    /** One page of models. */
    public record Found(List<RegisteredModel> registeredModels, Optional<String> nextPageToken) {}

    @POST
    @Path("create")
    @Access(Role.CONTRIBUTOR)
    public byte[] create(byte[] body, @Context SecurityContext caller) {
        Message message = Message.of(body);
        String name = RegistryWords.name(message);
        Map<String, String> tags = RegistryWords.tags(message);
        String description = message.text("description").orElse("");
        try {
            lifecycle.create(name, description, tags, Callers.name(caller));
        } catch (HeddleException e) {
            throw taken(e, name, RegistryWords.isPrompt(tags));
        }
        return answer(name);
    }

    @GET
    @Path("get")
    public byte[] get(@Context UriInfo uri) {
        return answer(RegistryWords.name(Message.of(uri.getQueryParameters())));
    }

    @PATCH
    @Path("update")
    @Access(Role.CONTRIBUTOR)
    public byte[] update(byte[] body) {
        Message message = Message.of(body);
        String name = RegistryWords.name(message);
        String description = message.text("description").orElse("");
        RegistryWords.ofModel(name, () -> catalog.describe(name, description));
        return answer(name);
    }

    @POST
    @Path("rename")
    @Access(Role.CONTRIBUTOR)
    public byte[] rename(byte[] body, @Context SecurityContext caller) {
        Message message = Message.of(body);
        String name = RegistryWords.name(message);
        String newName = message.required("new_name");
        if (newName.isBlank()) {
            throw Checks.invalid("Missing value for required parameter 'new_name'.");
        }
        Checks.modelName(newName);
        try {
            RegistryWords.ofModel(
                    name, () -> lifecycle.rename(name, newName, Callers.name(caller)));
        } catch (HeddleException e) {
            throw taken(e, newName, false);
        }
        return answer(newName);
    }

    @DELETE
    @Path("delete")
    @Access(Role.ADMIN)
    public byte[] delete(byte[] body, @Context UriInfo uri) {
        String name = RegistryWords.name(Bodies.of(body, uri));
        return RegistryWords.ofModel(
                name,
                () -> {
                    catalog.deleteModel(name);
                    return NOTHING;
                });
    }

    @GET
    @Path("search")
    public byte[] search(@Context UriInfo uri) {
        var page = search.models(Message.of(uri.getQueryParameters()));
        return MlflowJson.bytes(new Found(page.items(), page.nextPageToken()));
    }

    @POST
    @Path("get-latest-versions")
    public byte[] latest(byte[] body) {
        return latest(Message.of(body));
    }

    @GET
    @Path("get-latest-versions")
    public byte[] latest(@Context UriInfo uri) {
        return latest(Message.of(uri.getQueryParameters()));
    }

    private byte[] latest(Message message) {
        List<String> stages = message.texts("stages").stream().map(RegistryWords::stage).toList();
        List<RegisteredVersion> versions =
                reader.model(RegistryWords.name(message)).latestVersions().stream()
                        .filter(v -> stages.isEmpty() || stages.contains(v.currentStage()))
                        .toList();
        return MlflowJson.bytes(Map.of("model_versions", versions));
    }

    @POST
    @Path("set-tag")
    @Access(Role.CONTRIBUTOR)
    public byte[] tag(byte[] body) {
        Message message = Message.of(body);
        String name = RegistryWords.name(message);
        Tag tag = RegistryWords.tag(message);
        return RegistryWords.ofModel(
                name,
                () -> {
                    lifecycle.tag(name, tag.key(), tag.value());
                    return NOTHING;
                });
    }

    @DELETE
    @Path("delete-tag")
    @Access(Role.CONTRIBUTOR)
    public byte[] untag(byte[] body, @Context UriInfo uri) {
        Message message = Bodies.of(body, uri);
        String name = RegistryWords.name(message);
        RegistryWords.ofModel(name, () -> lifecycle.untag(name, message.required("key")));
        return NOTHING;
    }

    @POST
    @Path("alias")
    @Access(Role.CONTRIBUTOR)
    public byte[] alias(byte[] body, @Context SecurityContext caller) {
        Message message = Message.of(body);
        String name = RegistryWords.name(message);
        String alias = RegistryWords.newAlias(message);
        int version = RegistryWords.version(message);
        RegistryWords.ofVersion(
                name,
                version,
                () -> catalog.alias(name, alias, version, Optional.empty(), Callers.name(caller)));
        return NOTHING;
    }

    @DELETE
    @Path("alias")
    @Access(Role.CONTRIBUTOR)
    public byte[] removeAlias(byte[] body, @Context UriInfo uri, @Context SecurityContext caller) {
        Message message = Bodies.of(body, uri);
        String name = RegistryWords.name(message);
        String alias = RegistryWords.alias(message);
        try {
            RegistryWords.ofModel(
                    name,
                    () -> catalog.removeAlias(name, alias, Optional.empty(), Callers.name(caller)));
        } catch (HeddleException e) {
            // To remove what is not there is no error in this protocol.
            if (e.code() != ErrorCode.ALIAS_NOT_FOUND) {
                throw e;
            }
        }
        return NOTHING;
    }

    @GET
    @Path("alias")
    public byte[] ofAlias(@Context UriInfo uri) {
        Message message = Message.of(uri.getQueryParameters());
        String name = RegistryWords.name(message);
        String alias = RegistryWords.alias(message);
        RegisteredVersion version =
                reader.ofAlias(name, alias)
                        .orElseThrow(
                                () -> {
                                    reader.model(name);
                                    return alias.equalsIgnoreCase("latest")
                                            ? Checks.missing(
                                                    "Latest version not found for model %s."
                                                            .formatted(name))
                                            : Checks.invalid(
                                                    "Registered model alias %s not found."
                                                            .formatted(alias));
                                });
        return MlflowJson.bytes(Map.of("model_version", version));
    }

    private byte[] answer(String name) {
        return MlflowJson.bytes(Map.of("registered_model", reader.model(name)));
    }

    /** A name may be taken by a model, or by an endpoint of another one. */
    private HeddleException taken(HeddleException e, String name, boolean isPrompt) {
        if (e.code() != ErrorCode.ALREADY_EXISTS) {
            return e;
        }
        try {
            return RegistryWords.exists(name, reader.model(name).isPrompt(), isPrompt);
        } catch (HeddleException missing) {
            return e;
        }
    }
}
