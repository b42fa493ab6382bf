package dev.heddle.tracking;

import dev.heddle.client.Access;
import dev.heddle.client.Token.Role;
import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.MlflowJson;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;

/** Experiments over MLflow's protocol. */
@Path("/api/2.0/mlflow/experiments")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class ExperimentsResource {
    private static final int MAX_EXPERIMENTS = 20;

    private final Experiments experiments;
    private final Inputs inputs;

    ExperimentsResource(Experiments experiments, Inputs inputs) {
        this.experiments = experiments;
        this.inputs = inputs;
    }

    @POST
    @Path("create")
    @Access(Role.CONTRIBUTOR)
    public byte[] create(byte[] body) {
        Message message = Message.of(body);
        String id =
                experiments.create(
                        message.required("name"),
                        message.text("artifact_location").filter(text -> !text.isEmpty()),
                        message.messages("tags").stream().map(KeyValue::of).toList());
        return MlflowJson.bytes(Map.of("experiment_id", id));
    }

    @GET
    @Path("get")
    public byte[] get(@Context UriInfo uri) {
        Message message = Message.of(uri.getQueryParameters());
        return MlflowJson.bytes(
                Map.of("experiment", experiments.get(message.required("experiment_id"))));
    }

    @GET
    @Path("get-by-name")
    public byte[] byName(@Context UriInfo uri) {
        String name = Message.of(uri.getQueryParameters()).required("experiment_name");
        Experiment experiment =
                experiments
                        .byName(name)
                        .orElseThrow(
                                () ->
                                        Checks.missing(
                                                "Could not find experiment with name '%s'"
                                                        .formatted(name)));
        return MlflowJson.bytes(Map.of("experiment", experiment));
    }

    @POST
    @Path("search")
    public byte[] search(byte[] body) {
        return search(Message.of(body));
    }

    @GET
    @Path("search")
    public byte[] search(@Context UriInfo uri) {
        return search(Message.of(uri.getQueryParameters()));
    }

    private byte[] search(Message message) {
        return MlflowJson.bytes(
                experiments.search(
                        ViewType.of(message, "view_type"),
                        message.integer("max_results"),
                        message.text("filter").orElse(""),
                        message.texts("order_by"),
                        message.text("page_token")));
    }

    @POST
    @Path("update")
    @Access(Role.CONTRIBUTOR)
    public byte[] update(byte[] body) {
        Message message = Message.of(body);
        experiments.rename(message.required("experiment_id"), message.required("new_name"));
        return MlflowJson.bytes(Map.of());
    }

    @POST
    @Path("delete")
    @Access(Role.CONTRIBUTOR)
    public byte[] delete(byte[] body) {
        experiments.mark(Message.of(body).required("experiment_id"), true);
        return MlflowJson.bytes(Map.of());
    }

    @POST
    @Path("restore")
    @Access(Role.CONTRIBUTOR)
    public byte[] restore(byte[] body) {
        experiments.mark(Message.of(body).required("experiment_id"), false);
        return MlflowJson.bytes(Map.of());
    }

    @POST
    @Path("set-experiment-tag")
    @Access(Role.CONTRIBUTOR)
    public byte[] tag(byte[] body) {
        Message message = Message.of(body);
        experiments.tag(
                message.required("experiment_id"),
                new KeyValue(message.required("key"), message.text("value").orElse("")));
        return MlflowJson.bytes(Map.of());
    }

    @POST
    @Path("delete-experiment-tag")
    @Access(Role.CONTRIBUTOR)
    public byte[] untag(byte[] body) {
        Message message = Message.of(body);
        experiments.untag(message.required("experiment_id"), message.required("key"));
        return MlflowJson.bytes(Map.of());
    }

    @POST
    @Path("search-datasets")
    public byte[] datasets(byte[] body) {
        List<String> ids = Message.of(body).texts("experiment_ids");
        if (ids.isEmpty()) {
            throw Checks.invalid("SearchDatasets request must specify at least one experiment_id.");
        }
        if (ids.size() > MAX_EXPERIMENTS) {
            throw Checks.invalid(
                    "SearchDatasets request cannot specify more than %d experiment_ids. Received %d experiment_ids."
                            .formatted(MAX_EXPERIMENTS, ids.size()));
        }
        return MlflowJson.bytes(Map.of("dataset_summaries", inputs.datasets(ids)));
    }
}
