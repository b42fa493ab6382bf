package dev.heddle.tracking;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.MlflowJson;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Logged models over MLflow's protocol. */
@Path("/api/2.0/mlflow/logged-models")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class LoggedModelsResource {
    private static final byte[] NOTHING = MlflowJson.bytes(Map.of());
    private static final List<String> STATUSES = List.of("PENDING", "READY", "UPLOAD_FAILED");

    private final LoggedModelRows models;
    private final LoggedModelSearch search;
    private final ArtifactListing listing;

    LoggedModelsResource(
            LoggedModelRows models, LoggedModelSearch search, ArtifactListing listing) {
        this.models = models;
        this.search = search;
        this.listing = listing;
    }

    @POST
    @Access(Role.CONTRIBUTOR)
    public byte[] create(byte[] body) {
        Message message = Message.of(body);
        return answer(
                models.create(
                        new LoggedModelRows.New(
                                message.required("experiment_id"),
                                given(message, "name"),
                                given(message, "model_type"),
                                given(message, "source_run_id"),
                                pairs(message, "params"),
                                pairs(message, "tags"))));
    }

    private static Optional<String> given(Message message, String field) {
        return message.text(field).filter(text -> !text.isEmpty());
    }

    private static List<KeyValue> pairs(Message message, String field) {
        return message.messages(field).stream().map(KeyValue::of).toList();
    }

    private static byte[] answer(LoggedModel model) {
        return MlflowJson.bytes(Map.of("model", model));
    }

    @GET
    @Path("{id}")
    public byte[] get(@PathParam("id") String id, @Context UriInfo uri) {
        boolean evenDeleted =
                Message.of(uri.getQueryParameters()).flag("allow_deleted").orElse(false);
        return answer(models.get(id, evenDeleted));
    }

    @PATCH
    @Path("{id}")
    @Access(Role.CONTRIBUTOR)
    public byte[] finish(@PathParam("id") String id, byte[] body) {
        return answer(models.finish(id, status(Message.of(body))));
    }

    /** The status that a request gives, by name or number. */
    static String status(Message message) {
        if (!message.has("status")) {
            throw Checks.required("status");
        }
        String given = message.json().get("status").asText();
        for (int i = 0; i < STATUSES.size(); i++) {
            if (given.equals("LOGGED_MODEL_" + STATUSES.get(i))
                    || given.equals(String.valueOf(i + 1))) {
                return STATUSES.get(i);
            }
        }
        throw Checks.invalid(
                "Invalid value %s for parameter 'status' supplied: expected LOGGED_MODEL_ and one of %s"
                        .formatted(Checks.quoted(given), STATUSES));
    }

    @DELETE
    @Path("{id}")
    @Access(Role.CONTRIBUTOR)
    public byte[] delete(@PathParam("id") String id) {
        models.delete(id);
        return NOTHING;
    }

    @POST
    @Path("search")
    public byte[] search(byte[] body) {
        return MlflowJson.bytes(search.search(Message.of(body)));
    }

    @GET
    @Path("{id}/artifacts/directories")
    public byte[] list(@PathParam("id") String id, @Context UriInfo uri) {
        Message message = Message.of(uri.getQueryParameters());
        String root = models.get(id, false).info().artifactUri();
        return MlflowJson.bytes(listing.list(root, message, "artifact_directory_path"));
    }

    @PATCH
    @Path("{id}/tags")
    @Access(Role.CONTRIBUTOR)
    public byte[] tag(@PathParam("id") String id, byte[] body) {
        models.tag(id, pairs(Message.of(body), "tags"));
        return NOTHING;
    }

    @DELETE
    @Path("{id}/tags/{key:.+}")
    @Access(Role.CONTRIBUTOR)
    public byte[] untag(@PathParam("id") String id, @PathParam("key") String key) {
        models.untag(id, key);
        return NOTHING;
    }

    @POST
    @Path("{id}/params")
    @Access(Role.CONTRIBUTOR)
    public byte[] parameters(@PathParam("id") String id, byte[] body) {
        models.addParameters(id, pairs(Message.of(body), "params"));
        return NOTHING;
    }
}
