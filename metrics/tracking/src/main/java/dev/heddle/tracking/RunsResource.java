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
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs, and what they log, over MLflow's protocol. */
@Path("/api/2.0/mlflow/runs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class RunsResource {
    private static final byte[] NOTHING = MlflowJson.bytes(Map.of());
    private static final List<String> STATUSES =
            List.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED");

    private final Runs runs;
    private final RunPages pages;
    private final Inputs inputs;
    private final ModelHistory history;

    RunsResource(Runs runs, RunPages pages, Inputs inputs, ModelHistory history) {
        this.runs = runs;
        this.pages = pages;
        this.inputs = inputs;
        this.history = history;
    }

    @POST
    @Path("create")
    @Access(Role.CONTRIBUTOR)
    public byte[] create(byte[] body) {
        Message message = Message.of(body);
        Run run =
                runs.create(
                        new Runs.New(
                                message.text("experiment_id").orElse(""),
                                message.text("run_name").orElse(""),
                                message.text("user_id").orElse(""),
                                message.integer("start_time").orElse(0L),
                                message.messages("tags").stream().map(KeyValue::of).toList()));
        return MlflowJson.bytes(Map.of("run", run));
    }

    @GET
    @Path("get")
    public byte[] get(@Context UriInfo uri) {
        Message message = Message.of(uri.getQueryParameters());
        return MlflowJson.bytes(Map.of("run", runs.get(message.runId())));
    }

    @POST
    @Path("update")
    @Access(Role.CONTRIBUTOR)
    public byte[] update(byte[] body) {
        Message message = Message.of(body);
        Run.Info info =
                runs.update(
                        message.runId(),
                        status(message),
                        message.integer("end_time"),
                        message.text("run_name").filter(name -> !name.isEmpty()));
        return MlflowJson.bytes(Map.of("run_info", info));
    }

    /** The status that a request gives, by name or number. */
    static Optional<String> status(Message message) {
        if (!message.has("status")) {
            return Optional.empty();
        }
        String given = message.json().get("status").asText();
        if (STATUSES.contains(given)) {
            return Optional.of(given);
        }
        for (int i = 0; i < STATUSES.size(); i++) {
            if (given.equals(String.valueOf(i + 1))) {
                return Optional.of(STATUSES.get(i));
            }
        }
        throw Checks.invalid(
                "Invalid value %s for parameter 'status' supplied: expected one of %s"
                        .formatted(Checks.quoted(given), STATUSES));
    }

    @POST
    @Path("search")
    public StreamingOutput search(byte[] body) {
        Message message = Message.of(body);
        return pages.search(
                message.texts("experiment_ids"),
                message.text("filter").orElse(""),
                ViewType.of(message, "run_view_type"),
                Limits.maxResults(message.integer("max_results"), 1_000, RunSearch.MAX_RESULTS),
                message.texts("order_by"),
                message.text("page_token"));
    }

    @POST
    @Path("delete")
    @Access(Role.CONTRIBUTOR)
    public byte[] delete(byte[] body) {
        runs.mark(Message.of(body).runId(), true);
        return NOTHING;
    }

    @POST
    @Path("restore")
    @Access(Role.CONTRIBUTOR)
    public byte[] restore(byte[] body) {
        runs.mark(Message.of(body).runId(), false);
        return NOTHING;
    }

    @POST
    @Path("log-metric")
    @Access(Role.CONTRIBUTOR)
    public byte[] metric(byte[] body) {
        Message message = Message.of(body);
        String runId = message.runId();
        runs.log(runId, Points.of(point(message)));
        return NOTHING;
    }

    private static Metric point(Message message) {
        String key = message.required("key");
        double value = message.number("value").orElseThrow(() -> Checks.required("value"));
        long timestamp =
                message.integer("timestamp").orElseThrow(() -> Checks.required("timestamp"));
        return new Metric(
                key,
                value,
                timestamp,
                message.integer("step").orElse(0L),
                message.text("model_id").filter(text -> !text.isEmpty()),
                message.text("dataset_name").filter(text -> !text.isEmpty()),
                message.text("dataset_digest").filter(text -> !text.isEmpty()),
                Optional.empty());
    }

    @POST
    @Path("log-parameter")
    @Access(Role.CONTRIBUTOR)
    public byte[] parameter(byte[] body) {
        Message message = Message.of(body);
        runs.parameter(
                message.runId(),
                new KeyValue(message.required("key"), message.text("value").orElse(""))
                        .shortened(Checks.MAX_PARAMETER));
        return NOTHING;
    }

    @POST
    @Path("log-batch")
    @Access(Role.CONTRIBUTOR)
    public byte[] batch(byte[] body) {
        runs.log(LogBatch.read(body));
        return NOTHING;
    }

    @POST
    @Path("set-tag")
    @Access(Role.CONTRIBUTOR)
    public byte[] tag(byte[] body) {
        Message message = Message.of(body);
        runs.tag(
                message.runId(),
                new KeyValue(message.required("key"), message.text("value").orElse(""))
                        .shortened(Checks.MAX_TAG));
        return NOTHING;
    }

    @POST
    @Path("delete-tag")
    @Access(Role.CONTRIBUTOR)
    public byte[] untag(byte[] body) {
        Message message = Message.of(body);
        runs.untag(message.runId(), message.required("key"));
        return NOTHING;
    }

    @POST
    @Path("log-inputs")
    @Access(Role.CONTRIBUTOR)
    public byte[] inputs(byte[] body) {
        Message message = Message.of(body);
        inputs.read(
                message.required("run_id"),
                message.messages("datasets").stream().map(Inputs::dataset).toList(),
                message.messages("models").stream()
                        .map(model -> model.required("model_id"))
                        .toList());
        return NOTHING;
    }

    @POST
    @Path("outputs")
    @Access(Role.CONTRIBUTOR)
    public byte[] outputs(byte[] body) {
        Message message = Message.of(body);
        inputs.made(
                message.required("run_id"),
                message.messages("models").stream()
                        .map(
                                model ->
                                        new Run.ModelOutput(
                                                model.required("model_id"),
                                                model.integer("step").orElse(0L)))
                        .toList());
        return NOTHING;
    }

    @POST
    @Path("log-model")
    @Access(Role.CONTRIBUTOR)
    public byte[] model(byte[] body) {
        Message message = Message.of(body);
        history.add(message.required("run_id"), message.required("model_json"));
        return NOTHING;
    }
}
