package dev.heddle.tracking;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.Message;
import dev.heddle.mlflow.MlflowJson;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The points of metrics over MLflow's protocol. */
@Path("/api/2.0/mlflow/metrics")
@Produces(MediaType.APPLICATION_JSON)
public class MetricsResource {
    private static final int MAX_RUNS = 100;
    private static final int MAX_SAMPLE = 2_500;

    private final MetricHistory history;

    MetricsResource(MetricHistory history) {
        this.history = history;
    }

    @GET
    @Path("get-history")
    public StreamingOutput page(@Context UriInfo uri) {
        Message message = Message.of(uri.getQueryParameters());
        String runId = message.runId();
        String key = message.required("metric_key");
        Optional<Long> limit = message.integer("max_results");
        // Found before the answer begins: what is wrong with the request is said by its status.
        MetricHistory.Page page =
                history.page(
                        runId,
                        key,
                        limit.orElse((long) MetricHistory.MAX_POINTS),
                        message.text("page_token"));
        return limit.isPresent()
                ? out -> MlflowJson.mapper().writeValue(out, page)
                : out -> write(runId, key, page, out);
    }

    /** Who gives no limit gets all points; they are read and written a page at a time. */
    private void write(String runId, String key, MetricHistory.Page first, OutputStream out)
            throws IOException {
        try (JsonGenerator json = MlflowJson.mapper().getFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("metrics");
            MetricHistory.Page page = first;
            while (true) {
                for (Metric point : page.metrics()) {
                    json.writePOJO(point);
                }
                if (page.nextPageToken().isEmpty()) {
                    break;
                }
                page = history.page(runId, key, MetricHistory.MAX_POINTS, page.nextPageToken());
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    @GET
    @Path("get-history-bulk")
    public byte[] bulk(@Context UriInfo uri) {
        Message message = Message.of(uri.getQueryParameters());
        List<String> runs = runs(message, "run_id");
        int limit =
                (int)
                        Math.min(
                                message.integer("max_results")
                                        .orElse((long) MetricHistory.MAX_POINTS),
                                MetricHistory.MAX_POINTS);
        return MlflowJson.bytes(
                Map.of("metrics", history.bulk(runs, message.required("metric_key"), limit)));
    }

    @GET
    @Path("get-history-bulk-interval")
    public byte[] sample(@Context UriInfo uri) {
        Message message = Message.of(uri.getQueryParameters());
        long limit = message.integer("max_results").orElse((long) MAX_SAMPLE);
        if (limit < 1 || limit > MAX_SAMPLE) {
            throw Checks.invalid(
                    "max_results must be between 1 and %d.".formatted(MAX_SAMPLE) + Checks.SEE);
        }
        return MlflowJson.bytes(
                Map.of(
                        "metrics",
                        history.sample(
                                runs(message, "run_ids"),
                                message.required("metric_key"),
                                (int) limit,
                                steps(message))));
    }

    private static Optional<MetricHistory.Steps> steps(Message message) {
        Optional<Long> first = message.integer("start_step");
        Optional<Long> last = message.integer("end_step");
        if (first.isPresent() != last.isPresent()) {
            throw Checks.invalid(
                    "If either start step or end step are specified, both must be specified.");
        }
        if (first.isPresent() && first.get() > last.get()) {
            throw Checks.invalid(
                    "end_step must be greater than start_step. Found start_step=%d and end_step=%d."
                            .formatted(first.get(), last.get()));
        }
        return first.map(step -> new MetricHistory.Steps(step, last.get()));
    }

    private static List<String> runs(Message message, String field) {
        List<String> runs = message.texts(field);
        if (runs.isEmpty()) {
            throw Checks.required(field);
        }
        if (runs.size() > MAX_RUNS) {
            throw Checks.invalid(
                    "GetMetricHistoryBulkInterval request must specify at most %d run_ids. Received %d run_ids."
                            .formatted(MAX_RUNS, runs.size()));
        }
        return runs;
    }
}
